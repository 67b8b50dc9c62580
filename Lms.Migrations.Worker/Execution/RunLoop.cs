using System.Collections.Concurrent;
using Lms.Migrations.Worker.Platform;
using Lms.Migrations.Worker.Runs;
using Lms.Migrations.Worker.Runs.Storage;
using Lms.Migrations.Worker.Settings;
using Lms.Migrations.Worker.Windows;
using Npgsql;

namespace Lms.Migrations.Worker.Execution;

/// <summary>Takes runs out of the queue, one at a time for each database, and takes over those of workers that are gone.</summary>
internal sealed class RunLoop(
    RunStore runs, RunClaims claims, RunExecution execution, RunChoice choice, DatabaseRegistry databases, WorkerPresence presence,
    WindowBook windows, PlatformSignals signals, WorkerIdentity identity, TimeProvider time, ILogger<RunLoop> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly Alarm alarm = new(time);
    private readonly ConcurrentDictionary<string, Attempt> underWay = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        signals.RunChanged += alarm.Ring;
        try
        {
            await presence.Registered.WaitAsync(stoppingToken);
            while (true)
            {
                await TryTickAsync(stoppingToken);
                await alarm.WaitAsync(Interval, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Each run under way ends as interrupted, for another worker to go on with.
            await Task.WhenAll(underWay.Values.Select(attempt => attempt.Ended));
        }
        finally
        {
            signals.RunChanged -= alarm.Ring;
        }
    }

    private async Task TryTickAsync(CancellationToken stoppingToken)
    {
        try
        {
            await TickAsync(stoppingToken);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            Log.QueueUnread(logger, exception.Message);
        }
#pragma warning disable CA1031 // A row that this version cannot read, or a fault of this program, must not end the worker: it has other runs to look after.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            Log.QueueFaulty(logger, exception);
        }
    }

    private async Task TickAsync(CancellationToken stoppingToken)
    {
        // A worker that the others do not hear of would have taken from it at once what it takes.
        if (!presence.IsHeard || !windows.IsKnown)
            return;

        if (presence.MayJudge)
            await InterruptAbandonedAsync(stoppingToken);
        var free = databases.Names.Where(name => !underWay.ContainsKey(name)).ToList();
        var candidates = await claims.ReadCandidatesAsync(free, stoppingToken);
        foreach (var ofDatabase in candidates.GroupBy(run => run.Request.Database, StringComparer.Ordinal))
        {
            if (await choice.ChooseAsync([.. ofDatabase], stoppingToken) is { } chosen)
                await TakeAsync(chosen, stoppingToken);
        }
    }

    private async Task InterruptAbandonedAsync(CancellationToken stoppingToken)
    {
        foreach (var (run, stopped) in await claims.ReadAbandonedAsync(underWay.Values.Select(attempt => attempt.Run), stoppingToken))
        {
            var why = stopped ? "has stopped" : run.Worker == identity.Id ? "lost sight of it" : "is gone";
            var losses = run.Losses + (stopped ? 0 : 1);
            var interrupted = run with { State = RunState.Interrupted, Losses = losses, DueAt = windows.Now + LostRuns.PauseAfter(losses) };
            if (await runs.UpdateAsync(run, interrupted, identity.Name, $"{run.WorkerName} {why}", stoppingToken))
                Log.RunAbandoned(logger, run.Id, run.Request.Database, run.WorkerName ?? "its worker", why);
        }
    }

    private async Task TakeAsync(Run run, CancellationToken stoppingToken)
    {
        var taken = run with
        {
            State = RunState.Running,
            Worker = identity.Id,
            WorkerName = identity.Name,
            Claim = run.Claim + 1,
            Attempts = run.Attempts + 1,
            DueAt = null,
        };
        var reason = run.Attempts == 0 ? null : run.WorkerName == identity.Name ? "goes on" : $"goes on after {run.WorkerName}";
        if (!await runs.UpdateAsync(run, taken, identity.Name, reason, stoppingToken))
            return;

        // As the platform database knows it now, with its own times.
        var claimed = await runs.FindAsync(run.Id, stoppingToken) ?? taken;
        Log.RunTaken(logger, run.Id, run.Request.Database, run.Request.Kind, run.Actor);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        underWay[run.Request.Database] = new Attempt(run.Id, ended.Task);
        _ = ExecuteAsync(claimed, ended, stoppingToken);
    }

    private async Task ExecuteAsync(Run run, TaskCompletionSource ended, CancellationToken stoppingToken)
    {
        // Out of the loop's way, whatever of it is synchronous.
        await Task.Yield();
        try
        {
            await execution.RunAsync(run, stoppingToken);
        }
#pragma warning disable CA1031 // A fault of this program must not end the worker; the run is found without anybody at work on it, and gone on with.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.AttemptBroke(logger, exception, run.Id, run.Request.Database);
        }
        finally
        {
            underWay.TryRemove(run.Request.Database, out _);
            ended.SetResult();
            alarm.Ring();
        }
    }

    private sealed record Attempt(Guid Run, Task Ended);
}
