using System.Text.Json.Serialization;
using Lms.Cli.Configuration;
using Lms.Migrations;
using Lms.Migrations.Catalog;
using Lms.Migrations.Planning;

namespace Lms.Cli.Output.Json;

/// <summary>What a command prints with <c>--output json</c>. See docs/commands.md; names here are a contract.</summary>
/// <typeparam name="T">What the command says about one database.</typeparam>
/// <param name="Databases">In the order of the configuration; the one that failed is in it when part of it was done.</param>
/// <param name="Error">The gravest failure; left out when there was none.</param>
/// <param name="Errors">Every failure; left out unless there were several.</param>
internal sealed record Document<T>(
    IReadOnlyList<T> Databases,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Failure? Error,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Failure>? Errors);

/// <summary>A failure before any database was reached.</summary>
internal sealed record ErrorDocument(Failure Error);

internal sealed record StatusDocument(
    string Name, string Engine, int Applied, int Pending, int Failed, IReadOnlyList<MigrationDocument> Migrations)
{
    public static StatusDocument Of(DatabaseStatus status) => new(
        status.Database, EngineName.Of(status.Engine), status.Applied, status.Pending, status.Failed,
        [.. status.Migrations.Select(MigrationDocument.Of)]);
}

internal sealed record MigrationDocument(
    string Version,
    string Name,
    string? Description,
    string State,
    DateTimeOffset? AppliedAt,
    string? AppliedBy,
    long? DurationMs,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Error)
{
    public static MigrationDocument Of(MigrationStatus status) => new(
        status.Version.ToString(), status.Name, status.Description, status.State.Wire(),
        status.AppliedAt, status.AppliedBy, status.DurationMs, status.Error);
}

internal sealed record RunDocument(
    string Name, string Engine, string Direction, Guid RunId, long DurationMs, IReadOnlyList<StepDocument> Steps,
    IReadOnlyList<BackfillDocument> Backfills);

internal sealed record StepDocument(string Version, string Name, long DurationMs);

internal sealed record PlanDocument(
    string Name, string Engine, string Direction, IReadOnlyList<PlannedStepDocument> Steps, IReadOnlyList<RefusalDocument> Refusals)
{
    public static PlanDocument Of(DatabaseTarget target, MigrationPlan plan) => new(
        target.Name, EngineName.Of(target.Engine), plan.Direction.Wire(),
        [.. plan.Steps.Select(PlannedStepDocument.Of)],
        [.. plan.Refusals.Select(FailureClassifier.ToDocument)]);
}

internal sealed record PlannedStepDocument(
    string Version,
    string Name,
    string? Description,
    string File,
    bool Transaction,
    bool Batched,
    long LockTimeoutMs,
    long ConcurrentLockTimeoutMs,
    long StatementTimeoutMs,
    bool Reversible,
    bool RequiresWindow,
    IReadOnlyList<StatementDocument> Statements,
    IReadOnlyList<StatementDocument> Verify,
    IReadOnlyList<CheckDocument> Checks)
{
    public static PlannedStepDocument Of(PlannedStep step) => new(
        step.Migration.Version.ToString(), step.Migration.Name, step.Migration.Description, step.Migration.File,
        step.Section.Options.Transaction,
        step.Section.IsBatched,
        (long)step.LockTimeout.TotalMilliseconds,
        (long)step.ConcurrentLockTimeout.TotalMilliseconds,
        (long)step.StatementTimeout.TotalMilliseconds,
        step.Migration.Down is not null,
        step.Section.Options.RequiresWindow,
        [.. step.Section.Statements.Select(StatementDocument.Of)],
        step.Direction == Lms.Migrations.Planning.Direction.Up
            ? [.. step.Migration.Verify.Select(StatementDocument.Of)]
            : [],
        [.. step.Migration.Checks.Where(check => check.Direction == step.Direction).Select(CheckDocument.Of)]);
}

internal sealed record StatementDocument(int Line, string Kind, string Text)
{
    public static StatementDocument Of(Statement statement) => new(statement.Line, KindOf(statement), statement.Text);

    private static string KindOf(Statement statement) => statement switch
    {
        BackfillStatement => "backfill",
        UndoStatement => "undo",
        _ => "statement",
    };
}

internal sealed record CheckDocument(int Line, string Moment, string Message, string Text)
{
    public static CheckDocument Of(CheckStatement check) => new(check.Line, check.Moment.Wire(), check.Message, check.Text);
}

internal sealed record HistoryDocument(string Name, string Engine, IReadOnlyList<EventDocument> Events, long? Next);

internal sealed record EventDocument(
    long Id, DateTimeOffset At, string Kind, string Outcome, string? Version, string? Name, string? Checksum, long? DurationMs,
    Guid RunId, long? Epoch, string Actor, string? Reason, string Host, string ToolVersion, string? Error, string? Detail);

internal sealed record ValidationDocument(
    string Name, string Engine, int Files, bool Compared, bool Valid, IReadOnlyList<FindingDocument> Findings);

internal sealed record FindingDocument(string? Version, string? Name, string State, string Explanation, string Remedy, bool IsRefused);

internal sealed record RepairDocument(string Name, string Engine, IReadOnlyList<RepairFindingDocument> Findings, bool Repaired);

internal sealed record RepairFindingDocument(
    string Version, string Name, string State, string Explanation, string Remedy, bool IsRepairable);

internal sealed record BaselineDocument(string Name, string Engine, IReadOnlyList<MigrationDocument> Adopted);

internal sealed record MarkDocument(string Name, string Engine, MigrationDocument Migration);

internal sealed record NewFileDocument(string Name, string File);

internal sealed record SeedDocument(string Name, string Engine, decimal Scale, IReadOnlyList<SeededDocument> Seeders);

internal sealed record SeededDocument(string Name, string Outcome, long? Rows, long? DurationMs, string? Why);

internal sealed record SeedStatusDocument(string Name, string Engine, IReadOnlyList<SeederDocument> Seeders);

internal sealed record SeederDocument(
    string Name, string State, DateTimeOffset? ExecutedAt, string? ExecutedBy, decimal? Scale, long? Rows, long? DurationMs);
