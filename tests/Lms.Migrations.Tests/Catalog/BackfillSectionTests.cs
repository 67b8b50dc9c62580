using Lms.Migrations.Backfills;
using Lms.Migrations.Catalog;

namespace Lms.Migrations.Tests.Catalog;

public sealed class BackfillSectionTests : CatalogTest
{
    private const string Statement = "UPDATE users SET balance = earnings / 2, status = 'new' WHERE balance = 0";

    [Fact]
    public async Task A_whole_backfill_is_read_with_every_line()
    {
        var migration = await ReadAsync("""
            -- Half of the earnings.
            -- migrate:backfill table:users key:id batch:2000 undo:balance,status sum:balance lock_timeout:1s window:required
            -- why
            UPDATE users -- all of them
            SET balance = earnings / 2, status = 'new'
            WHERE balance = 0 -- untouched
                AND earnings > 0;

            -- migrate:verify
            SELECT 1 WHERE false;
            """);

        Assert.Equal("Half of the earnings.", migration.Description);
        Assert.Equal(
            new SectionOptions { Transaction = false, LockTimeout = TimeSpan.FromSeconds(1), RequiresWindow = true }, migration.Up.Options);
        Assert.True(migration.Up.IsBatched);
        var statement = Assert.IsType<BackfillStatement>(Assert.Single(migration.Up.Statements));
        Assert.Equal(4, statement.Line);
        Assert.StartsWith("UPDATE users -- all of them", statement.Text);
        var backfill = Assert.IsType<SqlBackfill>(statement.Backfill);
        Assert.Equal(("users", "id", "users", "balance", 2000), (backfill.Source, backfill.Key, backfill.Alias, backfill.Sum, backfill.BatchSize));
        Assert.Equal(["balance", "status"], backfill.Undo);
        Assert.Equal("UPDATE users -- all of them\nSET balance = earnings / 2, status = 'new'", backfill.Update);
        Assert.Equal("balance = 0 -- untouched\n    AND earnings > 0", backfill.Predicate);

        Assert.Equal(10, Assert.Single(migration.Verify).Line);
        Assert.Equal(new UndoStatement("restore balance, status of users from the undo journal", 4, 1), Assert.Single(migration.Down!.Statements));
        Assert.False(migration.Down.Options.Transaction);
    }

    [Theory]
    [InlineData("")]
    [InlineData("undo:none")]
    public async Task Without_undo_a_backfill_is_undone_by_its_down_section_or_not_at_all(string undo)
    {
        Assert.Null((await ReadAsync($"-- migrate:backfill table:users key:id {undo}\n{Statement}")).Down);
        Assert.Equal(
            "UPDATE users SET balance = 0",
            Assert.Single((await ReadAsync($"-- migrate:backfill table:users key:id {undo}\n{Statement};\n-- migrate:down\nUPDATE users SET balance = 0;\n")).Down!.Statements).Text);
    }

    [Theory]
    [InlineData("users", "UPDATE users SET a = 1", "users", "UPDATE users SET a = 1", "true")]
    [InlineData("users", "update USERS set a = 1 where b", "USERS", "update USERS set a = 1", "b")]
    [InlineData("users", "UPDATE ONLY users SET a = 1 WHERE b", "users", "UPDATE ONLY users SET a = 1", "b")]
    [InlineData("users", "UPDATE users * SET a = 1 WHERE b", "users", "UPDATE users * SET a = 1", "b")]
    [InlineData("users", "UPDATE users u SET a = 1 WHERE u.b", "u", "UPDATE users u SET a = 1", "u.b")]
    [InlineData("users", "UPDATE \"users\" AS \"U\" SET a = 1 WHERE b", "\"U\"", "UPDATE \"users\" AS \"U\" SET a = 1", "b")]
    [InlineData("PUBLIC.users", "UPDATE public.Users SET a = 1 WHERE b", "Users", "UPDATE public.Users SET a = 1", "b")]
    [InlineData("\"My users\"", "UPDATE \"My users\" SET a = 1 WHERE b", "\"My users\"", "UPDATE \"My users\" SET a = 1", "b")]
    [InlineData("users", "UPDATE users SET a = e.x FROM earnings e WHERE e.id = users.id", "users", "UPDATE users SET a = e.x FROM earnings e", "e.id = users.id")]
    [InlineData("users", "UPDATE users SET a = b IS DISTINCT FROM c WHERE d IS DISTINCT FROM 1", "users", "UPDATE users SET a = b IS DISTINCT FROM c", "d IS DISTINCT FROM 1")]
    [InlineData("users", "UPDATE users SET a = (SELECT max(x) FROM y WHERE z) WHERE b IN (SELECT 1 WHERE true)", "users", "UPDATE users SET a = (SELECT max(x) FROM y WHERE z)", "b IN (SELECT 1 WHERE true)")]
    [InlineData("users", "UPDATE users SET (a, c) = (1, f(2, 3)), arr[1] = 5, comp.x = 'WHERE' WHERE b", "users", "UPDATE users SET (a, c) = (1, f(2, 3)), arr[1] = 5, comp.x = 'WHERE'", "b")]
    public async Task An_update_is_cut_at_its_condition(string table, string statement, string alias, string update, string predicate)
    {
        var backfill = Definition(await ReadAsync($"-- migrate:backfill table:{table} key:id undo:a\n{statement};\n"));

        Assert.Equal((table, alias, update, predicate), (backfill.Source, backfill.Alias, backfill.Update, backfill.Predicate));
    }

