using Lms.Contracts.Client;
using Lms.Contracts.Databases;
using Lms.Contracts.Mapping;
using Lms.Migrations;
using Lms.Migrations.History;
using Lms.Migrations.Planning;
using Lms.Migrations.Seeding;

namespace Lms.Cli.Databases.Remote;

/// <summary>A database over a worker, which asks in the name of the token.</summary>
internal sealed class RemoteDatabase(string name, DatabaseEngine engine, Worker worker) : IDatabase
{
    private const int PlanHashLength = 64;

    public string Name => name;

    public DatabaseEngine Engine => engine;

    public IBackfills Backfills => new RemoteBackfills(worker, name);

    private LmsClient Client => worker.Client;

    public async Task<DatabaseStatus> GetStatusAsync(CancellationToken cancellationToken) =>
        (await Client.GetStatusAsync(name, cancellationToken)).ToStatus();

    public async Task<ShownPlan> PlanAsync(Change.Planned change, RunTerms terms, CancellationToken cancellationToken)
    {
        var plan = (await GetPlanAsync(change, cancellationToken)).On(terms);
        return new ShownPlan(plan.ToPlan(), plan).HeldAgainst(terms.PlanHash);
    }

    public Task<ValidationDocument> ValidateAsync(CancellationToken cancellationToken) => Client.ValidateAsync(name, cancellationToken);

    public async Task<HistoryPage> GetHistoryAsync(HistoryQuery query, CancellationToken cancellationToken)
    {
        var filter = new HistoryFilter
        {
            Limit = query.Limit,
            Before = query.Before,
            Kinds = [.. query.Kinds.Select(WireName.Wire)],
            Outcome = query.Outcome?.Wire(),
            Actor = query.Actor,
            Version = query.Version?.ToString(),
            RunId = query.RunId,
            From = query.From,
            To = query.To,
            Text = query.Text,
        };
        return (await Client.ListHistoryAsync(name, filter, cancellationToken)).ToPage();
    }

    public async Task<IReadOnlyList<RepairFinding>> ExamineAsync(CancellationToken cancellationToken)
    {
        var examined = await Client.ExamineAsync(name, cancellationToken);
        return [.. examined.Findings.Select(StatusMapping.ToFinding)];
    }

    public async Task<IReadOnlyList<SeederStatus>> GetSeedersAsync(CancellationToken cancellationToken)
    {
        var list = await Client.ListSeedersAsync(name, cancellationToken);
        return [.. list.Seeders.Select(SeedMapping.ToStatus)];
    }

    public async Task<RunHandle> StartAsync(Change change, RunTerms terms, CancellationToken cancellationToken)
    {
        var request = change.ToRequest(name, terms, worker.Reason);
        if (terms.PlanHash is { } seen && change is Change.Planned planned)
            request = request with { PlanHash = await WholeHashAsync(planned, seen, cancellationToken) };
        return worker.Watch(await worker.SendAsync(request, cancellationToken), cancellationToken);
    }

    private Task<PlanDocument> GetPlanAsync(Change.Planned change, CancellationToken cancellationToken) =>
        Client.GetPlanAsync(name, change.ToRequest(name, RunTerms.Usual, reason: null).ToPlanQuery(), cancellationToken);

    /// <summary>The worker compares hashes as a whole; people give the first digits.</summary>
    private async Task<string> WholeHashAsync(Change.Planned change, string seen, CancellationToken cancellationToken)
    {
        if (seen.Length == PlanHashLength)
            return seen.ToLowerInvariant();

        var plan = await GetPlanAsync(change, cancellationToken);
        ShownPlan.Require(plan.Hash, seen);
        return plan.Hash;
    }
}
