using Lms.Testing;

namespace Lms.Migrations.Tests.LmsCatalog;

/// <summary>What every migration that creates a table must pass; a test class says what its table looks like.</summary>
public abstract class TableMigrationTest(PostgresServer server, string migration, string table) : LmsMigrationTest(server, migration)
{
    /// <summary>Each column: name, type, collation, nullability, default.</summary>
    protected abstract string[] Columns { get; }

    /// <summary>Primary, unique and foreign keys.</summary>
    protected abstract string[] Keys { get; }

    /// <summary><c>constraint: assignments</c> that turn row 1 into one that this check refuses; at least one for each check.</summary>
    protected abstract string[] Refused { get; }

    [Fact]
    public async Task Up_creates_the_table_column_by_column()
    {
        await MigratedAsync(filled: false);

        Assert.Equal(Columns, await TableDescription.ColumnsAsync(Database, table, Token));
        Assert.Equal(Keys, await TableDescription.KeysAsync(Database, table, Token));
        Assert.Empty(await TableDescription.IndexesAsync(Database, table, Token));
    }

    [Fact]
    public async Task Every_check_refuses_the_rows_it_is_for()
    {
        await MigratedAsync(filled: true);
        string[] expected = [.. Refused.Select(line => line.Replace(": ", $": UPDATE {table} SET ", StringComparison.Ordinal) + " WHERE id = 1")];

        Assert.Equal(expected, await RefusalsAsync(expected.Select(StatementOf)));
        Assert.Equal(
            await TableDescription.ChecksAsync(Database, table, Token),
            Refused.Select(line => line.Split(':')[0]).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Down_removes_the_table_and_leaves_every_other_row(bool filled)
    {
        await PrepareAsync(filled);
        var (schema, contents) = (await SchemaAsync(), await ContentsAsync());
        await UpAsync();
        if (filled)
            await Database.ExecuteAsync(RelatedRows.Of(table), Token);

        await DownAsync();

        Assert.Equal(schema, await SchemaAsync());
        Assert.Equal(contents, await ContentsAsync());
        Assert.False(await TableExistsAsync(table));
    }

    /// <summary>Applies the migration, over rows in the tables before it, and puts rows into its own.</summary>
    protected async Task MigratedAsync(bool filled)
    {
        await PrepareAsync(filled);
        await UpAsync();
        if (filled)
            await Database.ExecuteAsync(RelatedRows.Of(table), Token);
    }
}
