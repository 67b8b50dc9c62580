using Lms.Migrations.Catalog;
using Lms.Migrations.Documents;
using Lms.Migrations.Failures;
using Lms.Migrations.Planning;
using Lms.Testing;

namespace Lms.Migrations.Tests.Documents.Engine;

public sealed class DocumentMigrateTests(PostgresServer server) : DocumentEngineTest(server)
{
    [Fact]
    public async Task Pending_migrations_are_applied_in_order_and_kept_in_the_form_people_know()
    {
        WriteInsert("010_ten");
        WriteInsert("9_nine");

        var result = await MigrateAsync();

        Assert.Equal(["9", "010"], result.Steps.Select(step => step.Step.Migration.Version.ToString()));
        Assert.Equal(2, await Database.CountAsync("things", "{}", Token));
        var document = await DocumentAsync("migrations", """{ "_id": "10" }""");
        Assert.Equal(("010_ten", "completed", "applied"), (document.Required("name").AsText(), document.Required("status").AsText(), document.Required("state").AsText()));
        Assert.Equal(("010", "About 010_ten.", "tester"), (document.Required("version").AsText(), document.Required("description").AsText(), document.Required("appliedBy").AsText()));
        Assert.InRange(document.Required("executedAt").AsDate(), DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
        var outcome = document.Required("result");
        Assert.Equal((true, "insert things: 1", 1), (outcome.Required("success").AsBoolean(), outcome.Required("message").AsText(), outcome.Required("matched").AsLong()));
        Assert.Equal(["started succeeded", "migrated succeeded", "started succeeded", "migrated succeeded"], await HistoryAsync());
    }

    [Fact]
    public async Task A_second_run_has_nothing_to_do_and_takes_no_lease()
    {
        WriteInsert("1_one");
        await MigrateAsync();

        Assert.Empty((await MigrateAsync()).Steps);

        var lease = await DocumentAsync("migration_lease", "{}");
        Assert.Equal((1, null), (lease.Required("epoch").AsLong(), lease.Field("runId")?.GetRawText()));
    }

    [Fact]
    public async Task A_plan_and_a_status_write_nothing()
    {
        WriteInsert("1_one");

        Assert.Single((await Runner().PlanAsync(new MigrateRequest(), Token)).Steps);
        Assert.Equal([MigrationState.Pending], await StatesAsync());
        Assert.Empty(await HistoryAsync());

        await using var connection = await Database.OpenAsync(Token);
        await using var command = new Npgsql.NpgsqlCommand(
            "SELECT count(*) FROM documentdb_api_catalog.collections WHERE database_name = $1", connection) { Parameters = { new() { Value = Database.Name } } };
        Assert.Equal(0L, await command.ExecuteScalarAsync(Token));
    }

    [Fact]
    public async Task A_refused_command_fails_with_its_line_and_code_and_what_stands_before_it_remains()
    {
        Write("1_broken", """
            { "insert": "things", "documents": [{ "_id": 1 }] },
            { "collMod": "none", "validator": {} },
            { "insert": "things", "documents": [{ "_id": 2 }] }
            """);

        var failure = await Assert.ThrowsAsync<StepFailedException>(() => MigrateAsync());

        Assert.Contains("(MongoDB 26 NamespaceNotFound)", failure.Message);
        Assert.Equal((4, 2), (failure.Line, failure.Fault?.Number));
        Assert.Equal([MigrationState.Failed], await StatesAsync());
        Assert.Equal(1, await Database.CountAsync("things", "{}", Token));
        var document = await DocumentAsync("migrations", "{}");
        Assert.Equal(("failed", "failed", false), (document.Required("status").AsText(), document.Required("state").AsText(), document.Required("result").Required("success").AsBoolean()));
        Assert.Contains("1_broken.json:4: ", document.Required("error").AsText());
        Assert.Equal(["started succeeded", "migrated failed"], await HistoryAsync());
    }

    [Fact]
    public async Task A_write_error_fails_the_migration_and_the_next_run_begins_it_anew()
    {
        await Database.InsertAsync("things", Token, """{ "_id": 1, "n": 5 }""");
        Write("1_twice", """{ "insert": "things", "documents": [{ "_id": 1 }] }""");
        Assert.Contains("MongoDB 11000", (await Assert.ThrowsAsync<StepFailedException>(() => MigrateAsync())).Message);

        await Database.DeleteAsync("things", "{}", Token);
        Assert.Single((await MigrateAsync()).Steps);

        Assert.Equal([MigrationState.Applied], await StatesAsync());
        Assert.Null((await DocumentAsync("migrations", "{}")).Field("error"));
    }

    [Fact]
    public async Task To_cancel_is_recorded_and_gives_the_lease_back()
    {
        WriteInsert("1_one");
        WriteInsert("2_two");

        await foreach (var happened in Runner().MigrateAsync(new MigrateRequest(), Token))
        {
            if (happened is StepCompleted)
                break;
        }

        Assert.Equal(MigrationState.Applied, (await StatesAsync())[0]);
        Assert.Null((await DocumentAsync("migration_lease", "{}")).Field("runId"));
    }

    [Fact]
    public async Task A_changed_file_of_an_applied_migration_is_refused()
    {
        WriteInsert("1_one");
        await MigrateAsync();
        WriteInsert("1_one", collection: "others");

        Assert.Equal(RefusalKind.Drift, Assert.Single((await Assert.ThrowsAsync<RefusedException>(() => MigrateAsync())).Refusals).Kind);
        Assert.Equal([MigrationState.Modified], await StatesAsync());
        Assert.Equal(0, await Database.CountAsync("others", "{}", Token));
    }

    [Fact]
    public async Task Another_tools_collection_is_refused_with_the_way_out_and_left_alone()
    {
        await Database.InsertAsync("migrations", Token, """{ "fileName": "20200101-old.js", "appliedAt": { "$date": "2020-01-01T00:00:00Z" } }""");
        WriteInsert("1_one");

        var refusal = Assert.Single((await Assert.ThrowsAsync<RefusedException>(() => MigrateAsync())).Refusals);
        var seeding = await Assert.ThrowsAsync<RefusedException>(() => new Lms.Migrations.History.HistoryEditor(Target).BaselineAsync(MigrationVersion.Parse("1"), Token));

        Assert.Equal((RefusalKind.ForeignTable, RefusalKind.ForeignTable), (refusal.Kind, Assert.Single(seeding.Refusals).Kind));
        Assert.Contains("'migrations'", refusal.Message);
        Assert.NotEmpty(refusal.WayOut);
        Assert.Equal(1, await Database.CountAsync("migrations", "{}", Token));
        Assert.Equal(0, await Database.CountAsync("migration_history", "{}", Token));
    }

    [Fact]
    public async Task A_late_migration_is_refused_unless_it_is_allowed()
    {
        WriteInsert("1_one");
        WriteInsert("3_three");
        await MigrateAsync();
        WriteInsert("2_two");

        Assert.Equal(RefusalKind.OutOfOrder, Assert.Single((await Assert.ThrowsAsync<RefusedException>(() => MigrateAsync())).Refusals).Kind);
        await CollectAsync(Runner().MigrateAsync(new MigrateRequest(AllowOutOfOrder: true), Token));

        Assert.Equal([MigrationState.Applied, MigrationState.Applied, MigrationState.Applied], await StatesAsync());
    }

    [Fact]
    public async Task Many_runs_at_once_apply_each_migration_once_and_all_end_well()
    {
        for (var i = 1; i <= 3; i++)
            Write($"{i}_increment", """{ "update": "counter", "updates": [{ "q": { "_id": 1 }, "u": { "$inc": { "n": 1 } }, "upsert": true }] }""");

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => MigrateAsync())));

        Assert.Equal(3, results.Sum(result => result.Steps.Count));
        Assert.Equal(3, (await DocumentAsync("counter", "{}")).Required("n").AsLong());
        Assert.Equal(6, (await HistoryAsync()).Count);
    }
}
