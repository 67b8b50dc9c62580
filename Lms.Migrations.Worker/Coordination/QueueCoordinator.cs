using System.Diagnostics;
using Lms.Contracts.Runs;
using Lms.Migrations.Failures;
using Lms.Migrations.Planning;
using Lms.Migrations.Policies;
using Lms.Migrations.Worker.Execution;
using Lms.Migrations.Worker.Live;
using Lms.Migrations.Worker.Runs;
using Lms.Migrations.Worker.Runs.Storage;
using Lms.Migrations.Worker.Settings;
using Lms.Migrations.Worker.Windows;

namespace Lms.Migrations.Worker.Coordination;

/// <summary>The coordinator as a queue in the platform database: whoever asks puts a run in, and any worker takes it out.</summary>
internal sealed class QueueCoordinator(
    RunStore runs, RunFeed feed, DatabaseRegistry databases, PlanCalculation plans, WindowBook windows, WorkerSettings settings) : ICoordinator
{
    public async Task<Run> StartAsync(RunRequest request, Caller caller, CancellationToken cancellationToken)
    {
        databases.Require(request.Database);
        if (await runs.FindByRequestAsync(request.Document.RequestId, cancellationToken) is { } known)
            return Same(known, request);

        var plan = await PlanAsync(request, cancellationToken);
        var run = Create(request, caller, plan);
        if (await runs.InsertAsync(run, request.Reason, cancellationToken))
            return await RequireAsync(run.Id, cancellationToken);

        // Somebody sent the same request at the same moment.
        return Same((await runs.FindByRequestAsync(request.Document.RequestId, cancellationToken))!, request);
    }

    public Task<Run?> FindAsync(Guid id, CancellationToken cancellationToken) => runs.FindAsync(id, cancellationToken);

    public Task<RunPage> ListAsync(RunQuery query, CancellationToken cancellationToken) => runs.ListAsync(query, cancellationToken);

    public IAsyncEnumerable<StoredEvent> WatchAsync(Guid id, long after, CancellationToken cancellationToken) =>
        feed.WatchAsync(id, after, cancellationToken);

    public async Task<Run> CancelAsync(Guid id, string? reason, Caller caller, CancellationToken cancellationToken)
    {
        while (true)
        {
            var run = await RequireAsync(id, cancellationToken);
            if (RunTransitions.IsOver(run.State))
                throw new RunStateException($"Run {id} is {RunRow.Term(run.State)} already.", "There is nothing left to cancel.");

            // Nobody but a worker ends what was begun: it may have to put something back.
            var isWritten = RunTransitions.IsUnderWay(run.State) || run.State == RunState.Interrupted
                ? run.Cancellation is not null || await runs.RequestCancellationAsync(id, caller.Actor, reason, cancellationToken)
                : await runs.UpdateAsync(run, Cancelled(run, caller, reason, isRejection: false), caller.Actor, reason, cancellationToken);
            // Else it has gone on to another state at this moment: look again.
            if (isWritten)
                return await RequireAsync(id, cancellationToken);
        }
    }

    public async Task<Run> ApproveAsync(Guid id, string planHash, string? reason, Caller caller, CancellationToken cancellationToken)
    {
        while (true)
        {
            var run = await RequireWaitingAsync(id, cancellationToken);
            if (run.Actor == caller.Actor)
                throw new RunStateException($"Run {id} was asked for by {run.Actor}, who cannot approve it.", "Somebody else has to look at its plan.");
            if (run.ApprovalHash != planHash)
                throw new RunStateException($"The plan of run {id} is another: {run.ApprovalHash}.", "Look at the plan as it is now, and approve that.");

            var approved = run with
            {
                State = FirstState(RunRequest.Read(run.Request)),
                Approval = new ApprovalDocument(caller.Actor, windows.Now, reason, planHash),
            };
            if (await runs.UpdateAsync(run, approved, caller.Actor, reason, cancellationToken))
                return await RequireAsync(id, cancellationToken);
        }
    }

    public async Task<Run> RejectAsync(Guid id, string reason, Caller caller, CancellationToken cancellationToken)
    {
        while (true)
        {
            var run = await RequireWaitingAsync(id, cancellationToken);
            if (await runs.UpdateAsync(run, Cancelled(run, caller, reason, isRejection: true), caller.Actor, $"rejected: {reason}", cancellationToken))
                return await RequireAsync(id, cancellationToken);
        }
    }

    private Run Cancelled(Run run, Caller caller, string? reason, bool isRejection) => run with
    {
        State = RunState.Cancelled,
        Cancellation = new CancellationDocument(caller.Actor, windows.Now, reason, isRejection),
    };

    /// <summary>What would run; whatever forbids it is said before anything is taken.</summary>
    private async Task<MigrationPlan?> PlanAsync(RunRequest request, CancellationToken cancellationToken)
    {
        var gate = GateOf(request);
        var plan = await plans.PlanAsync(request, gate, cancellationToken);
        if (plan is { Refusals: { Count: > 0 } refusals })
            throw new RefusedException(refusals);
        if (plan is null && request.IsConfined && gate.Look() is { IsOpen: false } closed)
            throw new RefusedException([Refusal.ForClosedWindow(request.Database, closed)]);
        if (request.Document.PlanHash is { } seen && seen != plan?.Pin().Hash)
            throw new RefusedException([Differs(plan)]);
        return plan;
    }

    private IChangeGate GateOf(RunRequest request)
    {
        if (request.Document.OverrideWindow)
            return new OverriddenGate();
        if (request.When is StartTime.At { Time: var time })
            return new WindowGateAt(windows, request.Database, time);

        // Whoever waits for a window may ask while it is closed, as long as it will open.
        var now = new WindowGate(windows, request.Database);
        return request.When is StartTime.InWindow && now.Look() is { IsOpen: false, NextOpening: not null } ? new OverriddenGate() : now;
    }

    private Run Create(RunRequest request, Caller caller, MigrationPlan? plan)
    {
        var needsApproval = settings.RequireApproval && plan is not { Steps.Count: 0 };
        return new Run
        {
            Id = Guid.CreateVersion7(),
            Request = request.Document,
            State = needsApproval ? RunState.WaitingForApproval : FirstState(request),
            Actor = caller.Actor,
            AskedAt = windows.Now,
            DueAt = (request.When as StartTime.At)?.Time,
            // Written down where runs are approved, nothing to do as well: what is pending by the time it begins, nobody has looked at.
            Plan = settings.RequireApproval ? plan?.Pin() : null,
            TraceParent = caller.TraceParent ?? Activity.Current?.Id,
        };
    }

    /// <summary>Where a run stands that nobody need approve. One for a later time is queued: whether it may begin is seen then.</summary>
    private RunState FirstState(RunRequest request) =>
        request.IsConfined && request.When is not StartTime.At && !windows.StateOf(request.Database).IsOpen ? RunState.WaitingForWindow : RunState.Queued;

    private static Refusal Differs(MigrationPlan? plan) => new(
        RefusalKind.PlanChanged, null, $"The plan has changed since it was looked at; it is {plan?.Pin().Hash ?? "none"} now.",
        "Look at the plan as it is now, and ask again.");

    private static Run Same(Run known, RunRequest request) => RequestHash.Of(known.Request) == RequestHash.Of(request.Document)
        ? known
        : throw new InvalidRequestException(new Dictionary<string, string[]>
        {
            ["requestId"] = [$"'{known.Request.RequestId}' is the id of another request, that of run {known.Id}"],
        });

    private async Task<Run> RequireAsync(Guid id, CancellationToken cancellationToken) =>
        await runs.FindAsync(id, cancellationToken) ?? throw new RunNotFoundException(id);

    private async Task<Run> RequireWaitingAsync(Guid id, CancellationToken cancellationToken)
    {
        var run = await RequireAsync(id, cancellationToken);
        return run.State == RunState.WaitingForApproval
            ? run
            : throw new RunStateException($"Run {id} is {RunRow.Term(run.State)}; it does not wait for approval.", "Look at the run as it is now.");
    }
}
