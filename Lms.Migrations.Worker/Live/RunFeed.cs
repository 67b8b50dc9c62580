using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Lms.Migrations.Worker.Platform;
using Lms.Migrations.Worker.Runs.Storage;
using Npgsql;

namespace Lms.Migrations.Worker.Live;

/// <summary>Hands the events of runs to those who watch. However many watch a run, its new events are read once.</summary>
internal sealed class RunFeed : IDisposable
{
    private const int PageSize = 500;
    private static readonly TimeSpan AwayPause = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<Guid, RunTail> tails = new();
    private readonly RunEventStore events;
    private readonly PlatformSignals signals;
    private readonly TimeProvider time;

    public RunFeed(RunEventStore events, PlatformSignals signals, TimeProvider time)
    {
        this.events = events;
        this.signals = signals;
        this.time = time;
        signals.RunTold += Wake;
    }

    /// <summary>What happened in a run after a place, and then what happens, until it is over. After the last event of one that is over
    /// there is nothing.</summary>
    public async IAsyncEnumerable<StoredEvent> WatchAsync(Guid run, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var tail = Join(run);
        while (true)
        {
            // Seen before the look, so that what happens between the two is looked for again.
            var change = tail.Tail.NextChange;
            var isAtEnd = tail.Tail.IsAtEnd;
            var page = tail.Tail.After(after) ?? await ReadAsync(run, after, cancellationToken);
            foreach (var happened in page)
            {
                yield return happened;
                after = happened.Id;
                if (RunEnd.IsEnd(happened))
                    yield break;
            }

            if (page.Count == 0 && isAtEnd)
                yield break;
            if (page.Count == 0)
                await change.WaitAsync(cancellationToken);
        }
    }

    public void Dispose() => signals.RunTold -= Wake;

    /// <summary>What is kept, whenever the platform database is there to tell.</summary>
    private async Task<IReadOnlyList<StoredEvent>> ReadAsync(Guid run, long after, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await events.ReadAsync(run, after, PageSize, cancellationToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
            {
                await Task.Delay(AwayPause, time, cancellationToken);
            }
        }
    }

    private Seat Join(Guid run)
    {
        while (true)
        {
            var tail = tails.GetOrAdd(run, id => new RunTail(id, events, time));
            if (tail.TryEnter())
                return new Seat(this, tail);
        }
    }

    private void Leave(RunTail tail)
    {
        if (!tail.Leave())
            return;

        tails.TryRemove(new KeyValuePair<Guid, RunTail>(tail.Run, tail));
        tail.Dispose();
    }

    private void Wake(object? sender, RunSignal signal)
    {
        foreach (var tail in tails.Values.Where(tail => signal.Concerns(tail.Run)))
            tail.Wake();
    }

    private sealed class Seat(RunFeed feed, RunTail tail) : IDisposable
    {
        public RunTail Tail => tail;

        public void Dispose() => feed.Leave(tail);
    }
}
