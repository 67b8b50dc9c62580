using Lms.Cli.Databases;
using Lms.Migrations.Backfills;

namespace Lms.Cli.Commands.Backfills;

/// <summary>Looks at a backfill again and again, and shows each look.</summary>
internal sealed class BackfillWatch(Session session, string database)
{
    /// <summary>Returns how the backfill stood when it ended, or when looking was cancelled.</summary>
    public async Task<BackfillStatus> UntilEndAsync(IBackfills backfills, long id, CancellationToken cancellationToken)
    {
        using var display = session.Settings.IsJson ? null : session.Terminal.BackfillDisplay(database, session.Time);
        BackfillStatus? seen = null;
        try
        {
            await foreach (var status in backfills.WatchAsync(id, cancellationToken))
            {
                seen = status;
                if (HasEnded(status))
                    break;
                display?.Show(status);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && seen is not null)
        {
            // Whoever stops looking has seen enough, and the backfill goes on: nothing has failed.
        }

        return seen ?? throw new InvalidOperationException($"Backfill {id} was watched without a single look at it.");
    }

    // One whose run is gone moves no more until somebody does something; a paused one may be resumed while we look.
    private static bool HasEnded(BackfillStatus status) => status.State switch
    {
        BackfillState.Running or BackfillState.Undoing => !status.IsDriven,
        BackfillState.Pausing or BackfillState.Paused or BackfillState.Cancelling => false,
        _ => true,
    };
}
