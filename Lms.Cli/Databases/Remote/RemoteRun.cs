using System.Runtime.CompilerServices;
using Lms.Contracts.Client;
using Lms.Contracts.Failures;
using Lms.Contracts.Mapping;
using Lms.Contracts.Runs;
using Lms.Migrations;
using Lms.Migrations.Planning;

namespace Lms.Cli.Databases.Remote;

/// <summary>Follows a worker's run as if it were one of this process: its events, its changes of state, its end.</summary>
internal sealed class RemoteRun(LmsClient client, RunDocument run, IWatchInterruption interruption, TimeProvider time)
{
    private const string CancelReason = "Ctrl+C where it was watched";

    // Most runs begin at once, and of those nobody wants to read that they were queued.
    private static readonly TimeSpan TurnPatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan NextLook = TimeSpan.FromSeconds(3);

    private readonly string database = run.Request.Database;
    private readonly Direction direction = run.Request.Kind == RunKinds.Rollback ? Direction.Down : Direction.Up;
    private readonly RunWaits waits = new(client, time);
    private readonly Persistence persistence = new(Persistence.OfWatchers, time);
    private RunMoved? last;
    private RunDocument? ended;
    private volatile bool isStopping;

    /// <param name="cancellationToken">The first Ctrl+C, upon which whoever watches is asked what it means.</param>
    public RunHandle Watch(CancellationToken cancellationToken) =>
        new(run.Id, FollowAsync(cancellationToken)) { IsStopping = () => isStopping, Taken = run, Ended = () => ended };

    private async IAsyncEnumerable<MigrationEvent> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Not linked to the command's token: what cancels the command only asks a question here.
        using var watching = new CancellationTokenSource();
        await using var events = new PatientReader<RunEventDocument>(
            client.WatchRunAsync(run.Id, after: 0, watching.Token), watching, time);
        var interrupted = cancellationToken;
        var patience = Timeout.InfiniteTimeSpan;
        while (true)
        {
            switch (await InSightAsync(events.WaitAsync(patience, interrupted)))
            {
                case Awaited.Item:
                    var happened = await TranslateAsync(events.Current.Event, interrupted);
                    patience = happened is RunMoved { To: RunStates.Queued, Wait: null } ? TurnPatience : Timeout.InfiniteTimeSpan;
                    if (happened is not null)
                        yield return happened;
                    break;
                case Awaited.Silence:
                    var turn = await waits.TurnAsync(run.Id, database, interrupted);
                    patience = turn is null ? NextLook : Timeout.InfiniteTimeSpan;
                    if (turn is not null && last is { } moved)
                        yield return moved with { Wait = turn };
                    break;
                case Awaited.Interruption:
                    interrupted = CancellationToken.None;
                    yield return new WatchPaused();
                    await DecideAsync(watching.Token);
                    yield return new WatchResumed();
                    break;
                default:
                    ended = await InSightAsync(persistence.AskAsync(() => client.GetRunAsync(run.Id, watching.Token), watching.Token));
                    foreach (var ending in End(ended))
                        yield return ending;
                    yield break;
            }
        }
    }

    /// <exception cref="ApiException">Nothing is heard any more of the run, which it names.</exception>
    private async Task<T> InSightAsync<T>(Task<T> look)
    {
        try
        {
            return await look;
        }
        catch (ApiException exception)
        {
            throw UncertainRun.OutOfSight(run.Id, exception);
        }
    }

    /// <summary>The event for those who show it; null for one that is new to this version, and for the last.</summary>
    private async Task<MigrationEvent?> TranslateAsync(RunEvent happened, CancellationToken cancellationToken)
    {
        if (happened is not StateChangedEvent moved)
            return happened.ToEvent(database, direction);

        last = new RunMoved(run.Id, moved.From, moved.To, moved.By, moved.Reason);
        return RunStates.IsOver(moved.To) ? null : last with { Wait = await waits.OfAsync(run.Id, moved.To, cancellationToken) };
    }

    /// <exception cref="WatchStoppedException">The run is to go on.</exception>
    /// <exception cref="ApiException">It is to be cancelled, and that cannot be asked for.</exception>
    private async Task DecideAsync(CancellationToken cancellationToken)
    {
        if (!await interruption.WantsCancelAsync())
        {
            // It may have ended while the question was asked; how is told next.
            if (await waits.IsOverAsync(run.Id, cancellationToken))
                return;
            throw new WatchStoppedException(run.Id);
        }

        isStopping = true;
        try
        {
            await persistence.AskAsync(() => client.CancelRunAsync(run.Id, CancelReason, cancellationToken), cancellationToken);
        }
        catch (ApiException exception) when (exception.Status == 409)
        {
            // It has ended by now; how is told next.
        }
        catch (ApiException exception)
        {
            throw UncertainRun.NotCancelled(run.Id, exception);
        }
    }

    /// <summary>What the run has done.</summary>
    /// <exception cref="RunFailedException">It failed.</exception>
    /// <exception cref="RunCancelledException">Somebody stopped it.</exception>
    private IEnumerable<MigrationEvent> End(RunDocument over) => over.State switch
    {
        RunStates.Succeeded => Outcome(over.Request.Kind, over.Result ?? new RunResultDocument()),
        RunStates.Cancelled => throw new RunCancelledException(
            over.Cancellation ?? new CancellationDocument(last?.By ?? "somebody", time.GetUtcNow(), last?.Reason), hasBegun: over.StartedAt is not null),
        _ => throw new RunFailedException(over.Error ?? Unexplained(over)),
    };

    private IEnumerable<MigrationEvent> Outcome(string kind, RunResultDocument result) => kind switch
    {
        RunKinds.Migrate or RunKinds.Rollback => [new RunCompleted(new RunResult(
            run.Id, database, direction,
            [.. result.Steps.Select(step => new StepResult(
                new StepReference(step.Version, step.Name).ToStep(direction), TimeSpan.FromMilliseconds(step.DurationMs)))],
            TimeSpan.FromMilliseconds(result.DurationMs)))],
        RunKinds.Repair => [new EntriesRepaired([.. result.Repaired.Select(StatusMapping.ToFinding)])],
        RunKinds.Baseline or RunKinds.Mark => [new EntriesSet([.. result.Entries.Select(StatusMapping.ToStatus)])],
        _ => [],
    };

    private Failure Unexplained(RunDocument over) => new()
    {
        Kind = "internal",
        ExitCode = ExitCode.MigrationFailed,
        Message = last?.Reason ?? $"The run is {over.State}, and its worker has not said why.",
        Database = database,
    };
}
