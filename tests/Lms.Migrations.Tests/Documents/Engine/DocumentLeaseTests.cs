using Lms.Migrations.Documents;
using Lms.Migrations.Execution;
using Lms.Migrations.Failures;
using Lms.Migrations.History;
using Lms.Migrations.Leasing;
using Lms.Migrations.Planning;
using Lms.Migrations.Tests.History;
using Lms.Testing;
using Npgsql;

namespace Lms.Migrations.Tests.Documents.Engine;

public sealed class DocumentLeaseTests(PostgresServer server) : DocumentEngineTest(server)
{
    private static readonly MigrationRunnerOptions NoWait = new() { LeaseWait = TimeSpan.Zero };

    [Fact]
    public async Task Who_does_not_want_to_wait_is_told_who_holds_the_lease()
    {
        WriteInsert("1_one");
        await using var holder = await AcquireAsync("alice");

        var exception = await Assert.ThrowsAsync<LeaseNotObtainedException>(() => MigrateAsync(NoWait));

        Assert.Equal(("alice", Environment.ProcessId, Environment.MachineName), (exception.Holder.Actor, exception.Holder.ProcessId, exception.Holder.Host));
    }

    [Fact]
    public async Task A_holder_whose_process_is_gone_is_replaced_at_once_and_the_history_tells()
    {
        WriteInsert("1_one");
        await using (var process = RunningProcess.Start("sleep", "60"))
        {
            await PretendHolderAsync(Environment.MachineName, process.Id, Identity(process.Id));
            await Assert.ThrowsAsync<LeaseNotObtainedException>(() => MigrateAsync(NoWait));
        }

        await MigrateAsync(NoWait);

        Assert.Equal(["leaseTakenOver succeeded", "started succeeded", "migrated succeeded"], await HistoryAsync());
        Assert.Contains("its process was gone", (await Runner().NewestAsync(10, Token))[^1].Detail);
        Assert.Equal(8, (await DocumentAsync("migration_lease", "{}")).Required("epoch").AsLong());
    }

    [Theory]
    [InlineData("elsewhere", null)]
    [InlineData(null, "another-boot|another-namespace|1")]
    public async Task A_process_of_another_machine_is_never_taken_for_dead(string? host, string? identity)
    {
        WriteInsert("1_one");
        await PretendHolderAsync(host ?? Environment.MachineName, 2_000_000_000, identity ?? Identity(Environment.ProcessId) + "0");

        await Assert.ThrowsAsync<LeaseNotObtainedException>(() => MigrateAsync(NoWait));
    }

    [Fact]
    public async Task A_silent_holder_is_replaced_at_expiry()
    {
        WriteInsert("1_one");
        await PretendHolderAsync("elsewhere", 1, "x|y", expiresIn: -1);

        await MigrateAsync(NoWait);

        Assert.Contains("silent", (await Runner().NewestAsync(10, Token))[^1].Detail);
    }

    [Fact]
    public async Task A_run_longer_than_its_lease_keeps_it_by_renewing()
    {
        WriteInsert("1_one");
        var shortLease = new MigrationRunnerOptions { LeaseDuration = TimeSpan.FromSeconds(1) };
        await using (await AcquireAsync("alice", shortLease))
        {
            await Task.Delay(1_800, Token);
            await Assert.ThrowsAsync<LeaseNotObtainedException>(() => MigrateAsync(NoWait));
        }

        Assert.Single((await MigrateAsync(NoWait)).Steps);
    }

    [Fact]
    public async Task A_holder_that_was_replaced_records_nothing_more()
    {
        WriteInsert("1_one");
        await using var database = await OpenAsync();
        var lease = await AcquireAsync("alice", database: database);
        await Database.UpdateAsync("migration_lease", "{}", """{ "$set": { "epoch": { "$numberLong": "99" } } }""", Token);
        var migration = (await Lms.Migrations.Catalog.CatalogReader.ReadAsync(Catalog.Path, Token)).Migrations[0];
        var change = HistoryChange.For(migration, EntryStatus.Applied, HistoryEventKind.Migrated, HistoryOutcome.Succeeded);
        var step = new PlannedStep(migration, Direction.Up, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), TimeSpan.Zero);

        await Assert.ThrowsAsync<LeaseLostException>(() => database.RecordAsync([change], lease, Token));
        await Assert.ThrowsAsync<LeaseLostException>(() => database.ExecuteAsync(step, lease, new EventSink(), gate: null, Token));

