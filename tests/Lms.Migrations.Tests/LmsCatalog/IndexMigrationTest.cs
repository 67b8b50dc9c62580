using Lms.Migrations.Catalog;
using Lms.Migrations.Failures;
using Lms.Testing;
using Npgsql;

namespace Lms.Migrations.Tests.LmsCatalog;

/// <summary>What every migration that adds indexes must pass; a test class says which indexes.</summary>
public abstract class IndexMigrationTest(PostgresServer server, string migration, string table) : LmsMigrationTest(server, migration)
{
    /// <summary>Each index by name: <c>name [unique] method (columns) [WHERE …]</c>.</summary>
    protected abstract string[] Indexes { get; }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Up_builds_the_indexes_and_down_drops_them_and_no_row_changes(bool filled)
    {
        await PrepareAsync(filled);
        var (schema, contents) = (await SchemaAsync(), await ContentsAsync());

        await UpAsync();
        Assert.Equal(Indexes, await FoundAsync());
        Assert.Equal(contents, await ContentsAsync());

        await DownAsync();
        Assert.Equal(schema, await SchemaAsync());
        Assert.Equal(contents, await ContentsAsync());
    }

    [Fact]
    public async Task Indexes_that_are_there_already_are_kept()
    {
        await PrepareAsync(filled: true);
        foreach (var index in Indexes)
            await Database.ExecuteAsync(Creation(index), Token);
        var before = await StorageAsync();

        await UpAsync();

        Assert.Equal(Indexes, await FoundAsync());
        Assert.Equal(before, await StorageAsync());
    }

    [Fact]
    public async Task An_index_of_the_same_name_that_differs_stops_it_before_anything_is_built()
    {
        await PrepareAsync();
        var name = Name(Indexes[^1]);
        await Database.ExecuteAsync($"CREATE INDEX {name} ON {table} (created_at)", Token);

        var failure = await Assert.ThrowsAsync<StepFailedException>(UpAsync);

        Assert.Contains($"an index {name} exists already and is another one", failure.Message);
        Assert.Equal([$"{name} btree (created_at)"], await FoundAsync());
    }

    [Fact]
    public async Task Verification_finds_each_index_that_is_missing_or_invalid()
    {
        await PrepareAsync();
        await UpAsync();
        Assert.Empty(await VerifyAsync("SELECT 1"));

        foreach (var name in Indexes.Select(Name))
        {
            Assert.Contains(name, await VerifyAsync($"DROP INDEX {name}"));
            Assert.Contains(name, await VerifyAsync($"UPDATE pg_index SET indisvalid = false WHERE indexrelid = '{name}'::regclass"));
        }
    }

    /// <summary>Over rows with a duplicate it fails naming constraint, key and table; without it, a second run succeeds.</summary>
    protected async Task AssertStoppedByDuplicatesAsync(string duplicate, string constraint, string key, string correction)
    {
        await PrepareAsync(filled: true);
        await Database.ExecuteAsync(duplicate, Token);

        var failure = await Assert.ThrowsAsync<StepFailedException>(UpAsync);

        Assert.Equal(("23505", constraint, $"public.{table}"), (failure.SqlState, failure.Fault?.Constraint, failure.Fault?.Table));
        Assert.StartsWith($"Key ({key})=", failure.Fault?.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(await FoundAsync(), index => index.Contains("INVALID", StringComparison.Ordinal));

        await Database.ExecuteAsync(correction, Token);
        await UpAsync();
        Assert.Equal(Indexes, await FoundAsync());
    }

    /// <summary>What the migration's verification finds after such a change, which is undone.</summary>
    protected async Task<IReadOnlyList<string>> VerifyAsync(string change)
    {
        var catalog = await CatalogReader.ReadAsync(Repository.LmsCatalog, Token);
        var queries = catalog.Migrations.Single(candidate => candidate.Version == Version).Verify;
        var found = new List<string>();
        await using var connection = await Database.OpenAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        foreach (var sql in queries.Select(query => query.Text).Prepend(change))
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            await using var reader = await command.ExecuteReaderAsync(Token);
            while (sql != change && await reader.ReadAsync(Token))
                found.Add(reader.GetFieldValue<string>(0));
        }

        return found;
    }

    protected Task<IReadOnlyList<string>> FoundAsync() => TableDescription.IndexesAsync(Database, table, Token);

    // A rebuilt index has another identity.
    private Task<IReadOnlyList<string>> StorageAsync() => Database.RowsAsync(
        $"SELECT c.relname, c.oid, c.relfilenode FROM pg_index JOIN pg_class AS c ON c.oid = indexrelid WHERE indrelid = '{table}'::regclass ORDER BY 1",
        Token);

    private static string Name(string index) => index.Split(' ')[0];

    private string Creation(string index)
    {
        var unique = index.Contains(" unique ", StringComparison.Ordinal);
        var definition = index[Name(index).Length..].Replace(" unique ", " ", StringComparison.Ordinal);
        return $"CREATE {(unique ? "UNIQUE " : "")}INDEX {Name(index)} ON {table} USING{definition}";
    }
}
