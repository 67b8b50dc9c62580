using Lms.Migrations.Tests.Engine;
using Lms.Testing;

namespace Lms.Migrations.Tests.Invariants;

/// <summary>One run at a time changes a database: 16 processes started together apply each migration exactly once and all exit 0.</summary>
public sealed class Invariant1_One_run_at_a_time(PostgresServer server) : EngineTest(server)
{
    [Fact]
    public async Task Sixteen_processes_started_together_apply_each_migration_exactly_once_and_all_exit_0()
    {
        MigrationProcesses.WriteIncrements(Catalog, 20);

        var processes = Enumerable.Range(0, 16).Select(_ => MigrationProcesses.Migrate(Database, Catalog)).ToList();
        var exits = await Task.WhenAll(processes.Select(process => process.ExitAsync(Token)));

        Assert.All(processes.Zip(exits), pair => Assert.True(pair.Second == 0, pair.First.Output));
        Assert.Equal(20, await Database.ScalarAsync<int>("SELECT n FROM counter", Token));
        Assert.Equal(21, await Database.ScalarAsync<long>("SELECT count(*) FROM migrator.history WHERE kind = 'migrated' AND outcome = 'succeeded'", Token));
        Assert.Equal(21, await Database.ScalarAsync<long>("SELECT count(*) FROM public.migrations WHERE status = 'applied'", Token));
        foreach (var process in processes)
            await process.DisposeAsync();
    }

    [Fact]
    public async Task Runners_in_one_process_take_turns_too()
    {
        MigrationProcesses.WriteIncrements(Catalog, 10, "SELECT pg_sleep(0.02);");

        var results = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => MigrateAsync()));

        Assert.Equal(11, results.Sum(result => result.Steps.Count));
        Assert.Equal(10, await Database.ScalarAsync<int>("SELECT n FROM counter", Token));
    }
}
