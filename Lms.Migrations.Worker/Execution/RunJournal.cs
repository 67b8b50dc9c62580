using System.Threading.Channels;
using Lms.Contracts.Runs;
using Lms.Migrations.Backfills;
using Lms.Migrations.Worker.Runs;
using Lms.Migrations.Worker.Runs.Storage;
using Npgsql;

namespace Lms.Migrations.Worker.Execution;

/// <summary>Writes down one attempt at a run – events and states, in order, beside the work. While the platform database is away, they wait.</summary>
internal sealed class RunJournal(Run claimed, RunStore runs, RunEventStore events, WorkerIdentity identity, TimeProvider time) : IAsyncDisposable
{
    private const int MostAtOnce = 200;
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(500);
    private readonly Channel<Entry> entries = Channel.CreateUnbounded<Entry>(new() { SingleReader = true });
    private readonly CancellationTokenSource abandoned = new();
    private readonly ReportPace pace = new(time);
    private readonly Lock gate = new();
    private Task writing = Task.CompletedTask;
    private Run current = claimed;
    private bool isPaused;
    private volatile bool isLost;
    private volatile bool hasProgressed;

    /// <summary>Begins to write.</summary>
    public void Open() => writing = WriteAsync();

    /// <summary>Writes an event, sooner or later. What only reports something going on is written about once a second.</summary>
    public void Write(RunEvent happened)
    {
        if (pace.IsDue(happened))
            entries.Writer.TryWrite(new Entry.Told(happened));
    }

    /// <summary>Has it written that this attempt is not in vain.</summary>
    public void Progress() => hasProgressed = true;

    /// <summary>Writes that the run is paused while its backfill is, and no longer.</summary>
    public void Follow(BackfillStatus status)
    {
        lock (gate)
        {
            var pauses = status.State == BackfillState.Paused;
            if (pauses == isPaused || status.State is not (BackfillState.Paused or BackfillState.Running))
                return;

            isPaused = pauses;
        }

        entries.Writer.TryWrite(new Entry.Changed(
            run => run with { State = status.State == BackfillState.Paused ? RunState.Paused : RunState.Running, IsBegun = true }, status.ChangedBy, status.Reason, Done: null));
    }

    /// <summary>Writes where the run stands after this attempt, when everything before it is written.</summary>
    /// <param name="ending">Where.</param>
    /// <param name="cancellationToken">Gives up: whatever is not written by then is lost, and another worker finds this one gone.</param>
    /// <returns>False when the run is no longer this worker's, and nothing was written.</returns>
    public async Task<bool> EndAsync(RunEnding ending, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (isPaused && ending.State == RunState.Succeeded)
            entries.Writer.TryWrite(new Entry.Changed(run => run with { State = RunState.Running }, identity.Name, Reason: null, Done: null));
        entries.Writer.TryWrite(new Entry.Changed(ending.Apply, ending.By ?? identity.Name, ending.Reason, done));
        entries.Writer.Complete();
        await done.Task.WaitAsync(cancellationToken);
        return !isLost;
    }

    public async ValueTask DisposeAsync()
    {
        entries.Writer.TryComplete();
        await abandoned.CancelAsync();
        await writing;
        abandoned.Dispose();
    }

    private async Task WriteAsync()
    {
        var batch = new List<RunEvent>();
        try
        {
            while (await entries.Reader.WaitToReadAsync(abandoned.Token))
            {
                batch.Clear();
                Entry.Changed? change = null;
                while (change is null && batch.Count < MostAtOnce && entries.Reader.TryRead(out var entry))
                {
                    if (entry is Entry.Told told)
                        batch.Add(told.Event);
                    change = entry as Entry.Changed;
                }

                if (batch.Count > 0)
                    await AppendAsync(batch);
                if (change is not null)
                    await ChangeAsync(change);
            }
        }
        catch (OperationCanceledException) when (abandoned.IsCancellationRequested)
        {
            // Nobody waits for the rest: the run has ended, or its worker does while the platform database is away.
        }
    }

    private async Task AppendAsync(List<RunEvent> batch)
    {
        var after = current with { LastEvent = current.LastEvent + batch.Count, Losses = hasProgressed ? 0 : current.Losses };
        await UntilStoredAsync(async () =>
            await events.AppendAsync(current, batch, hasProgressed, abandoned.Token) || await IsStoredAsync(after));
        current = after;
    }

    private async Task ChangeAsync(Entry.Changed change)
    {
        var after = change.Apply(current) with { LastEvent = current.LastEvent + 1 };
        await UntilStoredAsync(async () =>
            await runs.UpdateAsync(current, after, change.By, change.Reason, abandoned.Token) || await IsStoredAsync(after));
        current = after;
        change.Done?.TrySetResult();
    }

    /// <summary>Whether it was committed although its answer was lost.</summary>
    private async Task<bool> IsStoredAsync(Run after) => await runs.FindAsync(after.Id, abandoned.Token) is { } found
        && found.State == after.State && found.Claim == after.Claim && found.Worker == after.Worker && found.LastEvent == after.LastEvent;

    private async Task UntilStoredAsync(Func<Task<bool>> store)
    {
        while (!isLost)
        {
            try
            {
                isLost = !await store();
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
            {
                // Away: tried again until it is back.
            }

            await Task.Delay(RetryPause, time, abandoned.Token);
        }
    }

    private abstract record Entry
    {
        public sealed record Told(RunEvent Event) : Entry;

        public sealed record Changed(Func<Run, Run> Apply, string By, string? Reason, TaskCompletionSource? Done) : Entry;
    }
}
