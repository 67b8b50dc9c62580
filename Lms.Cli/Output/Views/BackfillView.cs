using Lms.Cli.Output.Backfills;
using Lms.Migrations.Backfills;

namespace Lms.Cli.Output.Views;

/// <summary>Draws everything that is known of a backfill.</summary>
internal static class BackfillView
{
    public static void Draw(ICanvas canvas, string database, BackfillStatus status)
    {
        canvas.Line(Phrase.Strong($"{database}: {BackfillText.MigrationOf(status)}"), Phrase.Faint($"  backfill {status.Id}, statement {status.Step}"));
        canvas.Line(Label("State"), BackfillText.StateOf(status), $"  by {BackfillText.By(status)}, {HumanText.Of(status.ChangedAt)}");
        canvas.Line(Label("Progress"), Progress(status));
        canvas.Line(Label("Changed"), BackfillText.Outcome(status), status.Matched == status.Modified ? "" : $" ({status.Matched:N0} matched)");
        DrawPair(canvas, "Pace", status.IsDriven ? Pace(status) : null);
        DrawPair(canvas, "Waits for", status.IsDriven ? status.Throttle : null);
        DrawPair(canvas, "Chunks", Chunks(status.Chunks));
        DrawPair(canvas, "Restored", status.State is BackfillState.Undoing or BackfillState.Undone ? $"{status.Restored:N0} {status.Source}" : null);
        DrawPair(canvas, "Left alone", status.Conflicts == 0 ? null : $"{status.Conflicts:N0}, changed or deleted since");
        if (status.Error is { } error)
            canvas.Line(Label("Last error"), Phrase.Bad(error));
        DrawPair(canvas, "Begun", HumanText.Of(status.StartedAt));
        DrawPair(canvas, "Run", status.RunId.ToString());
        if (Next(status) is { } next)
            canvas.Line(Phrase.Accent("→ "), next);
    }

    /// <summary>What an operator's request led to.</summary>
    public static void DrawSteered(ICanvas canvas, string database, BackfillStatus status)
    {
        var word = status.State switch
        {
            BackfillState.Pausing => "is pausing; its lanes end their batch first",
            BackfillState.Cancelling => "is stopping; its lanes end their batch first",
            BackfillState.Running => status.IsDriven ? "goes on" : "may go on",
            _ => $"is {BackfillTerms.Term(status.State)}",
        };
        canvas.Line(Phrase.Good("✓ "), Phrase.Strong(database), $": backfill {status.Id} of {status.Source} {word}");
        if (Next(status) is { } next)
            canvas.Line(Phrase.Accent("→ "), next);
    }

    private static string Progress(BackfillStatus status)
    {
        var measure = BackfillMeasure.Of(status);
        var share = measure.Fraction is { } fraction ? $"  {HumanText.Percent(fraction)}" : "";
        var left = status.IsDriven && measure.Remaining is { } remaining ? $", {HumanText.Rounded(remaining)} left" : "";
        return $"{measure.Done:N0} of {(measure.IsExact ? "" : "about ")}{measure.Total:N0} {status.Source}{share}{left}";
    }

    private static string Pace(BackfillStatus status)
    {
        string?[] parts =
        [
            status.Rate is { } rate ? HumanText.Rate(rate) : "nothing is moving",
            status.BatchSize is { } size ? $"batches of {size:N0}" : null,
            HumanText.Count(status.Lanes, "lane"),
        ];
        return string.Join(", ", parts.OfType<string>());
    }

    private static string Chunks(ChunkCounts chunks)
    {
        (int Count, string Word)[] states = [(chunks.Done, "done"), (chunks.Running, "running"), (chunks.Pending, "pending"), (chunks.Failed, "failed")];
        var shown = states.Where(state => state.Count > 0).Select(state => $"{state.Count:N0} {state.Word}");
        return chunks.All == 0 ? "none yet" : $"{chunks.All:N0}: {string.Join(", ", shown)}";
    }

    /// <summary>What can be done about it; null when there is nothing to do.</summary>
    private static string? Next(BackfillStatus status) => status.State switch
    {
        BackfillState.Running when !status.IsDriven => "No run is at work on it; the next 'lms migrate' goes on with it.",
        BackfillState.Running or BackfillState.Cancelling => null,
        BackfillState.Pausing or BackfillState.Paused => $"Let it go on with 'lms backfill resume {status.Id}'{(status.IsDriven ? "" : " and 'lms migrate'")}.",
        BackfillState.Interrupted => "The next 'lms migrate' goes on with it; 'lms rollback' undoes what it did.",
        BackfillState.Cancelled => "What it did stays: 'lms rollback' undoes it, 'lms migrate' goes on with it.",
        BackfillState.Failed => "Correct the cause and run 'lms migrate': it tries only what is left. 'lms rollback' undoes what was done.",
        BackfillState.Undoing when !status.IsDriven => "No run is at work on it; the next 'lms rollback' goes on with it.",
        BackfillState.Undone when status.Conflicts > 0 => $"See what was left alone with 'lms backfill conflicts {status.Id}'.",
        _ => null,
    };

    private static void DrawPair(ICanvas canvas, string name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
            canvas.Line(Label(name), text);
    }

    private static Phrase Label(string name) => Phrase.Faint($"  {name,-11}");
}
