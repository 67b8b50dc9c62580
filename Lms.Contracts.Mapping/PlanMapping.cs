using Lms.Contracts.Databases;
using Lms.Migrations;
using Lms.Migrations.Backfills;
using Lms.Migrations.Catalog;
using Lms.Migrations.Planning;

namespace Lms.Contracts.Mapping;

/// <summary>What a run would do.</summary>
public static class PlanMapping
{
    public static PlanDocument ToDocument(this MigrationPlan plan, DatabaseEngine engine) => new(
        plan.Database, EngineName.Of(engine), plan.Direction.Wire(), plan.Pin().Hash,
        [.. plan.Steps.Select(ToDocument)],
        [.. plan.Refusals.Select(ToDocument)]);

    public static PlannedStepDocument ToDocument(this PlannedStep step) => new(
        step.Migration.Version.ToString(), step.Migration.Name, step.Migration.Description, step.Migration.File,
        step.Section.Options.Transaction,
        step.Section.IsBatched,
        (long)step.LockTimeout.TotalMilliseconds,
        (long)step.ConcurrentLockTimeout.TotalMilliseconds,
        (long)step.StatementTimeout.TotalMilliseconds,
        step.Migration.Down is not null,
        step.Section.Options.RequiresWindow,
        [.. step.Section.Statements.Select(ToDocument)],
        step.Direction == Direction.Up
            ? [.. step.Migration.Verify.Select(ToDocument)]
            : [],
        [.. step.Migration.Checks.Where(check => check.Direction == step.Direction)
            .Select(check => new CheckDocument(check.Line, check.Moment.Wire(), check.Message, check.Text))]);

    public static RefusalDocument ToDocument(this Refusal refusal) =>
        new(refusal.Kind.Wire(), refusal.Version?.ToString(), refusal.Message, refusal.WayOut) { NextOpening = refusal.NextOpening };

    public static MigrationPlan ToPlan(this PlanDocument document)
    {
        var direction = WireName.Require<Direction>(document.Direction);
        return new MigrationPlan(
            document.Name, direction,
            [.. document.Steps.Select(step => ToStep(step, direction))],
            [.. document.Refusals.Select(ToRefusal)]);
    }

    public static Refusal ToRefusal(this RefusalDocument document) => new(
        WireName.Require<RefusalKind>(document.Kind), document.Version is { } version ? MigrationVersion.Parse(version) : null,
        document.Message, document.WayOut)
    {
        NextOpening = document.NextOpening,
    };

    private static StatementDocument ToDocument(Statement statement) => new(statement.Line, KindOf(statement), statement.Text);

    private static string KindOf(Statement statement) => statement switch
    {
        BackfillStatement => "backfill",
        UndoStatement => "undo",
        _ => "statement",
    };

    /// <summary>The step as far as a plan tells it: enough to show it, not to run it.</summary>
    private static PlannedStep ToStep(PlannedStepDocument document, Direction direction)
    {
        var section = new MigrationSection(
            [.. document.Statements.Select(ToStatement)],
            new SectionOptions { Transaction = document.Transaction, RequiresWindow = document.RequiresWindow });
        var other = new MigrationSection([], SectionOptions.Default);
        var migration = new Migration(
            MigrationVersion.Parse(document.Version), document.Name, document.Description, document.File, "",
            direction == Direction.Up ? section : other,
            [.. document.Verify.Select(ToStatement)],
            direction == Direction.Down ? section : document.Reversible ? other : null)
        {
            Checks = [.. document.Checks.Select(check => new CheckStatement(
                check.Text, check.Line, check.Message, WireName.Require<CheckMoment>(check.Moment), direction))],
        };
        return new PlannedStep(
            migration, direction, TimeSpan.FromMilliseconds(document.LockTimeoutMs),
            TimeSpan.FromMilliseconds(document.ConcurrentLockTimeoutMs), TimeSpan.FromMilliseconds(document.StatementTimeoutMs));
    }

    private static Statement ToStatement(StatementDocument document) => document.Kind switch
    {
        "backfill" => new BackfillStatement(document.Text, document.Line, new SqlBackfill("", "", [], null, null, "", "", "")),
        "undo" => new UndoStatement(document.Text, document.Line, Of: 0),
        _ => new Statement(document.Text, document.Line),
    };
}
