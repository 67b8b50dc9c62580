using System.Text.Json;
using Lms.Migrations.Backfills;
using Lms.Migrations.Catalog;
using Lms.Migrations.Documents;
using Lms.Testing;

namespace Lms.Migrations.Tests.WithdrawalsCatalog;

/// <summary>What a test of <c>migrations/withdrawals</c> starts from: an empty database, which has no collection yet.</summary>
public abstract class WithdrawalsTest(PostgresServer server) : IAsyncLifetime
{
    protected const string Fields = "001";
    protected const string Indexes = "002";
    protected const string Balances = "003";

    private DocumentTestDatabase? database;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected PostgresServer Server { get; } = server;

    protected DocumentTestDatabase Database => database ?? throw new InvalidOperationException("Not initialized.");

    protected DatabaseTarget Target =>
        new("withdrawals", DatabaseEngine.MongoDb, Database.ConnectionString, Repository.WithdrawalsCatalog);

    /// <summary>Chunks and batches small enough that a few hundred users make many of them.</summary>
    protected static BackfillSettings Small { get; } = new() { ChunkSize = 100, BatchSize = 20, BatchTarget = TimeSpan.FromMilliseconds(10) };

    /// <summary>The same, and slow enough to be met in the middle.</summary>
    protected static BackfillSettings Slow { get; } = Small with { BatchSize = 5, PauseRatio = 10, Lanes = 1 };

    public async ValueTask InitializeAsync() => database = await Server.CreateDocumentDatabaseAsync(Token);

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected MigrationRunner Runner(BackfillSettings? settings = null, string actor = "tester", string? reason = null) =>
        new(Target, new MigrationRunnerOptions { Backfill = settings ?? Small }, new RunContext(actor, reason));

    protected BackfillControl Control => new(Target);

    /// <summary>Applies everything up to that version.</summary>
    protected async Task<IReadOnlyList<MigrationEvent>> UpAsync(string version, BackfillSettings? settings = null, CancellationToken? stop = null)
    {
        var events = new List<MigrationEvent>();
        await foreach (var happened in Runner(settings).MigrateAsync(new MigrateRequest(To: MigrationVersion.Parse(version)), stop ?? Token))
            events.Add(happened);
        return events;
    }

    /// <summary>Undoes the newest.</summary>
    protected Task<RunResult> DownAsync() => Runner().RollbackLastMigrationAsync(Token);

    /// <summary>Begins to apply that version and stops in the middle of its backfill.</summary>
    /// <returns>How many users were changed.</returns>
    protected async Task<long> InterruptAsync(string version)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var run = UpAsync(version, Slow, stop.Token);
        await WaitUntilAsync(version, status => status.Processed >= 50);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);

        var left = await BackfillAsync(version);
        Assert.Equal(BackfillState.Interrupted, left.State);
        Assert.True(left.Processed < await Database.CountAsync("users", "{}", Token), "It was done before it was stopped.");
        return left.Modified;
    }

    /// <summary>Makes the database as it is when a run dies after its last batch and before it writes that down.</summary>
    protected async Task ForgetEndAsync(string version)
    {
        var filter = $$"""{ "version": "{{version}}" }""";
        await Database.UpdateAsync("migrations", filter, """{ "$set": { "state": "running", "status": "running", "result": null } }""", Token);
        await Database.DeleteAsync("migration_history", $$"""{ "version": "{{version}}", "kind": "migrated" }""", Token);
    }

    /// <summary>Waits until the newest backfill of that version is as wanted.</summary>
    protected async Task WaitUntilAsync(string version, Func<BackfillStatus, bool> wanted)
    {
        while ((await Control.ListAsync(Token)).FirstOrDefault(status => status.Version == MigrationVersion.Parse(version)) is not { } status || !wanted(status))
            await Task.Delay(5, Token);
    }

    /// <summary>The newest backfill of that version.</summary>
    protected async Task<BackfillStatus> BackfillAsync(string version) =>
        (await Control.ListAsync(Token)).First(status => status.Version == MigrationVersion.Parse(version));

    protected async Task<IReadOnlyList<BackfillConflict>> ConflictsAsync(string version) =>
        await Control.ConflictsAsync((await BackfillAsync(version)).Id, 100, Token);

    /// <summary>What <c>migrations</c> tells of that version.</summary>
    private protected async Task<JsonElement> EntryAsync(string version) =>
        EjsonElement.Parse(Assert.Single(await Database.FindAsync("migrations", $$"""{ "version": "{{version}}" }""", Token)));

    /// <summary>All users as they stand there, to the bit, in order of <c>_id</c>.</summary>
    protected Task<IReadOnlyList<string>> UsersAsync(string filter = "{}") => Database.FindAsync("users", filter, Token);

    protected Task<IReadOnlyList<string>> IndexesOfAsync(string collection) => IndexListing.ReadAsync(Database, collection, Token);

    protected Task InsertUsersAsync(params IEnumerable<string> users) => Database.InsertAsync("users", Token, users);

    /// <summary>Sets fields of one user, as the application does.</summary>
    protected Task SetAsync(string id, string fields) =>
        Database.UpdateAsync("users", $$"""{ "_id": {{id}} }""", $$"""{ "$set": { {{fields}} } }""", Token);
}
