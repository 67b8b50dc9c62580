using Lms.Contracts.Mapping;
using Lms.Contracts.Runs;
using Lms.Migrations.Backfills;
using Lms.Migrations.Catalog;
using Lms.Migrations.History;

namespace Lms.Migrations.Worker.Runs;

/// <summary>A request whose every word is understood.</summary>
/// <param name="Document">As it was sent.</param>
/// <param name="Kind">What is asked for.</param>
/// <param name="When">When it may begin.</param>
internal sealed record RunRequest(RunRequestDocument Document, RunKind Kind, StartTime When)
{
    private const int LongestId = 128;
    private const int LongestReason = 1_000;

    public string Database => Document.Database;

    public string? Reason => Document.Reason;

    /// <summary>Whether windows and freezes have a say: not in what only mends the history, and not against an override.</summary>
    public bool IsConfined => Kind is RunKind.Migrate or RunKind.Rollback or RunKind.Seed && !Document.OverrideWindow;

    /// <summary>Reads a request.</summary>
    /// <exception cref="InvalidRequestException">Something in it is wrong; all of it is said at once.</exception>
    public static RunRequest Read(RunRequestDocument document)
    {
        var faults = new RequestFaults();
        faults.Length("requestId", document.RequestId, 1, LongestId);
        faults.Length("reason", document.Reason, 0, LongestReason);
        var kind = WireName.Parse<RunKind>(document.Kind);
        if (kind is null)
            faults.Add("kind", $"'{document.Kind}' is not something to ask for; known: {string.Join(", ", RunKinds.All)}");
        var when = StartTime.Parse(document.When);
        if (when is null)
            faults.Add("when", $"'{document.When}' is not a time to begin; give now, window, or a time such as 2026-12-01T01:00Z");

        CheckVersion(faults, "to", document.To);
        CheckVersion(faults, "version", document.Version);
        if (kind is { } known)
            CheckKind(faults, known, document);
        CheckPace(faults, document.Pace);
        if (document.OverrideWindow && string.IsNullOrWhiteSpace(document.Reason))
            faults.Add("reason", "to override a closed window needs a reason; the history keeps it");
        if (document.OverrideWindow && when is not StartTime.Now)
            faults.Add("overrideWindow", "whoever overrides a window begins now; leave 'when' out");

        faults.ThrowIfAny();
        return new RunRequest(document, kind!.Value, when!);
    }

    /// <summary>The request as the engine takes it.</summary>
    public MigrateRequest ToMigrate() => new(Document.To is { } to ? MigrationVersion.Parse(to) : null, Document.OutOfOrder);

    /// <inheritdoc cref="ToMigrate"/>
    public RollbackRequest ToRollback() => Document switch
    {
        { All: true } => new RollbackRequest.All(),
        { To: { } to } => new RollbackRequest.DownTo(MigrationVersion.Parse(to)),
        _ => new RollbackRequest.Last(Document.Steps ?? 1),
    };

    public MarkedState ToMarkedState() => Document.As == "applied" ? MarkedState.Applied : MarkedState.Pending;

    /// <summary>The settings with the pace that was asked for.</summary>
    public BackfillSettings Pace(BackfillSettings configured) => Document.Pace is not { } pace ? configured : configured with
    {
        Lanes = pace.Lanes ?? configured.Lanes,
        BatchTarget = pace.BatchTargetMs is { } target ? TimeSpan.FromMilliseconds(target) : configured.BatchTarget,
        PauseRatio = pace.PauseRatio ?? configured.PauseRatio,
    };

    private static void CheckKind(RequestFaults faults, RunKind kind, RunRequestDocument document)
    {
        Only(faults, kind is RunKind.Migrate or RunKind.Rollback or RunKind.Baseline, "to", document.To is not null, document.Kind);
        Only(faults, kind is RunKind.Migrate, "outOfOrder", document.OutOfOrder, document.Kind);
        Only(faults, kind is RunKind.Rollback, "steps", document.Steps is not null, document.Kind);
        Only(faults, kind is RunKind.Rollback, "all", document.All, document.Kind);
        Only(faults, kind is RunKind.Mark, "version", document.Version is not null, document.Kind);
        Only(faults, kind is RunKind.Mark, "as", document.As is not null, document.Kind);
        Only(faults, kind is RunKind.Seed, "scale", document.Scale is not null, document.Kind);
        Only(faults, kind is RunKind.Migrate or RunKind.Rollback, "pace", document.Pace is not null, document.Kind);

        if (kind == RunKind.Rollback && (document.All ? 1 : 0) + (document.To is null ? 0 : 1) + (document.Steps is null ? 0 : 1) > 1)
            faults.Add("steps", "give one of steps, to and all");
        if (document.Steps is < 1 or > 100_000)
            faults.Add("steps", $"{document.Steps} is not a number of migrations to undo; it must be from 1 to 100000");
        if (kind == RunKind.Rollback && document.All && string.IsNullOrWhiteSpace(document.Reason))
            faults.Add("reason", "to undo everything needs a reason; the history keeps it");
        if (kind == RunKind.Baseline && document.To is null)
            faults.Add("to", "the last version to adopt is missing");
        if (kind == RunKind.Seed && document.Scale is <= 0 or > 100_000)
            faults.Add("scale", $"{document.Scale} is out of range; it must be greater than 0 and at most 100000");
        if (kind == RunKind.Mark)
            CheckMark(faults, document);
    }

    private static void CheckMark(RequestFaults faults, RunRequestDocument document)
    {
        if (document.Version is null)
            faults.Add("version", "the migration to mark is missing");
        if (document.As is not ("applied" or "pending"))
            faults.Add("as", "say what is true of the database now: applied or pending");
        if (string.IsNullOrWhiteSpace(document.Reason))
            faults.Add("reason", "to mark a migration by hand needs a reason; the history keeps it");
    }

    private static void CheckPace(RequestFaults faults, PaceDocument? pace)
    {
        if (pace?.Lanes is < 1 or > 64)
            faults.Add("pace.lanes", $"{pace.Lanes} is out of range; it must be from 1 to 64");
        if (pace?.BatchTargetMs is < 10 or > 5_000)
            faults.Add("pace.batchTargetMs", $"{pace.BatchTargetMs} is out of range; it must be from 10 to 5000");
        if (pace?.PauseRatio is { } ratio && !(ratio is >= 0 and <= 10))
            faults.Add("pace.pauseRatio", $"{ratio} is out of range; it must be from 0 to 10");
    }

    private static void CheckVersion(RequestFaults faults, string property, string? version)
    {
        if (version is not null && (version.Length > 100 || !MigrationVersion.TryParse(version, out _)))
            faults.Add(property, $"'{(version.Length > 100 ? version[..100] + "…" : version)}' is not a version: give the digits that a migration's file name begins with");
    }

    private static void Only(RequestFaults faults, bool fits, string property, bool isGiven, string kind)
    {
        if (isGiven && !fits)
            faults.Add(property, $"'{property}' means nothing to '{kind}'; leave it out");
    }
}
