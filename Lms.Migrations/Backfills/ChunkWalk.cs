using System.Security.Cryptography;
using Lms.Migrations.Observation;

namespace Lms.Migrations.Backfills;

/// <summary>One claim of one chunk, from its cursor to its end or to whatever stops it.</summary>
internal sealed class ChunkWalk(BackfillWork work, Chunk claimed, BatchSizer sizer, LanePool pool)
{
    private const int TimeoutsBeforeSplit = 3;
    private const int ConflictsInARow = 30;
    private int timeouts = claimed.Timeouts;
    private int conflicts;

    /// <summary>The chunk, with its cursor where the last batch left it.</summary>
    public Chunk Chunk { get; private set; } = claimed;

    /// <summary>Keys walked past under this claim.</summary>
    public long Processed { get; private set; }

    /// <summary>Rows or documents changed under this claim.</summary>
    public long Modified { get; private set; }

    /// <summary>Batches committed under this claim.</summary>
    public int Batches { get; private set; }

    /// <summary>Walks until the chunk is done, is given back, or is recorded as failed.</summary>
    public async Task<ClaimEnd> RunAsync(CancellationToken cancellationToken)
    {
        while (pool.Gate.IsOpen)
        {
            pool.ThrowIfLost();
            try
            {
                if (await CommitBatchAsync(cancellationToken).ConfigureAwait(false))
                    return ClaimEnd.Done;
            }
            catch (Exception exception) when (
                !cancellationToken.IsCancellationRequested
                && pool.Store.Classify(exception) is { } failure and not BatchFailure.ServerLost)
            {
                if (await EndsWithAsync(failure, exception, cancellationToken).ConfigureAwait(false) is { } end)
                    return end;
            }
        }

        await pool.Store.ReleaseAsync(work, Chunk, cancellationToken).ConfigureAwait(false);
        return ClaimEnd.Released;
    }

    /// <returns>Whether the chunk is done.</returns>
    private async Task<bool> CommitBatchAsync(CancellationToken cancellationToken)
    {
        var keys = sizer.Size;
        var result = await pool.Retry.RunAsync(
            token => pool.Store.RunBatchAsync(work, Chunk, pool.Bounds(keys), token), cancellationToken).ConfigureAwait(false);
        conflicts = 0;
        Count(result);
        Chunk = Chunk with { Cursor = result.Cursor ?? Chunk.Cursor };
        pool.Gate.See(result.State);
        if (result.ChunkDone)
            return true;

        // The last batch of a chunk is as short as what was left of it, and says nothing about size.
        sizer.Committed(result.Keys, result.Held);
        await pool.DelayAsync(result.Held * pool.Settings.PauseRatio, cancellationToken).ConfigureAwait(false);
        return false;
    }

    private void Count(BatchResult result)
    {
        Processed += result.Keys;
        Modified += result.Modified;
        Batches++;
        Instruments.BatchCommitted(work.Database, work.Definition.Source, result.Keys, result.Modified, result.Held);
    }

    /// <returns>How this claim ends; null when the batch is tried again.</returns>
    private async Task<ClaimEnd?> EndsWithAsync(BatchFailure failure, Exception exception, CancellationToken cancellationToken)
    {
        switch (failure)
        {
            case BatchFailure.Conflict when ++conflicts <= ConflictsInARow:
                await pool.DelayAsync(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(5, 60)), cancellationToken).ConfigureAwait(false);
                return null;
            case BatchFailure.TimedOut when ++timeouts < TimeoutsBeforeSplit:
                sizer.TimedOut();
                return null;
            case BatchFailure.TimedOut:
                sizer.TimedOut();
                if (await pool.Store.SplitAsync(work, Chunk, cancellationToken).ConfigureAwait(false))
                    return ClaimEnd.Split;
                await FailAsync(exception, isTimeout: true, cancellationToken).ConfigureAwait(false);
                return ClaimEnd.Rejected;
            default:
                await FailAsync(exception, isTimeout: false, cancellationToken).ConfigureAwait(false);
                return ClaimEnd.Rejected;
        }
    }

    private Task FailAsync(Exception exception, bool isTimeout, CancellationToken cancellationToken) => pool.Store.FailAsync(
        work, Chunk, exception.Message, isTimeout, isFinal: Chunk.Attempts + 1 >= pool.Settings.Attempts, cancellationToken);
}
