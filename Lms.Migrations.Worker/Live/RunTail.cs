using Lms.Migrations.Worker.Platform;
using Lms.Migrations.Worker.Runs.Storage;
using Npgsql;

namespace Lms.Migrations.Worker.Live;

/// <summary>The newest events of one run, while somebody watches it: read once, shared by all who watch.</summary>
internal sealed class RunTail(Guid run, RunEventStore events, TimeProvider time) : IDisposable
{
    private const int PageSize = 500;
    private const int Most = 2_000;
    // A signal can be lost with the connection that brings it.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(2);
    // Telling somebody costs the same for one event as for twenty, on both ends: the more there are to tell, the more is told at once.
    private static readonly TimeSpan PauseForEachWatcher = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);
    private readonly Lock gate = new();
    private readonly Alarm alarm = new(time);
    private readonly CancellationTokenSource ended = new();
    private readonly List<StoredEvent> newest = [];
    private TaskCompletionSource changed = NewSignal();
    private long? from;
    private bool isAtEnd;
    private int watchers;

    public Guid Run => run;

    private TimeSpan Pause
    {
        get
        {
            lock (gate)
                return TimeSpan.FromTicks(Math.Clamp(watchers * PauseForEachWatcher.Ticks, 0, LongestPause.Ticks));
        }
    }

    /// <summary>Completes when there is something new.</summary>
    public Task NextChange
    {
        get
        {
            lock (gate)
                return changed.Task;
        }
    }

    /// <summary>Whether the last event of the run was seen here: none follows.</summary>
    public bool IsAtEnd
    {
        get
        {
            lock (gate)
                return isAtEnd;
        }
    }

    /// <summary>Takes a seat; false when the last watcher has just left, and with it this tail.</summary>
    public bool TryEnter()
    {
        lock (gate)
        {
            if (watchers < 0)
                return false;
            if (watchers++ == 0)
                _ = FollowAsync(ended.Token);
            return true;
        }
    }

    /// <summary>Gives the seat back; true when it was the last, and from then on nobody can take one.</summary>
    public bool Leave()
    {
        lock (gate)
        {
            if (--watchers > 0)
                return false;
            watchers = int.MinValue;
            return true;
        }
    }

    /// <summary>Ends following. For the last one who left.</summary>
    public void Dispose()
    {
        ended.Cancel();
        ended.Dispose();
    }

    public void Wake() => alarm.Ring();

    /// <summary>The events after a place; null when they begin before this tail, and are to be read where they are kept.</summary>
    public IReadOnlyList<StoredEvent>? After(long id)
    {
        lock (gate)
        {
            if (from is not { } first || id < first)
                return null;
            var index = newest.FindIndex(happened => happened.Id > id);
            return index < 0 ? [] : newest[index..];
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                while (await ReadAsync(cancellationToken))
                {
                    // A full page: there is more.
                }

                await Task.Delay(Pause, time, cancellationToken);
                await alarm.WaitAsync(LongestSilence, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The last watcher has left.
        }
    }

    /// <returns>Whether there may be more.</returns>
    private async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var known = newest.Count == 0 ? from ?? 0 : newest[^1].Id;
            var read = await events.ReadAsync(run, known, PageSize, cancellationToken);
            Add(known, read);
            return read.Count == PageSize;
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            // The platform database is away: those who watch wait, and miss nothing.
            return false;
        }
    }

    private void Add(long known, IReadOnlyList<StoredEvent> read)
    {
        lock (gate)
        {
            from ??= known;
            if (read.Count == 0)
                return;

            newest.AddRange(read);
            isAtEnd = RunEnd.IsEnd(read[^1]);
            if (newest.Count > Most)
            {
                newest.RemoveRange(0, newest.Count - Most);
                from = newest[0].Id - 1;
            }

            changed.TrySetResult();
            changed = NewSignal();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
