using Lms.Migrations.Documents;
using Lms.Migrations.Failures;
using Lms.Migrations.History;
using Lms.Migrations.Tests.Documents.Engine;
using Lms.Migrations.Tests.History;
using Lms.Testing;
using Npgsql;

namespace Lms.Migrations.Tests.Invariants;

/// <summary>A holder stopped past its lease and then continued changes nothing more.</summary>
public sealed class Invariant4_Stopped_holders_over_documents(PostgresServer server) : DocumentEngineTest(server)
{
    private const double LeaseSeconds = 1.5;

    [Fact]
    public async Task A_holder_that_was_stopped_past_its_lease_sends_no_further_command()
    {
        await Database.InsertAsync("gate", Token, """{ "_id": 1 }""");
        // Opening the gate twice is one and the same; counting twice would show.
        Write("1_slow", """
            { "update": "gate", "updates": [{ "q": { "_id": 1 }, "u": { "$set": { "open": true } } }] },
            { "update": "counters", "updates": [{ "q": { "_id": 1 }, "u": { "$inc": { "n": 1 } }, "upsert": true }] }
            """);
        Write("2_next", """{ "update": "counters", "updates": [{ "q": { "_id": 1 }, "u": { "$inc": { "n": 10 } }, "upsert": true }] }""");

        RunningProcess stopped;
        await using (var gate = await Database.OpenAsync(Token))
        {
            await HoldAsync(gate);
            stopped = MigrationProcesses.Migrate(Database, Catalog.Path, LeaseSeconds);
            await stopped.WaitForAsync("StatementStarted", Token);
            await WaitUntilBlockedByAsync(gate.ProcessID);
            stopped.Stop();
        }

        await using (stopped)
        {
            await using var other = MigrationProcesses.Migrate(Database, Catalog.Path, LeaseSeconds);
            Assert.True(await other.ExitAsync(Token) == 0, other.Output);
            Assert.Equal(11, (await DocumentAsync("counters", "{}")).Required("n").AsLong());
            var told = (await Runner().NewestAsync(100, Token)).Count;

            stopped.Continue();
            Assert.True(await stopped.ExitAsync(Token) == 1, stopped.Output);

            Assert.Equal(11, (await DocumentAsync("counters", "{}")).Required("n").AsLong());
            Assert.Equal(told, (await Runner().NewestAsync(100, Token)).Count);
        }

        Assert.Contains(await Runner().NewestAsync(100, Token), told => told.Kind == HistoryEventKind.LeaseTakenOver);
    }

    [Fact]
    public async Task A_command_whose_epoch_was_taken_is_rolled_back_by_the_fence_alone()
    {
        await Database.InsertAsync("gate", Token, """{ "_id": 1 }""");
        Write("1_slow", """{ "update": "gate", "updates": [{ "q": { "_id": 1 }, "u": { "$set": { "open": true } } }] }""");

        Task run;
        await using (var gate = await Database.OpenAsync(Token))
        {
            await HoldAsync(gate);
            run = MigrateAsync();
            await WaitUntilBlockedByAsync(gate.ProcessID);
            // Torn away while the command waits: only what comes after the command can notice.
            await Database.UpdateAsync("migration_lease", "{}", """{ "$set": { "epoch": { "$numberLong": "99" } } }""", Token);
        }

        await Assert.ThrowsAsync<LeaseLostException>(() => run);
        Assert.Equal(0, await Database.CountAsync("gate", """{ "open": true }""", Token));
        Assert.Equal(0, await Database.CountAsync("migrations", """{ "state": { "$ne": "running" } }""", Token));
    }

    /// <summary>Changes the gate in a transaction that stays open as long as the session does.</summary>
    private async Task HoldAsync(NpgsqlConnection session)
    {
        await using (var begin = new NpgsqlCommand("BEGIN", session))
            await begin.ExecuteNonQueryAsync(Token);

        await using var update = new NpgsqlCommand("SELECT p_success FROM documentdb_api.update($1, $2::text::documentdb_core.bson)", session);
        update.Parameters.Add(new() { Value = Database.Name });
        update.Parameters.Add(new() { Value = """{ "update": "gate", "updates": [{ "q": { "_id": 1 }, "u": { "$set": { "held": true } } }] }""" });
        await update.ExecuteNonQueryAsync(Token);
    }

    private async Task WaitUntilBlockedByAsync(int holder)
    {
        await using var session = await Database.OpenAsync(Token);
        await using var command = new NpgsqlCommand("SELECT count(*) FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))", session);
        command.Parameters.Add(new() { Value = holder });
        while ((long)(await command.ExecuteScalarAsync(Token))! == 0)
            await Task.Delay(10, Token);
    }
}
