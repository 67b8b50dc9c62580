namespace Lms.Migrations.Tests.Catalog;

public sealed class MigrationFormatTests : CatalogTest
{
    [Fact]
    public async Task A_whole_migration_is_read_with_every_line()
    {
        var migration = await ReadAsync("""
            -- Create the users table.
            -- Second line.

            -- migrate:up lock_timeout:2s
            CREATE TABLE users (
                email text
            );
            -- why
            CREATE TABLE roles ();

            -- migrate:verify
            SELECT 1 FROM users WHERE email IS NULL;
            SELECT 2 WHERE false

            -- migrate:down
            DROP TABLE roles;
            DROP TABLE users;
            """);

        Assert.Equal("1-only", migration.Id);
        Assert.Equal("Create the users table. Second line.", migration.Description);
        Assert.Equal([5, 9], migration.Up.Statements.Select(statement => statement.Line));
        Assert.Equal("CREATE TABLE users (\n    email text\n)", migration.Up.Statements[0].Text);
        Assert.Equal([12, 13], migration.Verify.Select(statement => statement.Line));
        Assert.Equal([16, 17], migration.Down!.Statements.Select(statement => statement.Line));
        Assert.Matches("^[0-9a-f]{64}$", migration.Checksum);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("\n\n", null)]
    [InlineData("--\n-- \n", null)]
    [InlineData("/* Block. */\n", null)]
    [InlineData("\n--Close.\n", "Close.")]
    [InlineData("-- One\n--   two.\n", "One two.")]
    [InlineData("-- First.\n--\n-- Second.\n", "First. Second.")]
    [InlineData("-- First.\n\n-- Another paragraph.\n", "First.")]
    [InlineData("---- Ruled. ----\n", "Ruled. ----")]
    public async Task The_first_paragraph_of_comment_is_the_description(string head, string? description) =>
        Assert.Equal(description, (await ReadAsync(head + "-- migrate:up\nSELECT 1;\n")).Description);

    [Fact]
    public async Task Without_a_down_section_a_migration_cannot_be_undone() =>
        Assert.Null((await ReadAsync("-- migrate:up\nSELECT 1;\n")).Down);

    [Fact]
    public async Task An_empty_down_section_undoes_nothing_on_purpose() =>
        Assert.Empty((await ReadAsync("-- migrate:up\nSELECT 1;\n-- migrate:down\n-- nothing to undo\n")).Down!.Statements);

    [Fact]
    public async Task Without_a_verify_section_nothing_is_verified() =>
        Assert.Empty((await ReadAsync("-- migrate:up\nSELECT 1;\n")).Verify);

    [Theory]
    [InlineData("-- migrate:up\n", "1: the up section is empty; it needs at least one statement")]
    [InlineData("\n-- migrate:up\n-- a\n;;\n-- migrate:down\nSELECT 1;", "2: the up section is empty; it needs at least one statement")]
    [InlineData("-- migrate:up\nSELECT 1;\n-- migrate:verify\n-- later\n", "3: the verify section is empty; it needs at least one query, or must be left out")]
    [InlineData("", "1: no '-- migrate:up' section; a migration needs one, or a '-- migrate:backfill' section")]
    [InlineData("-- only a comment\n", "1: no '-- migrate:up' section; a migration needs one, or a '-- migrate:backfill' section")]
    [InlineData("-- migrate:down\nSELECT 1;\n", "1: no '-- migrate:up' section; a migration needs one, or a '-- migrate:backfill' section")]
    [InlineData("\nSELECT 1;\n", "2: a statement before the first marker; it belongs below '-- migrate:up'")]
    [InlineData("-- a\n;\n-- migrate:up\nSELECT 1;\n", "2: a statement before the first marker; it belongs below '-- migrate:up'")]
    [InlineData("-- migrate:up\nSELECT 1;\n\nSELECT 'open;\n-- migrate:down\n", "4: unterminated string: it begins here and no closing ' follows")]
    [InlineData("-- migrate:up\n$$ open\n", "2: unterminated dollar quote: it begins here and no closing $$ follows")]
    [InlineData("/* open\n-- migrate:up\nSELECT 1;\n", "1: unterminated comment: it begins here and no closing */ follows")]
    [InlineData("-- migrate:up transaction:false\nBEGIN;\nSELECT 'open;\nCOMMIT;", "3: unterminated string: it begins here and no closing ' follows")]
    [InlineData("-- migrate:up transaction:false\nSELECT 1;\nBEGIN;\n-- migrate:down\nSELECT 1;", "3: this transaction is begun and not ended in the same section")]
    public async Task One_mistake_is_one_fault(string content, string fault) => Assert.Equal([fault], await FaultsAsync(content));

    [Fact]
    public async Task Each_mistake_of_a_file_is_a_fault_in_order_of_line() =>
        Assert.Collection(
            await FaultsAsync("SELECT 0;\n-- migrate:up colour:red\nCOMMIT;\nVACUUM;\n-- migrate:verify\n-- migrate:down window:no\n\\d\nSELECT $x$ open"),
            fault => Assert.StartsWith("1: a statement before", fault),
            fault => Assert.StartsWith("2: unknown option 'colour'", fault),
            fault => Assert.StartsWith("3: transaction control", fault),
            fault => Assert.StartsWith("4: VACUUM", fault),
            fault => Assert.StartsWith("6: window:no", fault),
            fault => Assert.StartsWith("7: a backslash", fault),
            fault => Assert.StartsWith("8: unterminated dollar quote", fault));
}
