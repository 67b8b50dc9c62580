using Lms.Migrations.Failures;
using Lms.Migrations.History;
using Lms.Migrations.Seeding;
using Lms.Migrations.Tests.History;
using Lms.Testing;

namespace Lms.Migrations.Tests.Seeding;

public sealed class DocumentSeedTests(PostgresServer server) : DocumentSeedTest(server)
{
    private const string People = """{ "steps": [{ "generate": "people", "perScale": 1000, "document": { "_id": "$$n", "half": { "$divide": ["$$n", 2] } } }] }""";

    [Fact]
    public async Task A_seeder_runs_once_for_a_scale_and_again_for_a_greater_one()
    {
        Seeders.With("001-people.json", People);

        Assert.Equal(1_000, Assert.Single((await SeedAsync(1)).OfType<SeederCompleted>()).Rows);
        Assert.Single((await SeedAsync(1)).OfType<SeederSkipped>());
        Assert.Equal(6_500, Assert.Single((await SeedAsync(7.5m)).OfType<SeederCompleted>()).Rows);

        Assert.Equal(7_500, await CountAsync("{}"));
        Assert.Equal(7_500, await CountAsync("""{ "$expr": { "$eq": ["$half", { "$divide": ["$_id", 2] }] } }"""));
        var status = Assert.Single(await Seeds(Target).GetStatusAsync(Token));
        Assert.Equal(("001-people", "tester", 7.5m, 7_500L, false), (status.Name, status.ExecutedBy, status.Scale, status.Rows, status.IsModified));
        var events = await new MigrationRunner(Target).NewestAsync(10, Token);
        Assert.Equal(["scale 7.5, 6500 documents", "scale 1, 1000 documents"], events.Where(happened => happened.Kind == HistoryEventKind.Seeded).Select(happened => happened.Detail));
    }

    [Fact]
    public async Task What_is_missing_is_added_and_what_is_there_is_left_alone()
    {
        Seeders.With("001-people.json", People);
        await Documents.InsertAsync("people", Token, """{ "_id": 2500, "half": "mine" }""", """{ "_id": -1 }""");
        await SeedAsync(3);
        await Documents.DeleteAsync("people", """{ "_id": { "$gte": 1900, "$lt": 2100 } }""", Token);

        Assert.Equal(1_200, Assert.Single((await SeedAsync(4)).OfType<SeederCompleted>()).Rows);

        Assert.Equal(4_001, await CountAsync("{}"));
        Assert.Equal(1, await CountAsync("""{ "_id": 2500, "half": "mine" }"""));
    }

    [Fact]
    public async Task A_changed_seeder_runs_again()
    {
        Seeders.With("001-people.json", """{ "steps": [{ "insert": "people", "documents": [{ "_id": 1 }] }] }""");
        await SeedAsync(1);
        Seeders.With("001-people.json", """{ "steps": [{ "insert": "people", "documents": [{ "_id": 2 }, { "_id": 3 }] }] }""");

        Assert.True(Assert.Single(await Seeds(Target).GetStatusAsync(Token)).IsModified);
        Assert.Equal(2, Assert.Single((await SeedAsync(1)).OfType<SeederCompleted>()).Rows);
        Assert.False(Assert.Single(await Seeds(Target).GetStatusAsync(Token)).IsModified);
    }

