using Lms.Migrations;
using Lms.Migrations.Planning;

namespace Lms.Cli.Output.Views;

/// <summary>Draws what a run would do.</summary>
internal static class PlanView
{
    /// <summary>Every step with its SQL.</summary>
    public static void Draw(ICanvas canvas, MigrationPlan plan)
    {
        canvas.Line([.. Headline(plan)]);
        foreach (var step in plan.Steps)
            DrawStep(canvas, step);
        if (plan.Refusals.Count == 0)
            return;

        canvas.Line("");
        canvas.Line(Phrase.Bad("✗ "), "It would be refused:");
        FailureView.DrawRefusals(canvas, plan.Refusals.Select(FailureClassifier.ToDocument));
    }

    /// <summary>The steps by name only.</summary>
    public static void DrawList(ICanvas canvas, MigrationPlan plan)
    {
        canvas.Line([.. Headline(plan)]);
        foreach (var step in plan.Steps)
            canvas.Line($"  {step.Migration.Id}");
    }

    private static IEnumerable<Phrase> Headline(MigrationPlan plan)
    {
        var verb = plan.Direction == Direction.Up ? "apply" : "undo";
        yield return Phrase.Strong(plan.Database);
        yield return plan.Steps.Count == 0 ? $": nothing to {verb}" : $": would {verb} {HumanText.Count(plan.Steps.Count, "migration")}";
    }

    private static void DrawStep(ICanvas canvas, PlannedStep step)
    {
        canvas.Line("");
        canvas.Line(Phrase.Strong(step.Migration.Id), Phrase.Faint(step.Migration.Description is { } description ? $"  {description}" : ""));
        canvas.Line(Phrase.Faint($"  {string.Join(" · ", Terms(step))}"));
        if (step.Direction == Direction.Down && step.Migration.Down is null)
            return;

        foreach (var statement in step.Section.Statements)
            DrawSql(canvas, statement.Text);
        if (step.Direction == Direction.Down || step.Migration.Verify.Count == 0)
            return;

        canvas.Line(Phrase.Faint("  then each of these must return no row:"));
        foreach (var check in step.Migration.Verify)
            DrawSql(canvas, check.Text);
    }

    private static IEnumerable<string> Terms(PlannedStep step)
    {
        if (step.Direction == Direction.Down && step.Migration.Down is null)
        {
            yield return "irreversible";
            yield break;
        }

        yield return step.Section.Options.Transaction ? "one transaction" : "statement by statement, no transaction";
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
        return step.Section.Options.Transaction || step.ConcurrentLockTimeout == step.LockTimeout
            ? text
            : $"{text}, {Duration.Format(step.ConcurrentLockTimeout)} with CONCURRENTLY";
    }

    private static void DrawSql(ICanvas canvas, string sql)
    {
        foreach (var line in SqlHighlighter.Highlight($"{sql};"))
            canvas.Line(["    ", .. line]);
    }
}
