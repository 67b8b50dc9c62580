using Lms.Contracts.Runs;

namespace Lms.Cli.Output.Views.Server;

/// <summary>Draws what became of a run by what was asked of it.</summary>
internal static class RunDecisionView
{
    /// <summary>It was asked for, and nobody watches it.</summary>
    public static void DrawTaken(ICanvas canvas, RunDocument run)
    {
        var wait = run.WaitsFor is { } what ? $"; it waits for {what}" : "";
        canvas.Line(Phrase.Good("✓ "), Phrase.Strong(run.Request.Database), $": {RunRequestText.Of(run.Request)} was asked for as run {run.Id}{wait}");
        canvas.Line(Phrase.Accent("→ "), $"Watch it with 'lms run watch {run.Id}'.");
    }

    /// <summary>What is to be approved, as far as no plan tells it.</summary>
    public static void DrawRequest(ICanvas canvas, RunDocument run)
    {
        var reason = string.IsNullOrEmpty(run.Request.Reason) ? "without a reason" : $"because: {run.Request.Reason}";
        canvas.Line(Phrase.Strong($"{run.Request.Database}: {RunRequestText.Of(run.Request)}"), $", asked for by {run.Actor} {reason}");
        if (run.Request.OverrideWindow)
            canvas.Line(Phrase.Notice("! It begins although no window is open."));
    }

    public static void DrawApproved(ICanvas canvas, RunDocument run)
    {
        canvas.Line(Phrase.Good("✓ "), Phrase.Strong(run.Request.Database), $": run {run.Id} is approved{(run.WaitsFor is { } what ? $"; it waits for {what}" : "")}");
        canvas.Line(Phrase.Accent("→ "), $"Watch it with 'lms run watch {run.Id}'.");
    }

    public static void DrawRejected(ICanvas canvas, RunDocument run) =>
        canvas.Line(Phrase.Good("✓ "), Phrase.Strong(run.Request.Database), $": run {run.Id} is rejected, and nothing of it was run");

    public static void DrawCancelled(ICanvas canvas, RunDocument run) => canvas.Line(
        Phrase.Good("✓ "), Phrase.Strong(run.Request.Database),
        RunStates.IsOver(run.State) ? $": run {run.Id} is cancelled" : $": run {run.Id} is asked to stop; it ends when what is under way is cleaned up");
}
