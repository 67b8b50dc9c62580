using Lms.Contracts.Failures;
using Lms.Migrations;
using Lms.Migrations.Failures;
using Lms.Migrations.Leasing;

namespace Lms.Contracts.Mapping;

/// <summary>The engine's failures as everybody is told of them: kind, exit code and whatever is known. The one table of them.</summary>
public static class FailureMapping
{
    private const int MigrationFailed = 1;
    private const int Usage = 2;
    private const int Unavailable = 3;
    private const int LeaseNotObtained = 4;
    private const int Refused = 5;
    private const int Cancelled = 130;

    /// <summary>What ended a run or a question to the engine.</summary>
    /// <param name="exception">Any exception.</param>
    /// <param name="database">The database it was about; null for none.</param>
    public static Failure ToFailure(this Exception exception, string? database) => exception switch
    {
        CatalogException catalog => Of("catalog", Usage, exception, database) with
        {
            Message = $"The catalog has {(catalog.Faults.Count == 1 ? "1 fault" : $"{catalog.Faults.Count} faults")}; no database was touched.",
            File = catalog.Faults[0].File,
            Line = catalog.Faults[0].Line,
            Faults = [.. catalog.Faults.Select(fault => new FaultDocument(fault.File, fault.Line, fault.Column, fault.Message))],
        },
        RequestException => Of("usage", Usage, exception, database),
        StepFailedException failed => OfStatement("migrationFailed", failed, database) with
        {
            Version = failed.Step.Migration.Version.ToString(),
            Name = failed.Step.Migration.Name,
            Blockers = failed.Blockers.Count == 0 ? null : [.. failed.Blockers.Select(ToDocument)],
        },
        BackfillRefusedException => Of("migrationFailed", MigrationFailed, exception, database),
        SeederFailedException failed => OfStatement("seederFailed", failed, database) with { Name = failed.Seeder },
        HookFailedException failed => Of("hookFailed", MigrationFailed, exception, database) with { Name = failed.Hook },
        DatabaseUnavailableException unavailable => Of("unavailable", Unavailable, exception, database) with
        {
            Cause = unavailable.Cause.Wire(),
        },
        LeaseNotObtainedException lease => Of("leaseNotObtained", LeaseNotObtained, exception, database) with
        {
            Holder = lease.Holder.ToDocument(),
        },
        LeaseLostException => Of("leaseLost", LeaseNotObtained, exception, database),
        RefusedException refused => Of("refused", Refused, exception, database) with
        {
            Refusals = [.. refused.Refusals.Select(PlanMapping.ToDocument)],
        },
        WindowClosedException => Of("windowClosed", Refused, exception, database),
        OperationCanceledException => Of("cancelled", Cancelled, exception, database) with
        {
            Message = "Cancelled; nothing was left half-done.",
        },
        _ => Of("internal", MigrationFailed, exception, database) with
        {
            Message = $"{exception.GetType().Name}: {exception.Message}",
        },
    };

    internal static HolderDocument ToDocument(this LeaseHolder holder) =>
        new(holder.Actor, holder.Host, holder.ProcessId, holder.RunId, holder.AcquiredAt, holder.HeartbeatAt);

    internal static LeaseHolder ToHolder(this HolderDocument document) => new(
        document.Actor, document.Host, document.ProcessId, document.RunId, document.AcquiredAt, document.HeartbeatAt);

    internal static BlockerDocument ToDocument(this Blocker blocker) => new(
        blocker.ProcessId, blocker.User, blocker.Application, blocker.State, blocker.Query, (long)blocker.Age.TotalMilliseconds);

    internal static Blocker ToBlocker(this BlockerDocument document) => new(
        document.ProcessId, document.User, document.Application, document.State, document.Query, TimeSpan.FromMilliseconds(document.AgeMs));

    private static Failure OfStatement(string kind, StatementFailedException failed, string? database) =>
        Of(kind, MigrationFailed, failed, database) with
        {
            File = failed.File,
            Line = failed.Line,
            StatementNumber = failed.Fault?.Number,
            Statement = failed.Fault?.Text,
            SqlState = failed.SqlState,
            Detail = failed.Fault?.Detail,
            Hint = failed.Fault?.Hint,
            Constraint = failed.Fault?.Constraint,
            Table = failed.Fault?.Table,
        };

    private static Failure Of(string kind, int exitCode, Exception exception, string? database) => new()
    {
        Kind = kind,
        ExitCode = exitCode,
        Message = exception.Message,
        Database = database,
        WayOut = (exception as MigrationException)?.WayOut,
    };
}
