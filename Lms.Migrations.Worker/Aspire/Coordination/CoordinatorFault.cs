using Lms.Migrations.Catalog;
using Lms.Migrations.Failures;
using Lms.Migrations.Planning;
using Lms.Migrations.Worker.Runs;

namespace Lms.Migrations.Worker.Coordination;

/// <summary>Why a coordinator did not do what it was asked, in a form that goes from silo to silo with all of its content.</summary>
/// <remarks>Not the exception itself: what Orleans makes of one on the other side has its message, and neither its faults nor its way out.</remarks>
[GenerateSerializer, Immutable, Alias("lms.coordinator.fault")]
internal sealed record CoordinatorFault
{
    [Id(0)]
    public required FaultKind Kind { get; init; }

    [Id(1)]
    public required string Message { get; init; }

    [Id(2)]
    public string? WayOut { get; init; }

    /// <summary>Of an invalid request: by property.</summary>
    [Id(3)]
    public Dictionary<string, string[]> Faults { get; init; } = [];

    /// <summary>Of a refusal: every reason.</summary>
    [Id(4)]
    public RefusalMessage[] Refusals { get; init; } = [];

    /// <summary>Of a run that is not there.</summary>
    [Id(5)]
    public Guid Run { get; init; }

    /// <summary>Of a database that is away.</summary>
    [Id(6)]
    public UnavailableCause Cause { get; init; }

    /// <summary>Of a faulty catalog.</summary>
    [Id(7)]
    public CatalogFaultMessage[] CatalogFaults { get; init; } = [];

    public static CoordinatorFault Of(Exception exception) => exception switch
    {
        InvalidRequestException invalid => new() { Kind = FaultKind.Invalid, Message = invalid.Message, Faults = new(invalid.Faults) },
        RunNotFoundException missing => new() { Kind = FaultKind.RunMissing, Message = missing.Message, Run = missing.Run },
        RunStateException state => new() { Kind = FaultKind.State, Message = state.Message, WayOut = state.WayOut },
        RefusedException refused => new()
        {
            Kind = FaultKind.Refused,
            Message = refused.Message,
            WayOut = refused.WayOut,
            Refusals = [.. refused.Refusals.Select(RefusalMessage.Of)],
        },
        RequestException request => new() { Kind = FaultKind.Request, Message = request.Message, WayOut = request.WayOut },
        DatabaseUnavailableException away => new() { Kind = FaultKind.Unavailable, Message = away.Message, WayOut = away.WayOut, Cause = away.Cause },
        CatalogException catalog => new()
        {
            Kind = FaultKind.Catalog,
            Message = catalog.Message,
            WayOut = catalog.WayOut,
            CatalogFaults = [.. catalog.Faults.Select(CatalogFaultMessage.Of)],
        },
        _ => new() { Kind = FaultKind.Other, Message = exception.Message },
    };

    /// <summary>The exception as it was thrown there; null for one that is only to be had by trying here.</summary>
    public Exception? ToException() => Kind switch
    {
        FaultKind.Invalid => new InvalidRequestException(Faults),
        FaultKind.RunMissing => new RunNotFoundException(Run),
        FaultKind.State => new RunStateException(Message, WayOut ?? ""),
        FaultKind.Refused => new RefusedException([.. Refusals.Select(refusal => refusal.ToRefusal())]) { WayOut = WayOut },
        FaultKind.Request => new RequestException(Message) { WayOut = WayOut },
        FaultKind.Unavailable => new DatabaseUnavailableException(Cause, Message) { WayOut = WayOut },
        FaultKind.Catalog => new CatalogException([.. CatalogFaults.Select(fault => fault.ToFault())]) { WayOut = WayOut },
        _ => null,
    };
}

/// <summary>Which sort of fault; the numbers go between workers of different versions.</summary>
internal enum FaultKind
{
    /// <summary>One that this list does not know: the platform database is away, or a fault of the program.</summary>
    Other = 0,

    /// <summary><see cref="InvalidRequestException"/>.</summary>
    Invalid = 1,

    /// <summary><see cref="RefusedException"/>.</summary>
    Refused = 2,

    /// <summary><see cref="RunNotFoundException"/>.</summary>
    RunMissing = 3,

    /// <summary><see cref="RunStateException"/>.</summary>
    State = 4,

    /// <summary><see cref="RequestException"/>.</summary>
    Request = 5,

    /// <summary><see cref="DatabaseUnavailableException"/>.</summary>
    Unavailable = 6,

    /// <summary><see cref="CatalogException"/>.</summary>
    Catalog = 7,
}

/// <summary>A reason not to run.</summary>
[GenerateSerializer, Immutable, Alias("lms.coordinator.refusal")]
internal sealed record RefusalMessage(RefusalKind Kind, string? Version, string Message, string WayOut, DateTimeOffset? NextOpening)
{
    public static RefusalMessage Of(Refusal refusal) =>
        new(refusal.Kind, refusal.Version?.ToString(), refusal.Message, refusal.WayOut, refusal.NextOpening);

    public Refusal ToRefusal() =>
        new(Kind, Version is null ? null : MigrationVersion.Parse(Version), Message, WayOut) { NextOpening = NextOpening };
}

/// <summary>A fault of a catalog.</summary>
[GenerateSerializer, Immutable, Alias("lms.coordinator.catalogFault")]
internal sealed record CatalogFaultMessage(string File, int Line, string Message, int? Column)
{
    public static CatalogFaultMessage Of(CatalogFault fault) => new(fault.File, fault.Line, fault.Message, fault.Column);

    public CatalogFault ToFault() => new(File, Line, Message, Column);
}
