using Lms.AppHost.Embedded.Databases;
using Lms.AppHost.Embedded.Output;
using Lms.AppHost.Embedded.Resources;
using Lms.Contracts.Client;
using Lms.Contracts.Databases;
using Lms.Contracts.Failures;
using Lms.Contracts.Mapping;
using Lms.Contracts.Runs;

namespace Lms.AppHost.Embedded.Workers;

/// <summary>Shows what the workers apply in a database when they start, until they are done with it.</summary>
/// <remarks>Each worker asks at its start for what is pending to be applied; where nothing is, or where it may not be, there is no run.
/// A failure does not end the host, as when it migrates by itself.</remarks>
internal sealed class WorkerMigration(HostedDatabase database, WorkerGroup workers, Screen screen, TimeProvider time) : IResource
{
    private const int NewestRuns = 200;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a healthy worker may take to ask.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly HashSet<Guid> followed = [];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (database.UnavailableReason is not null || !workers.IsUp)
            return;

        try
        {
            var failure = await FollowAsync(cancellationToken);
            if (failure is not null)
                Tell(failure);
            await DescribeAsync(failure is not null, cancellationToken);
        }
        catch (ApiException fault)
        {
            Tell(fault.Failure);
            database.Describe(status: null, hasFailed: true);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Tell(Failure failure) => new MigrationFailure(database.Name, screen).Write(failure);

    private async Task DescribeAsync(bool hasFailed, CancellationToken cancellationToken)
    {
        var status = await workers.AskAsync(client => client.GetStatusAsync(database.Name, cancellationToken), cancellationToken);
        database.Describe(status.ToStatus(), hasFailed);
    }

    /// <summary>Follows runs until none of the start is left.</summary>
    /// <returns>What kept them from it; null when nothing did, or when it is told already.</returns>
    private async Task<Failure?> FollowAsync(CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            // In this order: a run stands in the queue before it changes what the plan shows.
            var plan = await workers.AskAsync(client => client.GetPlanAsync(database.Name, new PlanQuery(), cancellationToken), cancellationToken);
            if (await NextAsync(cancellationToken) is { } run)
            {
                var ended = await FollowAsync(run, cancellationToken);
                if (IsOfThisStart(run) && ended.State != "succeeded")
                    return ended.Error;
                if (ended.Error is { } error)
                    Tell(error);
            }
            else if (plan.Refusals.Count > 0)
            {
                return Refused(plan);
            }
            else if (plan.Steps.Count == 0 || followed.Count > 0)
            {
                return null;
            }
            else if (time.GetElapsedTime(began) > Patience)
            {
                return NotAskedFor(plan);
            }
            else
            {
                await Task.Delay(Interval, time, cancellationToken);
            }
        }
    }

    /// <summary>The next run to follow: what an earlier start left under way, then what was asked for in this one.</summary>
    private async Task<RunDocument?> NextAsync(CancellationToken cancellationToken)
    {
        var runs = await workers.AskAsync(
            client => client.ListRunsAsync(new RunFilter { Database = database.Name, Limit = NewestRuns }, cancellationToken), cancellationToken);
        return runs.Runs.Reverse().FirstOrDefault(run => !followed.Contains(run.Id) && (IsOfThisStart(run) || IsLeftUnderWay(run)));
    }

    private bool IsOfThisStart(RunDocument run) =>
        run.AskedAt >= workers.StartedAt && run.Request.RequestId.StartsWith($"start:{database.Name}:", StringComparison.Ordinal);

    private static bool IsLeftUnderWay(RunDocument run) =>
        run.State is "running" or "paused" or "interrupted" || run is { State: "queued", DueAt: null };

    /// <summary>Shows a run until it has ended, or waits for what nobody at a start can wait for.</summary>
    private async Task<RunDocument> FollowAsync(RunDocument run, CancellationToken cancellationToken)
    {
        followed.Add(run.Id);
        var seen = 0L;
        if (!IsOfThisStart(run))
        {
            screen.Notice($"{database.Name}: going on with what {run.Actor} asked for ({run.Request.Kind})");
            seen = run.LastEvent;
        }

        var shown = new RunLines(run, database.Name, screen);
        var ended = await workers.AskAsync(WatchAsync, cancellationToken);
        if (ended.State is not ("succeeded" or "failed"))
            screen.Notice($"{database.Name}: {ended.Request.Kind} {InWords(ended)}");
        return ended;

        async Task<RunDocument> WatchAsync(LmsClient client)
        {
            await foreach (var happened in client.WatchRunAsync(run.Id, seen, cancellationToken))
            {
                seen = happened.Id;
                if (happened.Event is StateChangedEvent { To: "waitingForWindow" or "waitingForApproval" })
                    break;
                shown.Write(happened.Event);
            }

            return await client.GetRunAsync(run.Id, cancellationToken);
        }
    }

    private static string InWords(RunDocument run) => run.State switch
    {
        "cancelled" => $"was cancelled by {run.Cancellation?.By ?? "somebody"}",
        _ => $"waits: {run.WaitsFor ?? run.State}",
    };

    private Failure Refused(PlanDocument plan) => new()
    {
        Kind = "refused",
        ExitCode = ExitCode.Unavailable,
        Message = plan.Refusals[0].Message,
        Database = database.Name,
        Refusals = plan.Refusals,
    };

    private Failure NotAskedFor(PlanDocument plan) => new()
    {
        Kind = "unavailable",
        ExitCode = ExitCode.Unavailable,
        Message = $"{plan.Steps.Count} pending, and no worker applies them",
        Database = database.Name,
        WayOut = "The workers' logs say why.",
    };
}
