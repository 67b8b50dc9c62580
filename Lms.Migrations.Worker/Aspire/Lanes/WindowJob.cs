using Hangfire;
using Lms.Migrations.Worker.Platform;
using Lms.Migrations.Worker.Runs;
using Lms.Migrations.Worker.Runs.Storage;
using Lms.Migrations.Worker.Windows;

namespace Lms.Migrations.Worker.Lanes;

/// <summary>Opens windows: tells all workers of the runs that wait for one that is open by now.</summary>
/// <remarks>It tells and does nothing else. Each worker looks for itself whether a window is open, and takes a run by compare-and-swap; so that it
/// may run twice, late, or not at all, when workers find out by looking.</remarks>
internal sealed class WindowJob(RunStore runs, WindowBook windows, PlatformSignals signals)
{
    /// <summary>The name of the recurring job.</summary>
    public const string Name = "open windows";

    /// <summary>Windows begin and end at full minutes.</summary>
    public const string EveryMinute = "* * * * *";

    private static readonly RunQuery Waiting = new() { States = [RunState.WaitingForWindow], Limit = 200 };

    /// <returns>How many runs it told of; Hangfire's dashboard shows it.</returns>
    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
    [JobDisplayName("open windows")]
    public async Task<int> OpenAsync(CancellationToken cancellationToken)
    {
        var waiting = await runs.ListAsync(Waiting, cancellationToken);
        var open = waiting.Runs.Where(run => windows.StateOf(run.Request.Database).IsOpen).ToList();
        foreach (var run in open)
            await signals.TryTellAsync(run.Id, cancellationToken);
        return open.Count;
    }
}
