using System.Globalization;
using Lms.Contracts.Runs;

namespace Lms.Cli.Output.Views.Server;

/// <summary>Draws everything that is known of a run.</summary>
internal static class RunShowView
{
    private const int MostSteps = 12;

    public static void Draw(ICanvas canvas, RunDocument run, DateTimeOffset now)
    {
        var request = run.Request;
        canvas.Line(Phrase.Strong($"{request.Database}: {RunRequestText.Of(request)}"), Phrase.Faint($"  run {run.Id}"));
        canvas.Line(Label("State"), RunStateText.Of(run), run.WaitsFor is { } wait ? $"  waits for {wait}" : "");
        DrawPair(canvas, "Asked", $"by {run.Actor}, {HumanText.Of(run.AskedAt)}{Because(request.Reason)}");
        DrawPair(canvas, "Terms", Terms(run, now));
        DrawPair(canvas, "Plan", run.Plan is { Direction: not null } plan ? $"{HumanText.ShortHash(plan.Hash)}…: {Steps(plan.Steps)}" : null);
        DrawPair(canvas, "Approved", run.Approval is { } approval ? $"by {approval.By}, {HumanText.Of(approval.At)}{Because(approval.Reason)}" : null);
        DrawPair(canvas, "Worker", run.Worker is { } worker ? $"{worker}{(run.Attempts > 1 ? $", attempt {run.Attempts}" : "")}" : null);
        DrawPair(canvas, "Begun", run.StartedAt is { } started ? $"{HumanText.Of(started)}{Took(run, now)}" : null);
        DrawPair(canvas, "Cancelled", run.Cancellation is { } stop ? $"by {stop.By}, {HumanText.Of(stop.At)}{Because(stop.Reason)}" : null);
        DrawResult(canvas, run.Result);
        if (run.Error is { } error)
            canvas.Line(Label("Error"), Phrase.Bad(error.Message));
        if (Next(run) is { } next)
            canvas.Line(Phrase.Accent("→ "), next);
    }

    private static void DrawResult(ICanvas canvas, RunResultDocument? result)
    {
        if (result is null)
            return;

        DrawPair(canvas, "Done", result.Steps.Count == 0 ? null : Steps([.. result.Steps.Select(step => new StepReference(step.Version, step.Name))]));
        DrawPair(canvas, "Changed", result.Entries.Count == 0 ? null : Steps([.. result.Entries.Select(entry => new StepReference(entry.Version, entry.Name))]));
        DrawPair(canvas, "Repaired", result.Repaired.Count == 0 ? null : Steps([.. result.Repaired.Select(entry => new StepReference(entry.Version, entry.Name))]));
        foreach (var seeder in result.Seeders)
            DrawPair(canvas, "Seeder", $"{seeder.Name}: {(seeder.Rows is { } rows ? $"{rows:N0} rows" : seeder.Why)}");
        foreach (var backfill in result.Backfills)
            DrawPair(canvas, "Backfill", $"{backfill.Id} of {backfill.Source}: {backfill.State}, {backfill.Modified:N0} of {backfill.Processed:N0} changed");
    }

    private static string? Terms(RunDocument run, DateTimeOffset now)
    {
        string?[] terms =
        [
            run.Request.When switch
            {
                null or "now" => null,
                "window" => "in the next window",
                _ => run.DueAt is { } due ? $"not before {HumanText.Of(due)}, {HumanText.Relative(due, now)}" : $"not before {run.Request.When}",
            },
            run.Request.OverrideWindow ? "although no window is open" : null,
            run.Request.OutOfOrder ? "late migrations too" : null,
            run.Request.PlanHash is { } asked ? $"plan {HumanText.ShortHash(asked)}… only" : null,
            run.Request.Pace is { } pace ? Pace(pace) : null,
        ];
        return string.Join("; ", terms.OfType<string>()) is { Length: > 0 } text ? text : null;
    }

    private static string Pace(PaceDocument pace)
    {
        string?[] words =
        [
            pace.Lanes is { } lanes ? HumanText.Count(lanes, "lane") : null,
            pace.BatchTargetMs is { } target ? $"batches of {HumanText.OfMilliseconds(target)}" : null,
            pace.PauseRatio is { } ratio ? string.Create(CultureInfo.InvariantCulture, $"pauses of {ratio:0.###} of each") : null,
        ];
        return string.Join(", ", words.OfType<string>());
    }

    private static string Steps(IReadOnlyList<StepReference> steps)
    {
        var names = steps.Take(MostSteps).Select(step => step.Name.Length > 0 ? $"{step.Version}-{step.Name}" : step.Version);
        return steps.Count == 0 ? "nothing to do" : $"{string.Join(", ", names)}{(steps.Count > MostSteps ? $", … ({steps.Count} in all)" : "")}";
    }

    private static string Took(RunDocument run, DateTimeOffset now) => run switch
    {
        { StartedAt: { } started, EndedAt: { } ended } => $", took {HumanText.Of(ended - started)}",
        { StartedAt: { } started } when !RunStates.IsOver(run.State) => $", {HumanText.Relative(started, now)}",
        _ => "",
    };

    private static string? Next(RunDocument run) => run.State switch
    {
        RunStates.WaitingForApproval => $"Somebody other than {run.Actor}: 'lms run approve {run.Id}', or 'lms run reject {run.Id} --reason TEXT'.",
        _ when !RunStates.IsOver(run.State) => $"Watch it with 'lms run watch {run.Id}'; stop it with 'lms run cancel {run.Id}'.",
        _ => null,
    };

    private static string Because(string? reason) => string.IsNullOrEmpty(reason) ? "" : $": {reason}";

    private static void DrawPair(ICanvas canvas, string name, string? text)
    {
        if (text is not null)
            canvas.Line(Label(name), text);
    }

    private static Phrase Label(string name) => Phrase.Faint($"  {name,-10} ");
}
