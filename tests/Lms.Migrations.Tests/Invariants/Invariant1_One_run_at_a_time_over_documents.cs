using Lms.Migrations.Documents;
using Lms.Migrations.History;
using Lms.Migrations.Tests.Documents.Engine;
using Lms.Migrations.Tests.History;
using Lms.Migrations.Tests.WithdrawalsCatalog;
using Lms.Testing;

namespace Lms.Migrations.Tests.Invariants;

/// <summary>One run at a time changes a database: 16 processes started together apply each migration exactly once and all exit 0.</summary>
public sealed class Invariant1_One_run_at_a_time_over_documents(PostgresServer server) : DocumentEngineTest(server)
{
    private const int Increments = 8;

    [Fact]
    public async Task Sixteen_processes_started_together_apply_each_migration_exactly_once_and_all_exit_0()
    {
        Write("000_index", """{ "createIndexes": "counters", "indexes": [{ "key": { "n": 1 }, "name": "n_1" }] }""");
        for (var number = 1; number <= Increments; number++)
        {
            // Without an _id of its own a second insert would be a second document.
            Write($"{number:000}_increment", $$"""
                { "insert": "events", "documents": [{ "number": {{number}} }] },
                { "update": "counters", "updates": [{ "q": { "_id": 1 }, "u": { "$inc": { "n": 1 } }, "upsert": true }] }
                """);
        }

        var processes = Enumerable.Range(0, 16).Select(_ => MigrationProcesses.Migrate(Database, Catalog.Path)).ToList();
        var exits = await Task.WhenAll(processes.Select(process => process.ExitAsync(Token)));

        Assert.All(processes.Zip(exits), pair => Assert.True(pair.Second == 0, pair.First.Output));
        foreach (var process in processes)
            await process.DisposeAsync();
        Assert.Equal(Increments, (await DocumentAsync("counters", "{}")).Required("n").AsLong());
        Assert.Equal(Increments, await Database.CountAsync("events", "{}", Token));
        Assert.Equal(["n_1: n 1"], await IndexListing.ReadAsync(Database, "counters", Token));
        var history = await Runner().NewestAsync(200, Token);
        Assert.Equal(Increments + 1, history.Count(told => told is { Kind: HistoryEventKind.Migrated, Outcome: HistoryOutcome.Succeeded }));
        Assert.DoesNotContain(history, told => told.Outcome != HistoryOutcome.Succeeded);
    }
}
