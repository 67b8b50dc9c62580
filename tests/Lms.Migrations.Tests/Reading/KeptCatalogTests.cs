using Lms.Migrations.Catalog;
using Lms.Migrations.Failures;
using Lms.Migrations.Reading;
using Lms.Testing;

namespace Lms.Migrations.Tests.Reading;

/// <summary>A look through what was kept shows the files as they are.</summary>
public sealed class KeptCatalogTests : IAsyncDisposable
{
    private static readonly DateTime LongAgo = new(2026, 1, 31, 9, 30, 0, DateTimeKind.Utc);
    private readonly CatalogDirectory catalog = new();
    private readonly ReadingCache cache = new();

    public async ValueTask DisposeAsync()
    {
        catalog.Dispose();
        await cache.DisposeAsync();
    }

    [Fact]
    public async Task A_file_that_is_as_it_was_is_not_read_again()
    {
        Write("001-a.sql", "CREATE TABLE a ();", LongAgo);

        var first = Assert.Single((await LookAsync()).Migrations);

        Assert.Same(first, Assert.Single((await LookAsync()).Migrations));
    }

    [Fact]
    public async Task Whatever_is_written_added_or_removed_shows_at_the_next_look()
    {
        Write("001-a.sql", "CREATE TABLE a ();", LongAgo);
        Write("002-b.sql", "CREATE TABLE b ();", LongAgo);
        await LookAsync();

        Write("001-a.sql", "CREATE TABLE a (id bigint);", LongAgo);
        Write("002-b.sql", "CREATE TABLE x ();", LongAgo.AddTicks(10));
        Write("003-c.sql", "CREATE TABLE c ();", LongAgo);
        Assert.Equal(["CREATE TABLE a (id bigint)", "CREATE TABLE x ()", "CREATE TABLE c ()"], await StatementsAsync());

        File.Delete(Path.Combine(catalog.Path, "001-a.sql"));
        Assert.Equal(["CREATE TABLE x ()", "CREATE TABLE c ()"], await StatementsAsync());
    }

    [Fact]
    public async Task A_file_written_a_moment_ago_is_read_again_for_a_second_change_would_have_the_same_date()
    {
        var now = DateTime.UtcNow;
        Write("001-a.sql", "CREATE TABLE a ();", now);
        await LookAsync();

        Write("001-a.sql", "CREATE TABLE x ();", now);

        Assert.Equal(["CREATE TABLE x ()"], await StatementsAsync());
    }

    [Fact]
    public async Task A_fault_is_told_at_each_look_until_it_is_mended()
    {
        Write("001-a.sql", "CREATE TABLE a ();", LongAgo);
        catalog.Write("002-b.sql", "nothing");
        File.SetLastWriteTimeUtc(Path.Combine(catalog.Path, "002-b.sql"), LongAgo);
        for (var look = 0; look < 2; look++)
            Assert.EndsWith("002-b.sql", Assert.Single((await Assert.ThrowsAsync<CatalogException>(LookAsync)).Faults).File, StringComparison.Ordinal);

        Write("002-b.sql", "CREATE TABLE b ();", LongAgo);

        Assert.Equal(["CREATE TABLE a ()", "CREATE TABLE b ()"], await StatementsAsync());
    }

    private async Task<IEnumerable<string>> StatementsAsync() =>
        (await LookAsync()).Migrations.SelectMany(migration => migration.Up.Statements).Select(statement => statement.Text.TrimEnd(';', '\n'));

    private Task<MigrationCatalog> LookAsync() =>
        CatalogReader.ReadAsync(catalog.Path, DatabaseEngine.PostgreSql, cache, TestContext.Current.CancellationToken);

    private void Write(string file, string statement, DateTime changedAt)
    {
        catalog.Write(file, $"-- migrate:up\n{statement}\n");
        File.SetLastWriteTimeUtc(Path.Combine(catalog.Path, file), changedAt);
    }
}
