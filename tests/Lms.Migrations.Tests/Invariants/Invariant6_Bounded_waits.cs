using System.Diagnostics;
using Lms.Migrations.Failures;
using Lms.Migrations.Planning;
using Lms.Migrations.Tests.Engine;
using Lms.Testing;
using Npgsql;

namespace Lms.Migrations.Tests.Invariants;

/// <summary>No statement waits longer than its lock timeout at one go; a failed concurrent index never blocks the next run.</summary>
public sealed class Invariant6_Bounded_waits(PostgresServer server) : EngineTest(server)
{
    private static readonly MigrationRunnerOptions Impatient = new()
    {
        LockTimeout = TimeSpan.FromMilliseconds(800),
        LockAttempts = 3,
        RetryDelay = TimeSpan.FromMilliseconds(50),
    };

    [Fact]
    public async Task A_blocked_migration_gives_way_is_retried_and_names_who_blocks()
    {
        Catalog.WithTable("1", "busy");
        await MigrateAsync();
        Catalog.With("2-alter.sql", "-- migrate:up\nALTER TABLE busy ADD COLUMN note text;\n");
        await using var blocker = await LockAsync("busy");
        var longestWait = WatchLongestWaitAsync();

        var events = new List<MigrationEvent>();
        var failure = await Assert.ThrowsAsync<StepFailedException>(async () =>
        {
            await foreach (var happened in Runner(Impatient).MigrateAsync(new MigrateRequest(), Token))
                events.Add(happened);
        });

        Assert.Equal("55P03", failure.SqlState);
        Assert.Contains($"pid {blocker.ProcessID}", failure.Message);
        Assert.Equal(2, events.OfType<RetryScheduled>().Count());
        Assert.Contains(events.OfType<WaitingForLock>(), waiting => waiting.Blockers.Any(who => who.ProcessId == blocker.ProcessID && who.Query.Contains("LOCK TABLE", StringComparison.Ordinal)));
        Assert.InRange((await longestWait).TotalMilliseconds, 100, 1_300);
    }

    [Fact]
    public async Task A_lock_that_is_given_up_in_time_lets_the_migration_through()
    {
        Catalog.WithTable("1", "busy");
        await MigrateAsync();
        Catalog.With("2-alter.sql", "-- migrate:up lock_timeout:300ms\nALTER TABLE busy ADD COLUMN note text;\n");
        var blocker = await LockAsync("busy");

        var run = MigrateAsync();
        await Task.Delay(1_000, Token);
        await blocker.DisposeAsync();
        var result = await run;

        Assert.Equal(TimeSpan.FromMilliseconds(300), Assert.Single(result.Steps).Step.LockTimeout);
        Assert.Equal([MigrationState.Applied, MigrationState.Applied], await StatesAsync());
    }

    [Fact]
    public async Task A_concurrent_build_that_fails_leaves_no_invalid_index_and_names_constraint_key_and_table()
    {
        await WriteDuplicatesAsync();

        var failure = await Assert.ThrowsAsync<StepFailedException>(() => MigrateAsync());

        Assert.Equal(("23505", "people_email", "public.people"), (failure.SqlState, failure.Fault?.Constraint, failure.Fault?.Table));
        Assert.Contains("(email)=(a)", failure.Fault?.Detail);
        Assert.Empty(await InvalidIndexesAsync());

        await Database.ExecuteAsync("DELETE FROM people WHERE ctid = (SELECT min(ctid) FROM people)", Token);
        await MigrateAsync();
        Assert.Equal([MigrationState.Applied], await StatesAsync());
    }

    [Fact]
    public async Task An_invalid_index_that_a_killed_run_left_is_built_anew()
    {
        await WriteDuplicatesAsync();
        await using (var connection = await Database.OpenAsync(Token))
        await using (var build = new NpgsqlCommand("CREATE UNIQUE INDEX CONCURRENTLY people_email ON people (email)", connection))
            await Assert.ThrowsAsync<PostgresException>(() => build.ExecuteNonQueryAsync(Token));
        Assert.Equal(["people_email"], await InvalidIndexesAsync());
        await Database.ExecuteAsync("DELETE FROM people WHERE ctid = (SELECT min(ctid) FROM people)", Token);

        var events = await CollectAsync(Runner().MigrateAsync(new MigrateRequest(), Token));

        Assert.True(Assert.Single(events.OfType<IndexFound>()).Invalid);
        Assert.Empty(await InvalidIndexesAsync());
        Assert.True(await TableExistsAsync("people_email"));
    }

