using System.Text.Json;
using Lms.Migrations.Execution;
using Lms.Migrations.History;
using Lms.Migrations.Leasing;
using Lms.Migrations.Planning;
using Lms.Migrations.Policies;
using Lms.Migrations.Tests.History;

namespace Lms.Migrations.Tests.Runs.Harness;

/// <summary>What every test of runs starts from, whichever the engine: a database in which nothing ran.</summary>
public abstract class RunTest : IAsyncLifetime
{
    private RunSubject? subject;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected RunSubject Subject => subject ?? throw new InvalidOperationException("Not initialized.");

    /// <summary>An empty database.</summary>
    protected abstract Task<RunSubject> CreateSubjectAsync();

    public async ValueTask InitializeAsync()
    {
        subject = await CreateSubjectAsync();
        await subject.PrepareAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (subject is not null)
            await subject.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected MigrationRunner Runner(RunPolicy? policy = null, RunContext? context = null) =>
        new(Subject.Target, context: context ?? new RunContext("tester"), policy: policy);

    protected Task<RunResult> MigrateAsync(RunPolicy? policy = null) => Runner(policy).RunPendingMigrationsAsync(Token);

    /// <summary>What would be applied now, written down.</summary>
    protected async Task<PinnedPlan> PinAsync(MigrateRequest? request = null) =>
        (await Runner().PlanAsync(request ?? new MigrateRequest(), Token)).Pin();

    /// <summary>What undoing that many would undo now, written down.</summary>
    protected async Task<PinnedPlan> PinRollbackAsync(int steps) =>
        (await Runner().PlanRollbackAsync(new RollbackRequest.Last(steps), Token)).Pin();

    /// <summary>Runs what was written down, and tells what happened.</summary>
    protected static async Task<IReadOnlyList<MigrationEvent>> ExecuteAsync(
        MigrationRunner runner, PinnedPlan plan, bool isContinued = false, CancellationToken? cancellationToken = null)
    {
        var events = new List<MigrationEvent>();
        await foreach (var happened in runner.ExecuteAsync(plan, isContinued, cancellationToken ?? Token))
            events.Add(happened);
        return events;
    }

    /// <summary>The versions that it did, in order.</summary>
    protected async Task<IEnumerable<string>> ExecuteAsync(PinnedPlan plan, bool isContinued = false) =>
        VersionsOf((await ExecuteAsync(Runner(), plan, isContinued)).OfType<RunCompleted>().Single().Result);

    protected static IEnumerable<string> VersionsOf(RunResult result) => result.Steps.Select(step => step.Step.Migration.Version.ToString());

    /// <summary>A plan as it comes back from where it was kept.</summary>
    protected static PinnedPlan Reread(PinnedPlan plan) => JsonSerializer.Deserialize<PinnedPlan>(JsonSerializer.Serialize(plan))!;

    protected Task<IReadOnlyList<string>> MarksAsync() => Subject.MarksAsync(Token);

    protected async Task<IReadOnlyList<MigrationState>> StatesAsync() =>
        [.. (await Runner().GetStatusAsync(Token)).Migrations.Select(migration => migration.State)];

    /// <summary>All events, oldest first.</summary>
    protected async Task<IReadOnlyList<HistoryEvent>> HistoryAsync() => [.. (await Runner().NewestAsync(200, Token)).Reverse()];

    /// <summary>Nobody holds the lease, and the last holder gave it back.</summary>
    protected async Task AssertLeaseIsFreeAsync()
    {
        var run = new RunContext("next").ForRun();
        var attempt = await new DatabaseAccess(Subject.Target, options: null, run, time: null).UseAsync(async database =>
        {
            await database.PrepareAsync(Token);
            var attempt = await database.Leases.TryAcquireAsync(run, TimeSpan.FromSeconds(10), Token);
            if (attempt is LeaseAttempt.Won { Epoch: var epoch })
                await database.Leases.ReleaseAsync(epoch, run, Token);
            return attempt;
        }, Token);
        Assert.Null(Assert.IsType<LeaseAttempt.Won>(attempt).TakenOverFrom);
    }
}
