using Lms.Migrations.Observation;

namespace Lms.Migrations.Backfills;

/// <summary>Claims chunks, one after the other, and walks each to its end in batches, until it is cancelled.</summary>
internal sealed class Lane(BackfillWork work, LanePool pool, string name)
{
    private static readonly TimeSpan IdlePause = TimeSpan.FromMilliseconds(50);
    private readonly BatchSizer sizer = new(work.Definition.BatchSize ?? pool.Settings.BatchSize, pool.Settings.BatchTarget);

    /// <summary>Keys in the next batch.</summary>
    public int BatchSize => sizer.Size;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await pool.Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
            pool.ThrowIfLost();
            if (await pool.ClaimAsync(work, name, cancellationToken).ConfigureAwait(false) is { } chunk)
                await WorkOnAsync(chunk, cancellationToken).ConfigureAwait(false);
            else
                await pool.DelayAsync(IdlePause, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WorkOnAsync(Chunk chunk, CancellationToken cancellationToken)
    {
        using var activity = Telemetry.Source.StartActivity(SpanNames.Chunk);
        var walk = new ChunkWalk(work, chunk, sizer, pool);
        var end = ClaimEnd.Released;
        try
        {
            end = await walk.RunAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ClaimLostException)
        {
            end = ClaimEnd.Lost;
            // Somebody else has it, or this process was silent for too long. Nothing of the batch was committed.
            pool.ThrowIfLost();
        }
        catch
        {
            await pool.CleanUpAsync(token => pool.Store.ReleaseAsync(work, walk.Chunk, token)).ConfigureAwait(false);
            throw;
        }
        finally
        {
            ChunkSpan.End(activity, walk, end);
        }
    }
}
