using System.Runtime.CompilerServices;
using Lms.Migrations.Worker.Cluster;
using Lms.Migrations.Worker.Live;
using Lms.Migrations.Worker.Runs.Storage;
using Npgsql;

namespace Lms.Migrations.Worker.Coordination;

/// <summary>Watches a run through the grain of its database. What the grain does not tell – its silo died, a message was lost – is read where it is
/// kept, and the stream is taken up again after the last event that was seen: nothing is missed, and nothing told twice.</summary>
internal sealed class GrainWatch(
    IGrainFactory grains, RunStore runs, RunEventStore events, RunFeed feed, SiloStanding silo, TimeProvider time, ILogger<GrainWatch> logger)
{
    // As long as whoever watches may be kept waiting for what a lost silo would have told.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    // Losses in a row, without one event between them, after which this watcher does without the cluster.
    private const int MostLosses = 3;

    public async IAsyncEnumerable<StoredEvent> WatchAsync(Guid id, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await FindDatabaseAsync(id, cancellationToken) is { } database)
        {
            var grain = grains.GetGrain<IMigrationCoordinatorGrain>(database);
            for (var losses = 0; losses < MostLosses && silo.IsMember; losses++)
            {
                if (losses > 0)
                    await Task.Delay(Pause, time, cancellationToken);
                var place = after;
                using var stream = new GrainStream(token => grain.WatchAsync(id, place, token), time, cancellationToken);
                await foreach (var happened in ReadAsync(id, after, stream, cancellationToken))
                {
                    yield return happened;
                    (after, losses) = (happened.Id, 0);
                    if (RunEnd.IsEnd(happened))
                        yield break;
                }

                if (stream.IsAtEnd)
                    yield break;
            }
        }

        await foreach (var happened in feed.WatchAsync(id, after, cancellationToken))
            yield return happened;
    }

    /// <summary>What the stream tells, in order and once, until it ends or has fallen behind.</summary>
    private async IAsyncEnumerable<StoredEvent> ReadAsync(
        Guid id, long after, GrainStream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            switch (await stream.NextAsync(Silence, cancellationToken))
            {
                case Told.Event { Happened: var happened } when happened.Id > after:
                    yield return happened;
                    after = happened.Id;
                    break;
                case Told.Nothing when !await HasMoreAsync(id, after, cancellationToken):
                    break;
                case Told.Event:
                    break;
                case Told.Lost { Why: var why }:
                    Log.StreamLost(logger, id, why);
                    yield break;
                default:
                    yield break;
            }
        }
    }

    /// <summary>Whether something has happened that the stream has not told.</summary>
    private async Task<bool> HasMoreAsync(Guid id, long after, CancellationToken cancellationToken)
    {
        try
        {
            return (await events.ReadAsync(id, after, limit: 1, cancellationToken)).Count > 0;
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            // The platform database is away: nothing is written either.
            return false;
        }
    }

    /// <summary>Null for a run that is not there, or while that cannot be told; the feed waits for both.</summary>
    private async Task<string?> FindDatabaseAsync(Guid id, CancellationToken cancellationToken)
    {
        try
        {
            return (await runs.FindAsync(id, cancellationToken))?.Request.Database;
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            return null;
        }
    }
}
