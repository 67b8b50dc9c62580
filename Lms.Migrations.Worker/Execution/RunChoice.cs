using Lms.Migrations.Windows;
using Lms.Migrations.Worker.Runs;
using Lms.Migrations.Worker.Runs.Storage;
using Lms.Migrations.Worker.Windows;

namespace Lms.Migrations.Worker.Execution;

/// <summary>Chooses which of a database's runs is next.</summary>
internal sealed class RunChoice(RunStore runs, WindowBook windows, WorkerIdentity identity)
{
    /// <summary>The run to begin or to go on with; null when none may now. What has to wait for a window is told so.</summary>
    /// <param name="candidates">Of one database, the oldest first.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<Run?> ChooseAsync(IReadOnlyList<Run> candidates, CancellationToken cancellationToken)
    {
        // What was begun is gone on with before anything else is begun: others would be planned on what is half done.
        foreach (var run in candidates.OrderBy(run => run.IsBegun || run.State == RunState.Interrupted ? 0 : 1))
        {
            // Taken to be ended.
            if (run.Cancellation is not null || LostRuns.IsHopeless(run))
                return run;
            if (run.DueAt > windows.Now && run.State == RunState.Interrupted)
                return null;
            if (run.DueAt > windows.Now)
                continue;
            if (ClosedFor(run) is { } closed)
                await LetWaitAsync(run, closed, cancellationToken);
            else
                return run;
        }

        return null;
    }

    private WindowState? ClosedFor(Run run) =>
        RunRequest.Read(run.Request).IsConfined && windows.StateOf(run.Request.Database) is { IsOpen: false } closed ? closed : null;

    private async Task LetWaitAsync(Run run, WindowState closed, CancellationToken cancellationToken)
    {
        if (run.State != RunState.WaitingForWindow)
            await runs.UpdateAsync(run, run with { State = RunState.WaitingForWindow, DueAt = null }, identity.Name, closed.Reason, cancellationToken);
    }
}