    [Fact]
    public async Task Every_assigned_column_may_be_journaled_whatever_its_form()
    {
        var backfill = Definition(await ReadAsync("""
            -- migrate:backfill table:t key:ID undo:a,"C, c",arr,COMP,b sum:"C, c"
            UPDATE t SET (a, "C, c") = (1, 2), arr[1] = 5, comp.x = 3, B = DEFAULT
            """));

        Assert.Equal(["a", "C, c", "arr", "comp", "b"], backfill.Undo);
        Assert.Equal(("id", "C, c"), (backfill.Key, backfill.Sum));
    }

    [Theory]
    [InlineData("key:id", "1: a backfill needs the option 'table': which table to change: table:users")]
    [InlineData("table:users", "1: a backfill needs the option 'key': the column that orders it, unique and never null: key:id")]
    [InlineData("table:a.b.c key:id", "1: table:a.b.c is no name of a table; write table:users or table:schema.users")]
    [InlineData("table: key:id", "1: table: is no name of a table; write table:users or table:schema.users")]
    [InlineData("table:users key:users.id", "1: key:users.id is no name of a column")]
    [InlineData("table:users key:5", "1: key:5 is no name of a column")]
    [InlineData("table:users key:id batch:0", "1: batch:0 is out of range; it must be a number of rows from 1 to 100000")]
    [InlineData("table:users key:id batch:100001", "1: batch:100001 is out of range; it must be a number of rows from 1 to 100000")]
    [InlineData("table:users key:id batch:many", "1: batch:many is out of range; it must be a number of rows from 1 to 100000")]
    [InlineData("table:users key:id undo:balance,", "1: undo: is no name of a column")]
    [InlineData("table:users key:id undo:balance,Balance", "1: undo names column Balance twice")]
    [InlineData("table:users key:id key:id", "1: option 'key' is given twice")]
    [InlineData("table:users key:id transaction:true", "1: option 'transaction' has no place here: a backfill commits batch by batch")]
    [InlineData("table:users key:id colour:red", "1: unknown option 'colour'; known are table, key, batch, undo, sum, lock_timeout, statement_timeout and window")]
    [InlineData("table:users key:status", "2: the statement assigns the key column status: it would meet again what it has just changed; order it by another key")]
    [InlineData("table:users key:id undo:earnings", "2: undo:earnings is none of the columns that the statement assigns (balance, status)")]
    [InlineData("table:users key:id sum:earnings", "2: sum:earnings is none of the columns that the statement assigns (balance, status)")]
    [InlineData("table:courses key:id", "2: the statement changes \"users\" and the marker says table:courses; write both alike, with or without the schema")]
    [InlineData("table:\"Users\" key:id", "2: the statement changes \"users\" and the marker says table:\"Users\"; write both alike, with or without the schema")]
    [InlineData("table:public.users key:id", "2: the statement changes \"users\" and the marker says table:public.users; write both alike, with or without the schema")]
    public async Task What_the_marker_says_must_fit_the_statement(string options, string fault) =>
        Assert.Equal([fault], await FaultsAsync($"-- migrate:backfill {options}\n{Statement};\n"));

