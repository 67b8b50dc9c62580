using Lms.Migrations.Backfills;
using Lms.Migrations.Catalog;
using Lms.Migrations.Planning;
using Lms.Testing;

namespace Lms.Migrations.Tests.Catalog.Json;

public sealed class JsonFormatTests : JsonCatalogTest
{
    [Fact]
    public async Task A_whole_migration_is_read_with_every_line()
    {
        var migration = await ReadJsonAsync("""
            // Who may read this.
            {
              "description": "Index users, and give them a balance.",
              "up": [
                { "createIndexes": "users", /* one */ "indexes": [{ "key": { "b": 1, "a": -1 }, "name": "b_1_a_-1" }] },
                { "backfill": "users", "where": { "balance": { "$exists": false } }, "set": { "balance": { "$numberDecimal": "0.00" } },
                  "unset": ["old.balance"], "sum": "balance", "batch": 500 },
              ],
              "down": [
                { "undo": "users" },
                { "dropIndexes": "users", "index": "b_1_a_-1" },
              ],
              "before": [{ "none": { "count": "users", "query": { "balance": 1.50e2 } }, "message": "Too rich." }],
              "after": [
                { "none": { "find": "users", "filter": {} }, "message": "Found.", "on": "down" },
                { "none": { "aggregate": "users", "pipeline": [], "cursor": {} }, "message": "Grouped.", "on": "up" },
              ],
            }
            """);

        Assert.Equal("1-only", migration.Id);
        Assert.Equal("Index users, and give them a balance.", migration.Description);
        Assert.Matches("^[0-9a-f]{64}$", migration.Checksum);
        Assert.False(migration.Up.Options.Transaction);
        Assert.True(migration.Up.IsBatched);
        Assert.Empty(migration.Verify);

        Assert.Equal(
            new Statement("""{ "createIndexes": "users", "indexes": [{ "key": { "b": 1, "a": -1 }, "name": "b_1_a_-1" }] }""", 5),
            migration.Up.Statements[0]);
        var backfill = Assert.IsType<BackfillStatement>(migration.Up.Statements[1]);
        Assert.Equal(6, backfill.Line);
        Assert.StartsWith("""{ "backfill": "users", "where": { "balance": { "$exists": false } }, "set": {""", backfill.Text);
        Assert.Equal([new UndoStatement("""{ "undo": "users" }""", 10, 2), new Statement("""{ "dropIndexes": "users", "index": "b_1_a_-1" }""", 11)], migration.Down!.Statements);
        Assert.Equal(
            [
                new CheckStatement("""{ "count": "users", "query": { "balance": 1.50e2 } }""", 13, "Too rich.", CheckMoment.Before, Direction.Up),
                new CheckStatement("""{ "find": "users", "filter": {} }""", 15, "Found.", CheckMoment.After, Direction.Down),
                new CheckStatement("""{ "aggregate": "users", "pipeline": [], "cursor": {} }""", 16, "Grouped.", CheckMoment.After, Direction.Up),
            ],
            migration.Checks);
    }

    [Fact]
    public async Task A_backfill_says_what_it_changes_in_the_files_own_order()
    {
        var migration = await ReadJsonAsync("""
            { "up": [{
              "backfill": "users", "batch": 2000, "sum": "z.y",
              "where": { "z.y": { "$exists": false }, "a": 1.0 },
              "set": { "z.y": { "$toDecimal": "$a" }, "b": "$c", "n": null, "list": [1, "é\u00e9\n\"\\"] },
              "unset": ["old", "z.x"]
            }] }
            """);

        var backfill = Assert.IsType<DocumentBackfill>(Assert.IsType<BackfillStatement>(Assert.Single(migration.Up.Statements)).Backfill);
        Assert.Equal("users", backfill.Source);
        Assert.Equal("_id", backfill.Key);
        Assert.Equal("z.y", backfill.Sum);
        Assert.Equal(2000, backfill.BatchSize);
        Assert.Equal("""{ "z.y": { "$exists": false }, "a": 1.0 }""", backfill.Where);
        Assert.Equal(
            [new("z.y", """{ "$toDecimal": "$a" }"""), new("b", "\"$c\""), new("n", "null"), new("list", """[1, "éé\u000a\"\\"]""")],
            backfill.Set);
        Assert.Equal(["old", "z.x"], backfill.Unset);
        Assert.Equal(["z.y", "b", "n", "list", "old", "z.x"], backfill.Undo);
    }

    [Fact]
    public async Task What_a_backfill_leaves_out_has_its_default()
    {
        var migration = await ReadJsonAsync("""{ "up": [{ "backfill": "users", "set": { "a": 1 } }] }""");

        var backfill = Assert.IsType<DocumentBackfill>(Assert.IsType<BackfillStatement>(Assert.Single(migration.Up.Statements)).Backfill);
        Assert.Equal("{}", backfill.Where);
        Assert.Null(backfill.Sum);
        Assert.Null(backfill.BatchSize);
        Assert.Equal(["a"], backfill.Undo);
        Assert.Null(migration.Description);
        Assert.Empty(migration.Checks);
    }

    [Fact]
    public async Task Without_a_down_section_backfills_are_undone_from_their_journals_last_first()
    {
        var migration = await ReadJsonAsync("""
            { "up": [
              { "backfill": "users", "set": { "a": 1 } },
              { "backfill": "courses", "set": { "a": 1 } }
            ] }
            """);

        Assert.Equal([new UndoStatement("""{ "undo": "courses" }""", 3, 2), new UndoStatement("""{ "undo": "users" }""", 2, 1)], migration.Down!.Statements);
    }

    [Theory]
    [InlineData("""{ "drop": "users" }""")]
    [InlineData("""{ "backfill": "users", "set": { "a": 1 } }, { "drop": "users" }""")]
    [InlineData("""{ "backfill": "users", "where": { "a": null }, "set": { "a": 1 }, "undo": false }""")]
    public async Task Without_a_down_section_anything_else_cannot_be_undone(string steps) =>
        Assert.Null((await ReadJsonAsync($$"""{ "up": [{{steps}}] }""")).Down);

    [Fact]
    public async Task An_empty_down_section_deliberately_does_nothing() =>
        Assert.Empty((await ReadJsonAsync("""{ "up": [{ "drop": "users" }], "down": [] }""")).Down!.Statements);

    [Fact]
    public async Task Of_two_backfills_of_a_collection_one_is_undone_by_its_number()
    {
        var migration = await ReadJsonAsync("""
            { "up": [{ "backfill": "users", "set": { "a": 1 } }, { "drop": "x" }, { "backfill": "users", "set": { "b": 1 } }],
              "down": [{ "undo": "users", "step": 3 }, { "undo": "users", "step": 1 }] }
            """);

        Assert.Equal([3, 1], migration.Down!.Statements.Cast<UndoStatement>().Select(undo => undo.Of));
    }

    [Fact]
    public async Task The_withdrawal_migrations_are_read()
    {
        var catalog = await CatalogReader.ReadAsync(Path.Combine(Repository.Root, "migrations", "withdrawals"), DatabaseEngine.MongoDb, Token);

        Assert.Equal(
            ["add_withdrawal_fields_to_users", "create_withdrawal_indexes", "migrate_existing_user_balances"],
            catalog.Migrations.Select(migration => migration.Name));
        Assert.All(catalog.Migrations, migration => Assert.NotNull(migration.Down));
        Assert.Equal(DatabaseEngine.MongoDb, catalog.Engine);
    }
}
