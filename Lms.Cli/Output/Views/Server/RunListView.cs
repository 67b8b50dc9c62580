using Lms.Contracts.Client;
using Lms.Contracts.Runs;

namespace Lms.Cli.Output.Views.Server;

/// <summary>Draws runs, newest first.</summary>
internal static class RunListView
{
    public static void Draw(ICanvas canvas, RunListDocument page, RunFilter filter)
    {
        if (page.Runs.Count == 0)
        {
            canvas.Line(filter is { Before: null, Database: null, Actor: null, States.Count: 0 } ? "Nothing was ever asked of this worker." : "No run fits.");
            return;
        }

        var table = new TextTable("Run", "State", "Database", "What", "By", "Asked at", "Took")
        {
            RightAligned = [6], Elastic = 3, Expendable = [6], LastResort = [5, 4],
        };
        foreach (var run in page.Runs)
        {
            table.AddWithNote(
                Note(run),
                HumanText.ShortId(run.Id), RunStateText.Of(run), run.Request.Database, RunRequestText.Of(run.Request), run.Actor,
                HumanText.Of(run.AskedAt), Took(run));
        }

        canvas.Table(table);
        if (page.Next is { } next)
            canvas.Line(Phrase.Accent("→ "), $"older ones: the same with --before {next}");
    }

    /// <summary>What it waits for, why it did not end well, or why it was asked for.</summary>
    private static string Note(RunDocument run) =>
        (run.WaitsFor is { } wait ? $"waits for {wait}" : run.Error?.Message ?? run.Cancellation?.Reason ?? run.Request.Reason ?? "").ReplaceLineEndings(" ");

    private static string Took(RunDocument run) =>
        run is { StartedAt: { } started, EndedAt: { } ended } ? HumanText.Of(ended - started) : "";
}