        Assert.Equal(0, await Database.CountAsync("things", "{}", Token));
        Assert.Equal(0, await Database.CountAsync("migrations", "{}", Token));
        Assert.Equal(0, await Database.CountAsync("migration_history", "{}", Token));
        await lease.DisposeAsync();
        Assert.Equal(99, (await DocumentAsync("migration_lease", "{}")).Required("epoch").AsLong());
    }

    [Fact]
    public async Task A_command_under_way_when_the_lease_is_lost_is_rolled_back()
    {
        await Database.InsertAsync("things", Token, """{ "_id": 1, "n": 0 }""");
        Write("1_increment", """{ "update": "things", "updates": [{ "q": { "_id": 1 }, "u": { "$inc": { "n": 1 } } }] }""");
        await using var other = await Database.OpenAsync(Token);
        await using var transaction = await other.BeginTransactionAsync(Token);
        await ExecuteAsync(other, """{ "update": "things", "updates": [{ "q": { "_id": 1 }, "u": { "$set": { "m": 1 } } }] }""");
        var run = MigrateAsync(new MigrationRunnerOptions { LockTimeout = TimeSpan.FromSeconds(60) });
        await WaitUntilSomebodyWaitsAsync(other);

        await Database.UpdateAsync("migration_lease", "{}", """{ "$set": { "epoch": { "$numberLong": "99" } } }""", Token);
        await transaction.CommitAsync(Token);

        await Assert.ThrowsAsync<LeaseLostException>(() => run);
        Assert.Equal(0, (await DocumentAsync("things", "{}")).Required("n").AsLong());
    }

    [Fact]
    public async Task A_migration_left_running_by_a_dead_run_is_told_and_begun_anew()
    {
        WriteInsert("1_one");
        await MigrateAsync();
        await Database.UpdateAsync("migrations", "{}", """{ "$set": { "state": "running", "status": "running" } }""", Token);
        await Database.DeleteAsync("things", "{}", Token);

        await MigrateAsync();

        Assert.Equal([MigrationState.Applied], await StatesAsync());
        Assert.Equal(["started succeeded", "migrated succeeded", "interrupted failed", "started succeeded", "migrated succeeded"], await HistoryAsync());
        Assert.Equal(1, await Database.CountAsync("things", "{}", Token));
    }

    [Fact]
    public async Task The_lease_is_free_again_after_success_failure_and_refusal()
    {
        Write("1_broken", """{ "collMod": "none", "validator": {} }""");
        await Assert.ThrowsAsync<StepFailedException>(() => MigrateAsync());
        await Assert.ThrowsAsync<StepFailedException>(() => MigrateAsync(NoWait));

        var lease = await DocumentAsync("migration_lease", "{}");
        Assert.Equal((2, null), (lease.Required("epoch").AsLong(), lease.Field("runId")?.GetRawText()));
    }

    private async Task ExecuteAsync(NpgsqlConnection connection, string update)
    {
        await using var command = new NpgsqlCommand("SELECT documentdb_api.update($1, $2::text::documentdb_core.bson)::text", connection)
        {
            Parameters = { new() { Value = Database.Name }, new() { Value = update } },
        };
        await command.ExecuteNonQueryAsync(Token);
    }

    private static async Task WaitUntilSomebodyWaitsAsync(NpgsqlConnection holder)
    {
        // Of the locks, for within a transaction the list of sessions stays as it was when it was first read.
        await using var command = new NpgsqlCommand(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))", holder);
        while (await command.ExecuteScalarAsync(Token) is 0L)
            await Task.Delay(20, Token);
    }

    private async Task<DocumentMigrationDatabase> OpenAsync() => new(
        await Migrations.Documents.Stack.OpenAsync(Database.ConnectionString, new MigrationRunnerOptions(), kept: null, TimeProvider.System, Token),
        new MigrationRunnerOptions(), TimeProvider.System);

    /// <summary>Takes the lease as a run does, and holds it.</summary>
    private async Task<Lease> AcquireAsync(string actor, MigrationRunnerOptions? options = null, DocumentMigrationDatabase? database = null)
    {
        database ??= await OpenAsync();
        await database.PrepareAsync(Token);
        var acquisition = new LeaseAcquisition(
            database.Leases, "test", new RunContext(actor).ForRun(), options ?? new MigrationRunnerOptions(), TimeProvider.System);
        return (await acquisition.AcquireAsync(_ => Task.FromResult(true), meanwhile: null, new EventSink(), Token))!;
    }

    private Task PretendHolderAsync(string host, int processId, string identity, int expiresIn = 600) => Database.InsertAsync("migration_lease", Token, $$"""
        { "_id": "lease", "epoch": {{Ejson.Long(7)}}, "runId": {{Ejson.Guid(Guid.NewGuid())}}, "actor": "ghost", "host": {{Ejson.String(host)}},
          "processId": {{processId}}, "process": {{Ejson.String(identity)}}, "acquiredAt": {{Ejson.Date(DateTimeOffset.UtcNow)}},
          "heartbeatAt": {{Ejson.Date(DateTimeOffset.UtcNow)}}, "expiresAt": {{Ejson.Date(DateTimeOffset.UtcNow.AddSeconds(expiresIn))}} }
        """);

    private static string Identity(int processId) => HolderProcess.Identify(processId) ?? throw new InvalidOperationException("No such process.");
}
