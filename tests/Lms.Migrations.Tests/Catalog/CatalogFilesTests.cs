using System.Text;
using Lms.Migrations.Catalog;
using Lms.Migrations.Failures;

namespace Lms.Migrations.Tests.Catalog;

public sealed class CatalogFilesTests : CatalogTest
{
    private const string Content = "-- migrate:up\nSELECT 1;\n";

    [Fact]
    public async Task Files_are_ordered_by_version_as_a_number()
    {
        foreach (var name in new[] { "10-ten", "9_nine", "20260131093000_time-stamped", "001", "123456789012345678901234567890-huge", "0002-two_words-more" })
            Directory.Write(name + ".sql", Content);

        var catalog = await ReadAsync();

        Assert.Equal(
            ["001", "0002-two_words-more", "9-nine", "10-ten", "20260131093000-time-stamped", "123456789012345678901234567890-huge"],
            catalog.Migrations.Select(migration => migration.Id));
        Assert.Same(catalog.Migrations[2], catalog.Find(MigrationVersion.Parse("009")));
        Assert.Null(catalog.Find(MigrationVersion.Parse("11")));
    }

    [Fact]
    public async Task A_catalog_that_is_read_on_several_threads_keeps_its_order_and_all_its_faults()
    {
        for (var version = 650; version > 0; version--)
            Directory.Write($"{version}-change.sql", Content);

        Assert.Equal(Enumerable.Range(1, 650).Select(version => $"{version}-change"), (await ReadAsync()).Migrations.Select(migration => migration.Id));

        Directory.With("3-change.sql", "").With("300-change.sql", "").With("649-change.sql", "");
        Assert.Equal(
            ["3-change.sql:1", "300-change.sql:1", "649-change.sql:1"],
            (await FaultsAsync()).Select(fault => fault[..fault.IndexOf(": ", StringComparison.Ordinal)]));
    }

    [Fact]
    public async Task What_is_no_migration_is_left_alone()
    {
        Directory.With("1-one.sql", Content).With("README.md", "#").With(".hidden.sql", "'").With(".2-hidden.sql", "'")
            .With("2-two.sql.bak", "'").With("3-three.txt", "'").With("4-four.SQLX", "'");
        System.IO.Directory.CreateDirectory(Path.Combine(Directory.Path, "5-five.sql"));
        System.IO.Directory.CreateDirectory(Path.Combine(Directory.Path, "drafts"));
        Directory.Write(Path.Combine("drafts", "6-six.sql"), "'");

        Assert.Equal("1-one", Assert.Single((await ReadAsync()).Migrations).Id);
    }

    [Fact]
    public async Task An_empty_directory_is_an_empty_catalog() => Assert.Empty((await ReadAsync()).Migrations);

    [Fact]
    public async Task A_missing_directory_is_named()
    {
        var missing = Path.Combine(Directory.Path, "nowhere");

        var exception = await Assert.ThrowsAsync<RequestException>(() => CatalogReader.ReadAsync(missing, Token));

        Assert.Equal($"There is no catalog at '{missing}': no such directory.", exception.Message);
    }

    [Theory]
    [InlineData("create-users.sql")]
    [InlineData("v1-create-users.sql")]
    [InlineData("-1-create-users.sql")]
    [InlineData("1create-users.sql")]
    [InlineData("1.5-create-users.sql")]
    [InlineData("١-create-users.sql")]
    public async Task A_file_without_a_version_is_a_fault(string fileName)
    {
        Directory.Write(fileName, Content);
        Assert.Equal([$"{fileName}:1: the file name must begin with a version: 001-create-users-table.sql"], await FaultsAsync());
    }

    [Fact]
    public async Task A_version_may_stand_once_however_it_is_written()
    {
        Directory.With("001-a.sql", Content).With("1_b.sql", Content).With("01-c.sql", Content).With("2-d.sql", Content);

        Assert.Equal(
            [
                "01-c.sql:1: version 01 is also that of 001-a.sql; each version may stand once",
                "1_b.sql:1: version 1 is also that of 001-a.sql; each version may stand once",
            ],
            await FaultsAsync());
    }

    [Fact]
    public async Task Bytes_that_are_not_text_are_named_with_their_line()
    {
        byte[] latin = [.. "-- migrate:up\nSELECT 1;\n\nSELECT 'gr"u8, 0xFC, .. "n';\n"u8];
        byte[] zero = [.. "-- migrate:up\r\nSELECT "u8, 0, .. ";\n"u8];
        await File.WriteAllBytesAsync(Path.Combine(Directory.Path, "1-latin.sql"), latin, Token);
        await File.WriteAllBytesAsync(Path.Combine(Directory.Path, "2-zero.sql"), zero, Token);
        await File.WriteAllBytesAsync(Path.Combine(Directory.Path, "3-wide.sql"), Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("-- größe\n")).ToArray(), Token);

