using Lms.Contracts.Mapping;
using Lms.Migrations.Catalog;
using Lms.Migrations.Failures;
using Lms.Migrations.History;
using Lms.Migrations.Planning;
using Lms.Migrations.Policies;
using Lms.Migrations.Seeding;
using Lms.Migrations.Worker.Hooks;
using Lms.Migrations.Worker.Runs;
using Lms.Migrations.Worker.Runs.Storage;
using Lms.Migrations.Worker.Settings;
using Lms.Migrations.Worker.Windows;

namespace Lms.Migrations.Worker.Execution;

/// <summary>Does what a run asks for, with the engine.</summary>
internal sealed class RunWork(
    WorkerSettings settings, DatabaseRegistry databases, PlanCalculation plans, RunStore runs, WindowBook windows, HookFactory hooks, TimeProvider time)
{
    /// <summary>Plans made anew when another run changed the database between planning and the lease.</summary>
    private const int PlanAttempts = 3;

    /// <summary>Does it, and tells what happens.</summary>
    /// <param name="run">A run that this worker has claimed.</param>
    /// <param name="observe">Takes the engine's events.</param>
    /// <param name="record">Takes what no event tells.</param>
    /// <param name="cancellationToken">Stops it, and what is under way is cleaned up.</param>
    /// <exception cref="MigrationException">It could not be done.</exception>
    public Task DoAsync(Run run, Action<MigrationEvent> observe, ResultRecord record, CancellationToken cancellationToken)
    {
        var request = RunRequest.Read(run.Request);
        var target = databases.Require(request.Database).Target;
        var context = new RunContext(run.Actor, request.Reason) { RunId = run.Id };
        var policy = PolicyOf(run, request);
        return request.Kind switch
        {
            RunKind.Seed => SeedAsync(new SeedRunner(target, settings.Options, context, time, policy), request, observe, cancellationToken),
            RunKind.Repair => RepairAsync(new HistoryEditor(target, settings.Options, context, time, policy), record, cancellationToken),
            RunKind.Baseline => BaselineAsync(new HistoryEditor(target, settings.Options, context, time, policy), request, record, cancellationToken),
            RunKind.Mark => MarkAsync(run, new HistoryEditor(target, settings.Options, context, time, policy), target, request, record, cancellationToken),
            _ => ExecuteAsync(run, target, context, request, policy, observe, cancellationToken),
        };
    }

    /// <summary>Ends a run that nobody goes on with: does what it owes after it, and nothing of it.</summary>
    /// <exception cref="MigrationException">It could not be done.</exception>
    public async Task EndAsync(Run run, Action<MigrationEvent> observe, CancellationToken cancellationToken)
    {
        if (run is not { IsBegun: true, Plan: { } plan })
            return;

        var request = RunRequest.Read(run.Request);
        var database = databases.Require(request.Database);
        var policy = new RunPolicy { Hooks = hooks.Create(database) };
        var runner = new MigrationRunner(database.Target, settings.Options, new RunContext(run.Actor, request.Reason) { RunId = run.Id }, time, policy);
        await foreach (var happened in runner.EndAsync(plan, new OperationCanceledException("The run was not gone on with."), cancellationToken))
            observe(happened);
    }

    private async Task ExecuteAsync(
        Run run, DatabaseTarget target, RunContext context, RunRequest request, RunPolicy policy, Action<MigrationEvent> observe,
        CancellationToken cancellationToken)
    {
        var options = settings.Options with { Backfill = request.Pace(settings.Options.Backfill) };
        for (var attempt = 1; ; attempt++)
        {
            var plan = run.Plan ?? await PinAsync(run, request, policy.Gate!, cancellationToken);
            // Written down before the first step: whoever goes on with this run does the rest of this plan, and never another.
            if (!await runs.BeginAsync(run, plan, cancellationToken))
                throw new ClaimLostException();

            try
            {
                var runner = new MigrationRunner(target, options, context, time, policy);
                await foreach (var happened in runner.ExecuteAsync(plan, run.IsBegun, cancellationToken))
                    observe(happened);
                return;
            }
            catch (RefusedException refused) when (MayPlanAnew(run, request, refused) && attempt < PlanAttempts)
            {
                // Nothing was run: somebody else changed the database since the plan was made a moment ago.
            }
        }
    }

    private static bool MayPlanAnew(Run run, RunRequest request, RefusedException refused) =>
        run.Plan is null && request.Document.PlanHash is null && refused.Refusals.All(refusal => refusal.Kind == RefusalKind.PlanChanged);

    private async Task<PinnedPlan> PinAsync(Run run, RunRequest request, IChangeGate gate, CancellationToken cancellationToken)
    {
        var plan = (await plans.PlanAsync(request, gate, cancellationToken))!;
        if (plan.Refusals.Count > 0)
            throw new RefusedException(plan.Refusals);

        var pinned = plan.Pin();
        // Nobody has looked at it: another worker, without approvals, may have taken the request in.
        if (settings.RequireApproval && pinned.Steps.Count > 0)
            throw new RefusedException([new Refusal(RefusalKind.PlanChanged, null, "Its plan is not approved.", "Somebody else has to look at it.")]);

        return request.Document.PlanHash is not { } seen || seen == pinned.Hash
            ? pinned
            : throw new RefusedException([new Refusal(
                RefusalKind.PlanChanged, null, $"The plan has changed since {run.Actor} looked at it.", "Look at the plan as it is now, and ask again.")]);
    }

    private RunPolicy PolicyOf(Run run, RunRequest request)
    {
        List<RunNote> notes = [];
        if (run.Approval is { } approval)
            notes.Add(RunNote.Approved(approval.By, approval.Reason, approval.PlanHash));
        // Also while it is open, where that ends: the run does not stop then. A freeze is overridden like a window.
        if (request.Document.OverrideWindow && windows.StateOf(request.Database) is var state && state is not { IsOpen: true, IsConfined: false, Until: null })
            notes.Add(RunNote.WindowOverridden(run.Actor, request.Reason!, state.Reason));
        return new RunPolicy
        {
            Gate = request.Document.OverrideWindow ? new OverriddenGate() : new WindowGate(windows, request.Database),
            Hooks = hooks.Create(databases.Require(request.Database)),
            Notes = notes,
        };
    }

    private static async Task SeedAsync(SeedRunner seeders, RunRequest request, Action<MigrationEvent> observe, CancellationToken cancellationToken)
    {
        await foreach (var happened in seeders.SeedAsync(request.Document.Scale ?? 1, cancellationToken))
            observe(happened);
    }

    private static async Task RepairAsync(HistoryEditor editor, ResultRecord record, CancellationToken cancellationToken) =>
        record.Add((await editor.RepairAsync(cancellationToken)).Select(StatusMapping.ToDocument));

    private static async Task BaselineAsync(HistoryEditor editor, RunRequest request, ResultRecord record, CancellationToken cancellationToken) =>
        record.Add((await editor.BaselineAsync(MigrationVersion.Parse(request.Document.To!), cancellationToken)).Select(StatusMapping.ToDocument));

    private async Task MarkAsync(
        Run run, HistoryEditor editor, DatabaseTarget target, RunRequest request, ResultRecord record, CancellationToken cancellationToken)
    {
        var version = MigrationVersion.Parse(request.Document.Version!);
        if (run.Attempts > 1 && await IsMarkedAsync(run, target, version, cancellationToken) is { } marked)
        {
            record.Add([marked.ToDocument()]);
            return;
        }

        record.Add([(await editor.MarkAsync(version, request.ToMarkedState(), cancellationToken)).ToDocument()]);
    }

    /// <summary>Whether an earlier attempt of this run has done it, and died before it could say so.</summary>
    private async Task<MigrationStatus?> IsMarkedAsync(Run run, DatabaseTarget target, MigrationVersion version, CancellationToken cancellationToken)
    {
        var runner = new MigrationRunner(target, settings.Options, time: time);
        var events = await runner.GetHistoryAsync(new HistoryQuery { RunId = run.Id, Kinds = [HistoryEventKind.Marked] }, cancellationToken);
        return events.Events.Count == 0
            ? null
            : (await runner.GetStatusAsync(cancellationToken)).Migrations.FirstOrDefault(migration => migration.Version == version);
    }
}
