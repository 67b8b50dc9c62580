using Lms.Migrations.Backfills;

namespace Lms.Cli.Commands.Backfills;

/// <summary>Looks at a backfill again and again, and shows each look.</summary>
internal sealed class BackfillWatch(Session session, string database)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Returns how the backfill stood when it ended, or when looking was cancelled.</summary>
    public async Task<BackfillStatus> UntilEndAsync(BackfillControl backfills, long id, CancellationToken cancellationToken)
    {
        using var display = session.Settings.IsJson ? null : session.Terminal.BackfillDisplay(database, session.Time);
        var status = await backfills.ShowAsync(id, cancellationToken);
        try
        {
            while (!HasEnded(status))
            {
                display?.Show(status);
                await Task.Delay(Interval, session.Time, cancellationToken);
                status = await backfills.ShowAsync(id, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Whoever stops looking has seen enough, and the backfill goes on: nothing has failed.
        }

        return status;
    }

    // One whose run is gone moves no more until somebody does something; a paused one may be resumed while we look.
    private static bool HasEnded(BackfillStatus status) => status.State switch
    {
        BackfillState.Running or BackfillState.Undoing => !status.IsDriven,
        BackfillState.Pausing or BackfillState.Paused or BackfillState.Cancelling => false,
        _ => true,
    };
}
