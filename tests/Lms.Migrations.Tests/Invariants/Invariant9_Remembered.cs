using Lms.Migrations.Catalog;
using Lms.Migrations.Failures;
using Lms.Migrations.History;
using Lms.Migrations.Tests.Engine;
using Lms.Migrations.Tests.History;
using Lms.Testing;
using Npgsql;

namespace Lms.Migrations.Tests.Invariants;

/// <summary>Every change is in the history with who, when, why, how long and how it ended – failures and rollbacks too.</summary>
public sealed class Invariant9_Remembered(PostgresServer server) : EngineTest(server)
{
    [Fact]
    public async Task Applied_failed_and_undone_are_all_told_with_who_when_why_how_long_and_how_it_ended()
    {
        Catalog.WithTable("1", "one").With("2-broken.sql", "-- migrate:up\nSELECT pg_sleep(0.05);\nSELECT 1 / 0;\n");
        await Assert.ThrowsAsync<StepFailedException>(() => Runner(actor: "alice", reason: "release 12").RunPendingMigrationsAsync(Token));
        await Runner(actor: "bob", reason: "release 12 withdrawn").RollbackLastMigrationAsync(Token);

        var history = await Runner().NewestAsync(10, Token);

        Assert.Equal(
            ["RolledBack Succeeded 1 bob release 12 withdrawn", "Migrated Failed 2 alice release 12", "Migrated Succeeded 1 alice release 12"],
            history.Select(told => $"{told.Kind} {told.Outcome} {told.Version} {told.Actor} {told.Reason}"));
        Assert.All(history, told =>
        {
            Assert.InRange(told.At, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
            Assert.Equal((Environment.MachineName, "0.1.0"), (told.Host, told.ToolVersion));
            Assert.NotNull(told.Epoch);
            Assert.Equal(64, told.Checksum!.Length);
        });
        Assert.Equal(history[1].RunId, history[2].RunId);
        Assert.NotEqual(history[0].RunId, history[1].RunId);
        Assert.InRange(history[1].DurationMs!.Value, 50, 5_000);
        Assert.Contains("2-broken.sql:3: division by zero", history[1].Error);
        Assert.Contains("22012", history[1].Error);
    }

    [Fact]
    public async Task A_cancelled_run_is_told_and_leaves_nothing()
    {
        Catalog.With("1-slow.sql", "-- migrate:up\nCREATE TABLE slow (id int);\nSELECT pg_sleep(30);\n");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var run = Runner().RunPendingMigrationsAsync(stop.Token);
        await WaitUntilRunsAsync("SELECT pg_sleep");

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.False(await TableExistsAsync("slow"));
        Assert.Equal(HistoryOutcome.Cancelled, Assert.Single(await Runner().NewestAsync(10, Token)).Outcome);
        Assert.Equal(0, await Database.ScalarAsync<long>("SELECT count(*) FROM migrator.lease WHERE run_id IS NOT NULL", Token));
    }

    [Fact]
    public async Task Baseline_mark_and_repair_are_told_too()
    {
        Catalog.WithTable("1", "one").WithTable("2", "two").With("3-broken.sql", "-- migrate:up\nSELECT 1 / 0;\n");
        var editor = new HistoryEditor(Target, context: new RunContext("carol", "adopting the old server"));
        await editor.BaselineAsync(MigrationVersion.Parse("1"), Token);
        await editor.MarkAsync(MigrationVersion.Parse("2"), MarkedState.Applied, Token);
        await Assert.ThrowsAsync<StepFailedException>(() => MigrateAsync());
        await editor.RepairAsync(Token);

        Assert.Equal(
            ["baselined|1|carol", "marked|2|carol", "migrated|3|tester", "repaired|3|carol"],
            await Database.RowsAsync("SELECT kind, version, actor FROM migrator.history ORDER BY id", Token));
    }

    [Theory]
    [InlineData("UPDATE migrator.history SET actor = 'nobody'")]
    [InlineData("DELETE FROM migrator.history")]
    [InlineData("TRUNCATE migrator.history")]
    public async Task What_was_told_cannot_be_changed(string statement)
    {
        Catalog.WithTable("1", "one");
        await MigrateAsync();

        var exception = await Assert.ThrowsAsync<PostgresException>(() => Database.ExecuteAsync(statement, Token));

        Assert.Contains("append-only", exception.MessageText);
        Assert.Single(await Runner().NewestAsync(10, Token));
    }
}