    [Fact]
    public async Task An_attempt_whose_clean_up_was_blocked_too_does_not_make_the_next_one_skip_the_build()
    {
        await Database.ExecuteAsync("CREATE TABLE people AS SELECT i AS id, i::text AS email FROM generate_series(1, 1000) i", Token);
        Catalog.With("1-index.sql", "-- migrate:up transaction:false lock_timeout:200ms\nCREATE INDEX CONCURRENTLY IF NOT EXISTS people_email ON people (email);\n");
        var reader = await HoldSnapshotAsync();

        var run = MigrateAsync(new MigrationRunnerOptions { LockAttempts = 50, RetryDelay = TimeSpan.FromMilliseconds(20), RetryDelayLimit = TimeSpan.FromMilliseconds(100) });
        await WaitUntilAsync("SELECT count(*) > 0 FROM pg_index WHERE NOT indisvalid");
        await Task.Delay(1_500, Token);
        await reader.DisposeAsync();
        await run;

        Assert.Empty(await InvalidIndexesAsync());
        Assert.True(await TableExistsAsync("people_email"));
    }

    [Fact]
    public async Task A_concurrent_build_that_is_cancelled_leaves_no_invalid_index()
    {
        await Database.ExecuteAsync("CREATE TABLE people AS SELECT i AS id, i::text AS email FROM generate_series(1, 1000) i", Token);
        Catalog.With("1-index.sql", "-- migrate:up transaction:false\nCREATE INDEX CONCURRENTLY people_email ON people (email);\n");
        await using var reader = await HoldSnapshotAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);

        var run = Runner(new MigrationRunnerOptions { LockTimeout = TimeSpan.FromMinutes(1) }).RunPendingMigrationsAsync(stop.Token);
        await WaitUntilAsync("SELECT count(*) > 0 FROM pg_index WHERE NOT indisvalid");
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        await reader.DisposeAsync();
        await MigrateAsync();
        Assert.Empty(await InvalidIndexesAsync());
        Assert.Contains("migrated|cancelled", await Database.RowsAsync("SELECT kind, outcome FROM migrator.history", Token));
    }

    [Fact]
    public async Task Waiting_for_the_lease_does_not_hold_up_a_concurrent_build()
    {
        await Database.ExecuteAsync("CREATE TABLE people AS SELECT i AS id, i::text AS email FROM generate_series(1, 50000) i", Token);
        Catalog.With("1-index.sql", "-- migrate:up transaction:false\nSELECT pg_sleep(0.5);\nCREATE INDEX CONCURRENTLY people_email ON people (email);\n");

        var results = await Task.WhenAll(MigrateAsync(), MigrateAsync(), MigrateAsync(), MigrateAsync());

        Assert.Single(results, result => result.Steps.Count == 1);
        Assert.Empty(await InvalidIndexesAsync());
    }

    private async Task WriteDuplicatesAsync()
    {
        await Database.ExecuteAsync("CREATE TABLE people (email text); INSERT INTO people VALUES ('a'), ('a'), ('b')", Token);
        Catalog.With("1-unique.sql", """
            -- migrate:up transaction:false
            CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS people_email ON people (email);
            """);
    }

    private Task<IReadOnlyList<string>> InvalidIndexesAsync() =>
        Database.RowsAsync("SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid", Token);

    private async Task<NpgsqlConnection> LockAsync(string table)
    {
        var connection = await Database.OpenAsync(Token);
        await using var command = new NpgsqlCommand($"BEGIN; LOCK TABLE {table} IN ACCESS SHARE MODE; SELECT 'LOCK TABLE {table}'", connection);
        await command.ExecuteNonQueryAsync(Token);
        return connection;
    }

    // A concurrent build waits for every transaction that is older than it.
    private async Task<NpgsqlConnection> HoldSnapshotAsync()
    {
        var connection = await Database.OpenAsync(Token);
        await using var command = new NpgsqlCommand("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM people", connection);
        await command.ExecuteNonQueryAsync(Token);
        return connection;
    }

    /// <summary>How long any one wait for a lock lasted, as the server itself saw it.</summary>
    private async Task<TimeSpan> WatchLongestWaitAsync()
    {
        var longest = TimeSpan.Zero;
        var began = Stopwatch.GetTimestamp();
        await using var connection = await Database.OpenAsync(Token);
        while (Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(4))
        {
            await using var command = new NpgsqlCommand(
                "SELECT coalesce(max(clock_timestamp() - waitstart), interval '0') FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())", connection);
            if (await command.ExecuteScalarAsync(Token) is TimeSpan waited && waited > longest)
                longest = waited;
            await Task.Delay(10, Token);
        }

        return longest;
    }
}
