using Lms.Cli.Databases;
using Lms.Cli.Output.Backfills;
using Lms.Migrations;

namespace Lms.Cli.Output;

/// <summary>One line for each thing that happened, appended: for logs of build servers and for pipes.</summary>
internal sealed class PlainRunDisplay(ICanvas canvas, TimeProvider time) : IRunDisplay
{
    // Waiting is reported twice a second, which nobody wants to scroll through afterwards.
    private static readonly TimeSpan BetweenReportsOfWaiting = TimeSpan.FromSeconds(5);

    public async Task FollowAsync(string database, RunHandle run, Action<MigrationEvent> observe)
    {
        var text = new RunText(database, time);
        var backfill = new BackfillReport(time);
        var nextReport = TimeSpan.Zero;
        await foreach (var happened in run.Events)
        {
            observe(happened);
            if (text.Lasting(happened) is { } line)
                canvas.Line(line);
            if (happened is BackfillProgress progress && backfill.Line(progress.Status) is { } report)
                canvas.Line(Phrase.Faint($"  … {report}"));

            if (text.Waiting(happened) is var (waited, why))
            {
                if (waited >= nextReport)
                    canvas.Line(Phrase.Notice($"  … {why}"));
                nextReport = waited >= nextReport ? waited + BetweenReportsOfWaiting : nextReport;
            }
            else
            {
                nextReport = TimeSpan.Zero;
            }
        }
    }
}