        Assert.Equal(
            [
                "1-latin.sql:4: not valid UTF-8; save the file as UTF-8",
                "2-zero.sql:2: a zero byte: this is not a text file",
                "3-wide.sql:1: a zero byte: this is not a text file",
            ],
            await FaultsAsync());
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_a_fault_like_any_other()
    {
        File.CreateSymbolicLink(Path.Combine(Directory.Path, "1-dangling.sql"), Path.Combine(Directory.Path, "gone"));
        Directory.Write("2-empty.sql", "");

        Assert.Collection(
            await FaultsAsync(),
            fault => Assert.StartsWith("1-dangling.sql:1: cannot be read: ", fault),
            fault => Assert.StartsWith("2-empty.sql:1: no '-- migrate:up' section", fault));
    }

    [Fact]
    public async Task Every_fault_of_every_file_is_reported_at_once_in_order()
    {
        Directory
            .With("3-c.sql", "-- migrate:up nonsense:1\nSELECT 'open")
            .With("1-a.sql", "-- migrate:up\n-- migrate:down\nCOMMIT;\n")
            .With("01-again.sql", "-- migrate:up\nVACUUM;\n")
            .With("2-b.sql", Content)
            .With("stray.sql", "'");

        Assert.Collection(
            await FaultsAsync(),
            fault => Assert.StartsWith("01-again.sql:2: VACUUM", fault),
            fault => Assert.StartsWith("1-a.sql:1: version 1 is also that of 01-again.sql", fault),
            fault => Assert.StartsWith("1-a.sql:1: the up section is empty", fault),
            fault => Assert.StartsWith("1-a.sql:3: transaction control", fault),
            fault => Assert.StartsWith("3-c.sql:1: unknown option 'nonsense'", fault),
            fault => Assert.StartsWith("3-c.sql:2: unterminated string", fault),
            fault => Assert.StartsWith("stray.sql:1: the file name must begin with a version", fault));
    }

    [Fact]
    public async Task Line_breaks_of_any_system_are_line_feeds_and_other_characters_stay()
    {
        var migration = await ReadAsync("-- migrate:up\r\nSELECT 'a\r\nb\u2028c\u0085d\fe\r\rf';\r");

        Assert.Equal("SELECT 'a\nb\u2028c\u0085d\fe\n\nf'", Assert.Single(migration.Up.Statements).Text);
    }

    [Fact]
    public async Task Reading_can_be_cancelled()
    {
        Directory.Write("1-a.sql", Content);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CatalogReader.ReadAsync(Directory.Path, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task A_catalog_of_one_engine_holds_no_migrations_of_the_other()
    {
        Directory.With("1-one.sql", Content).With("2-two.json", "{ faulty").With("settings.json", "{ faulty");

        Assert.Equal(
            ["2-two.json:1: a .json file in a catalog of a PostgreSQL database; its migrations are .sql files"],
            await FaultsAsync(DatabaseEngine.PostgreSql));
        Assert.Equal(
            [
                "1-one.sql:1: a .sql file in a catalog of a MongoDB database; its migrations are .json files",
                "2-two.json:1:3: not valid JSON: 'f' is an invalid start of a property name. Expected a '\"'",
                "settings.json:1: the file name must begin with a version: 001-create-user-indexes.json",
            ],
            await FaultsAsync(DatabaseEngine.MongoDb));
        Assert.Contains(
            "2-two.json:1: a .json file in a catalog that begins with 1-one.sql; its migrations are .sql files",
            await FaultsAsync());
    }

    [Fact]
    public async Task A_version_may_stand_once_in_both_formats()
    {
        Directory.With("1-one.sql", Content).With("01-one.json", "{}");

        Assert.Contains("1-one.sql:1: version 1 is also that of 01-one.json; each version may stand once", await FaultsAsync(DatabaseEngine.PostgreSql));
    }

    [Theory]
    [InlineData("1-one.json", "{ \"up\": [{ \"drop\": \"a\" }] }", DatabaseEngine.MongoDb)]
    [InlineData("1-one.sql", Content, DatabaseEngine.PostgreSql)]
    public async Task A_catalog_says_which_engine_it_is_for(string file, string content, DatabaseEngine engine)
    {
        Directory.Write(file, content);

        Assert.Equal(engine, (await ReadAsync()).Engine);
        Assert.Equal(engine, (await CatalogReader.ReadAsync(Directory.Path, engine, Token)).Engine);
    }
}