    [Fact]
    public async Task A_document_that_cannot_be_computed_names_its_step_and_the_rest_is_added_once_that_is_mended()
    {
        const string Faulty = """
            { "steps": [
              { "insert": "places", "documents": [{ "_id": 1 }] },
              { "generate": "people", "perScale": 9000,
                "document": { "_id": "$$n", "ratio": { "$divide": [1, { "$subtract": ["$$n", 7000] }] } } }
            ] }
            """;
        Seeders.With("001-people.json", Faulty);

        var failure = await Assert.ThrowsAsync<SeederFailedException>(() => SeedAsync(1));

        Assert.Equal(("001-people", 3), (failure.Seeder, failure.Line));
        Assert.Contains("divide by zero", failure.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("stays", failure.WayOut, StringComparison.Ordinal);
        Assert.Null(Assert.Single(await Seeds(Target).GetStatusAsync(Token)).ExecutedAt);
        var before = await CountAsync("{}");
        Assert.InRange(before, 2_000, 7_000);

        await Documents.DeleteAsync("places", "{}", Token);
        Seeders.With("001-people.json", Faulty.Replace("7000]", "7000.5]", StringComparison.Ordinal));
        Assert.Equal(9_000 - before + 1, Assert.Single((await SeedAsync(1)).OfType<SeederCompleted>()).Rows);
        Assert.Equal(9_000, await CountAsync("{}"));
    }

    [Fact]
    public async Task A_clash_in_another_unique_index_than_that_of_the_id_is_a_failure()
    {
        Seeders.With("001-people.json", """
            { "steps": [
              { "createIndexes": "people", "indexes": [{ "key": { "user_id_": 1 }, "name": "user_id_", "unique": true }] },
              { "generate": "people", "perScale": 10, "document": { "_id": "$$n", "user_id_": { "$mod": ["$$n", 9] } } }
            ] }
            """);

        var failure = await Assert.ThrowsAsync<SeederFailedException>(() => SeedAsync(1));

        Assert.Equal(3, failure.Line);
        Assert.Contains("11000 DuplicateKey", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_document_of_a_plain_command_is_a_failure()
    {
        Seeders.With("001-people.json", """{ "steps": [{ "insert": "people", "documents": [{ "_id": 1 }, { "_id": 1 }] }] }""");

        var failure = await Assert.ThrowsAsync<SeederFailedException>(() => SeedAsync(1));

        Assert.Contains("11000 DuplicateKey", failure.Message, StringComparison.Ordinal);
        Assert.Contains("number 1 of the command", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Documents_too_large_for_one_reply_are_inserted_in_smaller_ranges()
    {
        var padding = new string('x', 20_000);
        Seeders.With("001-people.json", $$"""{ "steps": [{ "generate": "people", "perScale": 1500, "document": { "_id": "$$n", "padding": "{{padding}}" } }] }""");

        Assert.Equal(1_500, Assert.Single((await SeedAsync(1)).OfType<SeederCompleted>()).Rows);
        Assert.Equal(1_500, await CountAsync("{}"));
    }

    [Fact]
    public async Task Documents_get_the_fields_of_a_migration_once_it_is_applied_and_not_before()
    {
        Catalog.With("001-add.json", """{ "up": [{ "createIndexes": "people", "indexes": [{ "key": { "added": 1 }, "name": "added_1" }] }], "down": [{ "dropIndexes": "people", "index": "added_1" }] }""");
        Seeders.With("001-people.json", """
            { "steps": [{ "generate": "people", "perScale": 10, "let": { "x": "$$n" }, "document": { "_id": "$$x" }, "since": { "1": { "added": 0 }, "002": { "later": "$$x" } } }] }
            """);

        await SeedAsync(1);
        Assert.Equal(0, await CountAsync("""{ "added": { "$exists": true } }"""));
        await MigrateAsync();
        await SeedAsync(3);

        Assert.Equal(20, await CountAsync("""{ "_id": { "$gte": 10 }, "added": 0, "later": { "$exists": false } }"""));
        Assert.Equal(10, await CountAsync("""{ "added": { "$exists": false } }"""));
    }

    [Fact]
    public async Task A_seeder_that_is_cancelled_in_the_middle_is_not_recorded_and_goes_on_where_it_was()
    {
        Seeders.With("001-people.json", People);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);

        var seeding = Task.Run(
            async () =>
            {
                await foreach (var happened in Seeds(Target).SeedAsync(200, cancellation.Token))
                    Assert.IsNotType<SeederCompleted>(happened);
            }, Token);
        while (await CountAsync("{}") < 4_000)
            await Task.Delay(5, Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => seeding);

        Assert.Null(Assert.Single(await Seeds(Target).GetStatusAsync(Token)).ExecutedAt);
        var before = await CountAsync("{}");
        Assert.Equal(200_000 - before, Assert.Single((await SeedAsync(200)).OfType<SeederCompleted>()).Rows);
        Assert.Equal(200_000, await CountAsync("{}"));
    }

    [Fact]
    public async Task A_seeder_that_is_killed_in_the_middle_is_run_again_and_skips_what_is_there()
    {
        Seeders.With("001-people.json", People);
        await using (var process = RunningProcess.StartDotnet(
            Path.Combine(AppContext.BaseDirectory, "Lms.MigrationProcess.dll"), "seed", Documents.ConnectionString, Seeders.Path, "60", "engine=mongodb", "scale=200"))
        {
            while (await CountAsync("{}") < 4_000)
                await Task.Delay(5, Token);
            process.Kill();
            await process.ExitAsync(Token);
            Assert.DoesNotContain(nameof(SeederCompleted), process.Output, StringComparison.Ordinal);
        }

        // What the dead process had under way on the server may still end, or not.
        var rows = Assert.Single((await SeedAsync(200)).OfType<SeederCompleted>()).Rows;

        Assert.InRange(rows, 1, 196_000);
        Assert.Equal(200_000, await CountAsync("{}"));
    }

    private Task<long> CountAsync(string filter) => Documents.CountAsync("people", filter, Token);
}
