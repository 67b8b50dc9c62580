using Lms.Migrations.Backfills;
using Lms.Migrations.Catalog;
using Lms.Migrations.Documents.Backfills;
using Lms.Migrations.Documents.Commands;
using Lms.Migrations.Leasing;
using Lms.Testing;

namespace Lms.Migrations.Tests.Documents.Backfills;

/// <summary>Drives the store of backfills over documents directly, on a real collection <c>users</c>.</summary>
public abstract class DocumentBackfillTest(PostgresServer server) : IAsyncLifetime
{
    private readonly DocumentSide side = new(server);
    private readonly List<Lease> leases = [];
    private IDocumentDatabase? database;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected DocumentTestDatabase Test => side.Test;

    private protected IDocumentDatabase Database => database ?? throw new InvalidOperationException("Not opened.");

    private protected DocumentBackfillStore Store => new(Database, TimeProvider.System);

    /// <summary>Adds 1 to <c>n</c>, which a document changed twice would show.</summary>
    private protected static DocumentBackfill Increment { get; } = Define("""{"$add":["$n",{"$numberInt":"1"}]}""", "n");

    private protected static BatchBounds Bounds(int keys) =>
        new(keys, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30));

    private protected static DocumentBackfill Define(
        string expression, string path, string where = "{}", bool undo = true, bool sum = false) =>
        new("users", undo ? [path] : [], sum ? path : null, BatchSize: null, where, [KeyValuePair.Create(path, expression)], Unset: []);

    public async ValueTask InitializeAsync() => database = await side.OpenAsync(Token);

    public async ValueTask DisposeAsync()
    {
        foreach (var lease in leases)
            await lease.DisposeAsync();
        await Database.DisposeAsync();
        await side.DropAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Holds the lease from now on, whoever held it before.</summary>
    private protected async Task<Lease> HoldLeaseAsync(long epoch, double seconds = 600)
    {
        var run = new RunContext("alice", "a test").ForRun();
        await Test.DeleteAsync("migration_lease", "{}", Token);
        await Test.InsertAsync("migration_lease", Token, $$$$"""
            {"_id":"lease","epoch":{"$numberLong":"{{{{epoch}}}}"},"runId":"{{{{run.RunId}}}}",
             "expiresAt":{"$date":{"$numberLong":"{{{{DateTimeOffset.UtcNow.AddSeconds(seconds).ToUnixTimeMilliseconds()}}}}"}}}
            """);
        var lease = new Lease(
            new UnattendedLease(), "test", run, new LeaseAttempt.Won(epoch, null, null), TimeProvider.System.GetTimestamp(),
            new MigrationRunnerOptions { LeaseDuration = TimeSpan.FromMinutes(10) }, TimeProvider.System);
        leases.Add(lease);
        return lease;
    }

    private protected async Task<BackfillWork> BeginAsync(DocumentBackfill definition, Lease? lease = null)
    {
        var held = lease ?? await HoldLeaseAsync(1);
        var id = await Store.CreateAsync(Migration, 1, definition, held, Token);
        return WorkOf(id, definition, held);
    }

    private protected static BackfillWork WorkOf(long id, DocumentBackfill definition, Lease lease) =>
        new(lease.Database, id, Migration.Version, definition, lease.Run.RunId, lease.Epoch);

    private protected async Task PlanAsync(BackfillWork work, int chunkSize = 1_000)
    {
        while (await Store.PlanChunkAsync(work, chunkSize, Token))
        {
        }
    }

    /// <summary>Plans, and runs every chunk to its end.</summary>
    private protected async Task<BackfillStatus> CompleteAsync(BackfillWork work, int chunkSize = 1_000, int batch = 1_000)
    {
        await PlanAsync(work, chunkSize);
        await RunChunksAsync(work, batch);
        return await StatusAsync(work);
    }

    private protected async Task RunChunksAsync(BackfillWork work, int batch, string lane = "a")
    {
        while (await Store.ClaimAsync(work, lane, TimeSpan.FromSeconds(30), Token) is { } chunk)
        {
            while (true)
            {
                var result = await Store.RunBatchAsync(work, chunk, Bounds(batch), Token);
                chunk = chunk with { Cursor = result.Cursor };
                if (result.ChunkDone)
                    break;
            }
        }
    }

    private protected async Task<Chunk> ClaimAsync(BackfillWork work, string lane = "a", double seconds = 30) =>
        await Store.ClaimAsync(work, lane, TimeSpan.FromSeconds(seconds), Token) ?? throw new InvalidOperationException("There is no chunk to claim.");

    private protected async Task<BackfillStatus> StatusAsync(BackfillWork work) =>
        await Store.FindAsync(work.Id, Token) ?? throw new InvalidOperationException("There is no such backfill.");

    private protected async Task<(long Restored, long Conflicts)> UndoAsync(BackfillWork work, Lease lease)
    {
        var (restored, conflicts) = (0L, 0L);
        while (await Store.UndoNextAsync(work, lease, Token) is { } part)
            (restored, conflicts) = (restored + part.Restored, conflicts + part.Conflicts);
        return (restored, conflicts);
    }

    protected Task InsertNumberedAsync(int count) =>
        Test.InsertAsync("users", Token, Enumerable.Range(1, count).Select(id => $$"""{"_id":{{id}},"n":{{id * 10}}}"""));

    protected Task<IReadOnlyList<string>> UsersAsync(string filter = "{}") => Test.FindAsync("users", filter, Token);

    private static Migration Migration { get; } = new(
        MigrationVersion.Parse("003"), "migrate_balances", null, "003_migrate_balances.json", new string('a', 64),
        new MigrationSection([], SectionOptions.Default), [], null);

    /// <summary>A lease that nobody contends for and that outlives the test.</summary>
    private sealed class UnattendedLease : ILeaseStore
    {
        public Task<LeaseAttempt> TryAcquireAsync(RunContext run, TimeSpan duration, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> RenewAsync(long epoch, RunContext run, TimeSpan duration, CancellationToken cancellationToken) => Task.FromResult(true);

        public Task ReleaseAsync(long epoch, RunContext run, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
