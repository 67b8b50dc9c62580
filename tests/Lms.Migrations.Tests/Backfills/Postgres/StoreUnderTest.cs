using Lms.Migrations.Backfills;
using Lms.Migrations.Catalog;
using Lms.Migrations.Leasing;
using Lms.Migrations.Postgres;
using Lms.Migrations.Postgres.Backfills;

namespace Lms.Migrations.Tests.Backfills.Postgres;

/// <summary>A store, driven by hand: a session, a lease, and one lane.</summary>
internal sealed class StoreUnderTest : IAsyncDisposable
{
    public const string Lane = "lane 1";
    private static readonly MigrationRunnerOptions Options = new() { LeaseDuration = TimeSpan.FromSeconds(30) };
    private readonly PostgresDatabase database;
    private readonly PostgresSession session;
    private readonly CancellationToken token;

    private StoreUnderTest(PostgresDatabase database, PostgresSession session, Lease lease, bool locksFirst, CancellationToken token)
    {
        this.database = database;
        this.session = session;
        this.token = token;
        Lease = lease;
        Store = new PostgresBackfillStore(session, Options, TimeProvider.System, locksFirst);
    }

    public IBackfillStore Store { get; }

    public Lease Lease { get; }

    public static BatchBounds Bounds(int keys) =>
        new(keys, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30));

    public static async Task<StoreUnderTest> OpenAsync(DatabaseTarget target, CancellationToken token, bool locksFirst = false)
    {
        var opened = await PostgresDatabase.OpenAsync(target, Options, kept: null, TimeProvider.System, token);
        await opened.PrepareAsync(token);
        var run = new RunContext("tester").ForRun();
        var asked = TimeProvider.System.GetTimestamp();
        var won = (LeaseAttempt.Won)await opened.Leases.TryAcquireAsync(run, Options.LeaseDuration, token);
        var lease = new Lease(opened.Leases, target.Name, run, won, asked, Options, TimeProvider.System);
        return new StoreUnderTest(opened, await PostgresSession.OpenAsync(target, Options, kept: null, token), lease, locksFirst, token);
    }

    /// <summary>Begins a backfill.</summary>
    public async Task<BackfillWork> BeginAsync(SqlBackfill definition)
    {
        var statement = new BackfillStatement($"{definition.Update} WHERE {definition.Predicate}", 1, definition);
        var migration = new Migration(
            MigrationVersion.Parse("7"), "balances", null, "7-balances.sql", new string('a', 64),
            new MigrationSection([statement], SectionOptions.Default), [], null);
        var id = await Store.CreateAsync(migration, 1, definition, Lease, token);
        return new BackfillWork(Lease.Database, id, migration.Version, definition, Lease.Run.RunId, Lease.Epoch);
    }

    public async Task PlanAsync(BackfillWork work, int size)
    {
        while (await Store.PlanChunkAsync(work, size, token))
        {
            // The next one.
        }
    }

    public async Task<Chunk> ClaimAsync(BackfillWork work, string lane = Lane) =>
        await Store.ClaimAsync(work, lane, TimeSpan.FromSeconds(30), token) ?? throw new InvalidOperationException("No chunk is left.");

    public async Task<BatchResult> RunBatchAsync(BackfillWork work, Chunk chunk, int keys) =>
        await Store.RunBatchAsync(work, chunk, Bounds(keys), token);

    /// <summary>Claims every chunk, and walks it to its end in batches of so many keys.</summary>
    public async Task<IReadOnlyList<BatchResult>> DrainAsync(BackfillWork work, int keys)
    {
        var results = new List<BatchResult>();
        while (await Store.ClaimAsync(work, Lane, TimeSpan.FromSeconds(30), token) is { } chunk)
        {
            BatchResult result;
            do
            {
                result = await RunBatchAsync(work, chunk, keys);
                chunk = chunk with { Cursor = result.Cursor };
                results.Add(result);
            }
            while (!result.ChunkDone);
        }

        return results;
    }

    /// <summary>Begins, plans and runs a backfill to its end.</summary>
    public async Task<BackfillWork> RunAsync(SqlBackfill definition, int chunk = 1_000, int batch = 100)
    {
        var work = await BeginAsync(definition);
        await PlanAsync(work, chunk);
        await DrainAsync(work, batch);
        return work;
    }

    public async Task<BackfillStatus> StatusAsync(BackfillWork work) =>
        await Store.FindAsync(work.Id, token) ?? throw new InvalidOperationException("There is no such backfill.");

    /// <summary>Restores everything that the journal holds.</summary>
    /// <returns>Rows restored, and rows left alone.</returns>
    public async Task<(long Restored, long Conflicts)> UndoAsync(BackfillWork work)
    {
        var (restored, conflicts) = (0L, 0L);
        while (await Store.UndoNextAsync(work, Lease, token) is { } part)
            (restored, conflicts) = (restored + part.Restored, conflicts + part.Conflicts);
        return (restored, conflicts);
    }

    public async ValueTask DisposeAsync()
    {
        await Lease.DisposeAsync();
        await session.DisposeAsync();
        await database.DisposeAsync();
    }
}
