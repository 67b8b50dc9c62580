using Lms.Migrations.Failures;
using Lms.Migrations.Tests.Invariants;
using Lms.Testing;
using Npgsql;

namespace Lms.Migrations.Tests.Engine;

public sealed class PoolerTests(PostgresServer server) : EngineTest(server)
{
    [Fact]
    public async Task Through_a_transaction_pooler_each_migration_is_applied_exactly_once()
    {
        await using var pooler = await StartAsync();
        MigrationProcesses.WriteIncrements(Catalog, 10, "SELECT pg_sleep(0.01);");

        var runs = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => RunnerThrough(pooler).RunPendingMigrationsAsync(Token)));

        Assert.Equal(11, runs.Sum(run => run.Steps.Count));
        Assert.Equal(10, await Database.ScalarAsync<int>("SELECT n FROM counter", Token));
    }

    [Fact]
    public async Task The_lease_is_not_tied_to_a_server_process_that_the_pooler_may_give_to_others()
    {
        await using var pooler = await StartAsync();
        Catalog.With("1-slow.sql", "-- migrate:up\nSELECT pg_sleep(1);\n");

        var run = RunnerThrough(pooler).RunPendingMigrationsAsync(Token);
        await WaitUntilRunsAsync("SELECT pg_sleep");
        Assert.Equal("", Assert.Single(await Database.RowsAsync("SELECT backend_pid FROM migrator.lease WHERE run_id IS NOT NULL", Token)));

        Assert.Single((await run).Steps);
    }

    [Fact]
    public async Task Bounds_of_a_migration_do_not_leak_to_other_clients_of_the_pooler()
    {
        await using var pooler = await StartAsync();
        Catalog.With("1-one.sql", "-- migrate:up lock_timeout:123ms statement_timeout:45s\nCREATE TABLE one (id int);\n");
        await RunnerThrough(pooler).RunPendingMigrationsAsync(Token);

        await using var connection = new NpgsqlConnection(pooler.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand("SELECT current_setting('lock_timeout') || current_setting('statement_timeout')", connection);

        Assert.Equal("00", await command.ExecuteScalarAsync(Token));
    }

    [Fact]
    public async Task What_needs_a_session_of_its_own_is_refused_before_it_begins()
    {
        await using var pooler = await StartAsync();
        Catalog.With("1-index.sql", "-- migrate:up transaction:false\nCREATE TABLE one (id int);\n");

        var failure = await Assert.ThrowsAsync<StepFailedException>(() => RunnerThrough(pooler).RunPendingMigrationsAsync(Token));

        Assert.Contains("transaction pooler", failure.Message);
        Assert.False(await TableExistsAsync("one"));
    }

    private Task<TransactionPooler> StartAsync()
    {
        Assert.SkipUnless(TransactionPooler.IsInstalled, "PgBouncer is not installed");
        return TransactionPooler.StartAsync(Database, Token);
    }

    private MigrationRunner RunnerThrough(TransactionPooler pooler) => new(Target with { ConnectionString = pooler.ConnectionString });
}
