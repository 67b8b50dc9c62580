using Lms.Migrations.Catalog;
using Lms.Migrations.Planning;
using Lms.Migrations.Tests.Engine;
using Lms.Testing;

namespace Lms.Migrations.Tests.Catalog;

/// <summary>A catalog as people write it for dbmate runs unchanged.</summary>
public sealed class DbmateCatalogTests(PostgresServer server) : EngineTest(server)
{
    private static readonly (string File, string Content)[] Files =
    [
        ("20240101090000_create_accounts.sql", "-- migrate:up\ncreate table accounts (\n  id bigserial primary key,\n  name text not null\n);\n\n-- migrate:down\ndrop table accounts;\n"),
        ("20240101090100_no_space_after_dashes.sql", "--migrate:up\ninsert into accounts (name) values ('first');\n--migrate:down\ndelete from accounts where name = 'first';\n"),
        ("20240102000000_trailing_blanks.sql", "-- migrate:up   \nalter table accounts add column note text default 'a;b';\n-- migrate:down\t\nalter table accounts drop column note;\n"),
        ("20240103000000_windows.sql", "-- migrate:up\r\ncreate view account_names as\r\n  select name from accounts;\r\n\r\n-- migrate:down\r\ndrop view account_names;\r\n"),
        ("20240104000000_concurrently.sql", "-- migrate:up transaction:false\ncreate index concurrently accounts_name on accounts (name);\n\n-- migrate:down transaction:false\ndrop index concurrently accounts_name;\n"),
        ("20240105000000_empty_down.sql", "-- migrate:up\nupdate accounts set note = 'none' where note is null;\n\n-- migrate:down\n\n"),
        ("20240106000000_no_down.sql", "-- migrate:up\ncomment on table accounts is 'who -- migrate:down owes what';\n"),
        ("20240107000000_function.sql", "-- migrate:up\ncreate function touch() returns trigger as $$\nbegin\n  new.note := 'touched; ' || coalesce(new.note, '');\n  return new;\nend;\n$$ language plpgsql;\ncreate trigger touch before update on accounts for each row execute function touch();\n\n-- migrate:down\ndrop trigger touch on accounts;\ndrop function touch;\n"),
        ("20240108000000_commented.sql", "-- Adds what accounts owe.\n/* twice a month; see the handbook */\n-- migrate:up\n-- cents\nalter table accounts add column owes int not null default 0; -- for now\n/* later: check */\n-- migrate:down\nalter table accounts drop column owes"),
        ("20240109000000_explicit_transaction.sql", "-- migrate:up transaction:false\nbegin;\ninsert into accounts (name) values ('second');\ncommit;\nvacuum accounts;\n-- migrate:down\ndelete from accounts where name = 'second';\n"),
        ("20240110000000_several.sql", "-- migrate:up\ncreate type mood as enum ('fine', 'so; so');\nalter table accounts add column mood mood;\n\n\n-- migrate:down\nalter table accounts drop column mood;\ndrop type mood;\n"),
        ("20240111000000-dashes-too.sql", "-- migrate:up transaction:true\ncreate schema if not exists archive;\n-- migrate:down transaction:true\ndrop schema archive;\n"),
    ];

    private void WriteAll()
    {
        foreach (var (file, content) in Files)
            Catalog.With(file, content);
    }

    [Fact]
    public async Task It_is_read_as_dbmate_reads_it()
    {
        WriteAll();

        var migrations = (await CatalogReader.ReadAsync(Catalog.Path, Token)).Migrations;

        Assert.Equal(Files.Length, migrations.Count);
        Assert.Equal([1, 1, 1, 1, 1, 1, 1, 2, 1, 4, 2, 1], migrations.Select(migration => migration.Up.Statements.Count));
        Assert.Equal([1, 1, 1, 1, 1, 0, null, 2, 1, 1, 2, 1], migrations.Select(migration => migration.Down?.Statements.Count));
        Assert.Equal(
            ["20240104000000", "20240109000000"],
            migrations.Where(migration => !migration.Up.Options.Transaction).Select(migration => migration.Version.ToString()));
        Assert.Equal("dashes-too", migrations[^1].Name);
    }

    [Fact]
    public async Task It_is_applied_and_undone()
    {
        WriteAll();

        var result = await MigrateAsync();

        Assert.Equal(Files.Length, result.Steps.Count);
        Assert.All(await StatesAsync(), state => Assert.Equal(MigrationState.Applied, state));
        Assert.Equal(["first|a;b|0", "second|a;b|0"], await Database.RowsAsync("SELECT name, note, owes FROM accounts ORDER BY id", Token));
        Assert.Equal(
            "who -- migrate:down owes what",
            await Database.ScalarAsync<string>("SELECT obj_description('accounts'::regclass)", Token));

        await CollectAsync(Runner().RollbackAsync(new RollbackRequest.DownTo(MigrationVersion.Parse("20240106000000")), Token));
        Assert.Equal(["first"], await Database.RowsAsync("SELECT name FROM accounts", Token));
        Assert.False(await Database.ScalarAsync<bool>("SELECT to_regproc('touch') IS NOT NULL", Token));
    }
}