    [Theory]
    [InlineData("", "1: the backfill section is empty; it needs one UPDATE")]
    [InlineData("UPDATE users SET a = 1;\nSELECT 1;", "3: a backfill section holds one UPDATE and nothing else; put this into a migration of its own")]
    [InlineData("\nDELETE FROM users;", "3: a backfill section holds one UPDATE and nothing else, and this is DELETE")]
    [InlineData("WITH x AS (SELECT 1)\nUPDATE users SET a = 1;", "2: WITH before UPDATE is not understood in a backfill; put its query into FROM or into the condition")]
    [InlineData("UPDATE users SET a = 1\nRETURNING id;", "3: RETURNING has no place in a backfill: nobody reads the rows")]
    [InlineData("UPDATE users SET a = 1 WHERE b\nRETURNING id;", "3: RETURNING has no place in a backfill: nobody reads the rows")]
    [InlineData("UPDATE users SET a = 1\nWHERE CURRENT OF c;", "3: WHERE CURRENT OF needs a cursor; a backfill has none")]
    [InlineData("UPDATE users SET a = 1\nWHERE;", "3: a condition must follow WHERE")]
    [InlineData("UPDATE users\nINTO a = 1;", "3: this UPDATE is not understood: UPDATE table [AS alias] SET … [FROM …] [WHERE …] is")]
    [InlineData("UPDATE;", "2: this UPDATE is not understood: UPDATE table [AS alias] SET … [FROM …] [WHERE …] is")]
    [InlineData("UPDATE users SET;", "2: the columns that this UPDATE assigns are not understood: SET column = …, (column, column) = … are")]
    [InlineData("UPDATE users SET\na = 1, WHERE b;", "3: the columns that this UPDATE assigns are not understood: SET column = …, (column, column) = … are")]
    [InlineData("UPDATE users SET (a, 5) = (1, 2);", "2: the columns that this UPDATE assigns are not understood: SET column = …, (column, column) = … are")]
    [InlineData("UPDATE users SET a = 'x;", "2: unterminated string: it begins here and no closing ' follows")]
    public async Task A_statement_that_cannot_be_cut_into_batches_is_a_fault(string statement, string fault) =>
        Assert.Equal([fault], await FaultsAsync($"-- migrate:backfill table:users key:id\n{statement}\n"));

    [Fact]
    public async Task A_backfill_and_a_schema_change_are_two_migrations()
    {
        const string fault = "a migration has an up section or a backfill section, not both; put the schema change into a migration of its own before this one";
        const string backfill = "-- migrate:backfill table:users key:id\nUPDATE users SET a = 1;\n";
        const string up = "-- migrate:up\nSELECT 1;\n";

        Assert.Equal([$"3: {fault}"], await FaultsAsync(up + backfill));
        Assert.Equal([$"3: {fault}"], await FaultsAsync(backfill + up));
    }

    [Fact]
    public async Task A_journal_and_a_down_section_exclude_each_other() =>
        Assert.Equal(
            ["3: undo is given, and so the journal undoes this backfill; leave the down section out, or write undo:none"],
            await FaultsAsync("-- migrate:backfill table:users key:id undo:a\nUPDATE users SET a = 1;\n-- migrate:down\nSELECT 1;\n"));

    [Fact]
    public async Task Sections_before_the_backfill_are_faults() =>
        Assert.Equal(
            ["1: the verify section must come after the backfill section"],
            await FaultsAsync("-- migrate:verify\nSELECT 1;\n-- migrate:backfill table:users key:id\nUPDATE users SET a = 1;\n"));

    [Fact]
    public async Task A_second_backfill_names_the_first() =>
        Assert.Equal(
            ["3: a second backfill section; the first is in line 1"],
            await FaultsAsync("-- migrate:backfill table:t key:id\nUPDATE t SET a = 1;\n-- migrate:backfill table:t key:id\nUPDATE t SET a = 1;\n"));

    [Theory]
    [InlineData("table:users key:id batch:5 undo:balance sum:balance", true)]
    [InlineData("sum:balance undo:BALANCE lock_timeout:1s key:\"id\" table:\"users\"", true)]
    [InlineData("table:users key:id undo:balance,status sum:balance", false)]
    [InlineData("table:users key:no undo:balance sum:balance", false)]
    [InlineData("table:users key:id undo:balance", false)]
    [InlineData("table:users key:id sum:balance", false)]
    public async Task The_checksum_is_that_of_the_rows_not_of_the_pace(string options, bool isSame)
    {
        var plain = (await ReadAsync($"-- migrate:backfill table:users key:id undo:balance sum:balance\n{Statement}")).Checksum;

        Assert.Equal(isSame, plain == (await ReadAsync($"-- Why.\n-- migrate:backfill {options}\n/* a */ {Statement} ;")).Checksum);
        Assert.NotEqual(plain, (await ReadAsync($"-- migrate:backfill {options}\n{Statement}0")).Checksum);
    }

    // Recorded in databases: a change of the format would make every applied backfill look modified.
    [Fact]
    public async Task The_checksum_of_a_known_backfill_stays_for_ever() =>
        Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(
                "backfill \"users\" key \"id\" undo ( \"balance\" ) sum \"balance\" \nUPDATE users SET balance = 1 \n"u8)),
            (await ReadAsync("-- migrate:backfill table:users key:id undo:balance sum:balance\nUPDATE users SET balance=1;\n")).Checksum);

    private static SqlBackfill Definition(Migration migration) =>
        Assert.IsType<SqlBackfill>(Assert.IsType<BackfillStatement>(Assert.Single(migration.Up.Statements)).Backfill);
}
