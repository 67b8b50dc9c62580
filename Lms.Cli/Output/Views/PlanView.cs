using Lms.Cli.Databases;
using Lms.Contracts.Mapping;
using Lms.Migrations;
using Lms.Migrations.Catalog;
using Lms.Migrations.Planning;

namespace Lms.Cli.Output.Views;

/// <summary>Draws what a run would do.</summary>
internal static class PlanView
{
    /// <summary>Every step with its SQL.</summary>
    public static void Draw(ICanvas canvas, ShownPlan shown)
    {
        var plan = shown.Plan;
        canvas.Line([.. Headline(shown)]);
        foreach (var step in plan.Steps)
            DrawStep(canvas, step);
        if (plan.Refusals.Count == 0)
            return;

        canvas.Line("");
        canvas.Line(Phrase.Bad("✗ "), "It would be refused:");
        FailureView.DrawRefusals(canvas, plan.Refusals.Select(PlanMapping.ToDocument));
    }

    /// <summary>The steps by name only.</summary>
    public static void DrawList(ICanvas canvas, ShownPlan shown)
    {
        canvas.Line([.. Headline(shown)]);
        foreach (var step in shown.Plan.Steps)
            canvas.Line($"  {step.Migration.Id}");
    }

    private static IEnumerable<Phrase> Headline(ShownPlan shown)
    {
        var plan = shown.Plan;
        var verb = plan.Direction == Direction.Up ? "apply" : "undo";
        yield return Phrase.Strong(plan.Database);
        yield return plan.Steps.Count == 0 ? $": nothing to {verb}" : $": would {verb} {HumanText.Count(plan.Steps.Count, "migration")}";
        if (plan.Steps.Count > 0)
            yield return Phrase.Faint($"  hash {HumanText.ShortHash(shown.Hash)}…");
    }

    private static void DrawStep(ICanvas canvas, PlannedStep step)
    {
        canvas.Line("");
        canvas.Line(Phrase.Strong(step.Migration.Id), Phrase.Faint(step.Migration.Description is { } description ? $"  {description}" : ""));
        canvas.Line(Phrase.Faint($"  {string.Join(" · ", Terms(step))}"));
        if (step.Direction == Direction.Down && step.Migration.Down is null)
            return;

        DrawChecks(canvas, step, CheckMoment.Before, "  before it, each of these must find nothing:");
        foreach (var statement in step.Section.Statements)
            DrawStatement(canvas, step, statement);
        DrawChecks(canvas, step, CheckMoment.After, "  then each of these must find nothing:");
        if (step.Direction == Direction.Down || step.Migration.Verify.Count == 0)
            return;

        canvas.Line(Phrase.Faint("  then each of these must return no row:"));
        foreach (var check in step.Migration.Verify)
            DrawStatement(canvas, step, check);
    }

    private static void DrawChecks(ICanvas canvas, PlannedStep step, CheckMoment moment, string headline)
    {
        CheckStatement[] checks = [.. step.Migration.Checks.Where(check => check.Moment == moment && check.Direction == step.Direction)];
        if (checks.Length == 0)
            return;

        canvas.Line(Phrase.Faint(headline));
        foreach (var check in checks)
        {
            canvas.Line("    ", Phrase.Faint($"// {check.Message}"));
            DrawStatement(canvas, step, check);
        }
    }

    private static IEnumerable<string> Terms(PlannedStep step)
    {
        if (step.Direction == Direction.Down && step.Migration.Down is null)
        {
            yield return "irreversible";
            yield break;
        }

        yield return step.Section switch
        {
            { IsBatched: true } => "in batches, each a transaction of its own",
            { Options.Transaction: true } => "one transaction",
            _ => "statement by statement, no transaction",
        };
        yield return LockTimeout(step);
        yield return step.StatementTimeout == TimeSpan.Zero ? "no statement timeout" : $"statement timeout {Duration.Format(step.StatementTimeout)}";
        if (step.Section.Options.RequiresWindow)
            yield return "only in a maintenance window";
        if (step.Direction == Direction.Up)
            yield return step.Migration.Down is null ? "irreversible" : "reversible";
    }

    private static string LockTimeout(PlannedStep step)
    {
        var text = $"lock timeout {Duration.Format(step.LockTimeout)}";
        return step.Section.Options.Transaction || step.Section.IsBatched || IsJson(step) || step.ConcurrentLockTimeout == step.LockTimeout
            ? text
            : $"{text}, {Duration.Format(step.ConcurrentLockTimeout)} with CONCURRENTLY";
    }

    private static void DrawStatement(ICanvas canvas, PlannedStep step, Statement statement)
    {
        IEnumerable<IReadOnlyList<Phrase>> lines = statement is UndoStatement ? [[Phrase.Faint(statement.Text)]]
            : IsJson(step) ? JsonHighlighter.Highlight(statement.Text)
            : SqlHighlighter.Highlight($"{statement.Text};");
        foreach (var line in lines)
            canvas.Line(["    ", .. line]);
    }

    private static bool IsJson(PlannedStep step) => Path.GetExtension(step.Migration.File) == ".json";
}
