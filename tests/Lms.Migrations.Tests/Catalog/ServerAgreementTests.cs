using Lms.Migrations.Tests.Engine;
using Lms.Testing;
using Npgsql;

namespace Lms.Migrations.Tests.Catalog;

/// <summary>Where the splitter ends a statement is where the server's own parser ends it.</summary>
public sealed class ServerAgreementTests(PostgresServer server)
{
    private const string Prelude = "CREATE TABLE result (n int GENERATED ALWAYS AS IDENTITY, value text); CREATE TABLE t (a int, b text, \"end\" int);";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Texts =>
    [
        "INSERT INTO result (value) VALUES ('it''s; one'); INSERT INTO result (value) VALUES (E'it\\'s; two'), (E'\\\\'); INSERT INTO result (value) VALUES ('\\');",
        "INSERT INTO result (value) VALUES (E'a'\n  'b\\'c;'\n -- on it goes\n'\\'d'); INSERT INTO result (value) VALUES ('a'\n'b;\\')",
        "INSERT INTO result (value) VALUES ($$ ; $a$ ' $$), ($a$ $$;$$ $b$ $a$), ($größe_1$;$größe$;$größe_1$); DELETE FROM t;",
        "INSERT INTO result (value) SELECT 1/* ; /* nested ; */ ' */+--; a comment '\n1; ;; INSERT INTO result (value) SELECT 5*-1+ @ -5; -- no more",
        "CREATE TABLE \"a \"\";\"\" b\" (\"x;y\" int); INSERT INTO \"a \"\";\"\" b\" VALUES (1); INSERT INTO result (value) SELECT U&\"x\\003By\" FROM \"a \"\";\"\" b\"",
        "INSERT INTO result (value) SELECT B'01' || X'F' ; INSERT INTO result (value) SELECT N'n;' || U&'\\0061;' || u&'!0062;' UESCAPE '!'",
        "INSERT INTO result (value) VALUES (1.5e-3), (1e+3), (.5), (1.), (-1); SELECT (ARRAY[1,2,3])[1:2]; INSERT INTO result (value) SELECT 2^ -1",
        "CREATE RULE r AS ON DELETE TO t DO INSTEAD (INSERT INTO result (value) VALUES ('a;'); INSERT INTO result (value) SELECT 2;); DELETE FROM t; INSERT INTO t VALUES (1); DELETE FROM t",
        "CREATE FUNCTION f(a int) RETURNS text LANGUAGE plpgsql AS $f$ BEGIN IF a > 0 THEN RETURN ';'; END IF; RETURN $q$;$q$; END; $f$; INSERT INTO result (value) SELECT f(1) || f(0)",
        "CREATE FUNCTION f(a int) RETURNS text BEGIN ATOMIC SELECT CASE WHEN a > 0 THEN CASE a WHEN 1 THEN 'one' END ELSE 'none' END; SELECT 'last;'; END; INSERT INTO result (value) SELECT f(1)",
        "CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN /* ; */ ATOMIC SELECT t.end FROM t; SELECT 1 AS end; SELECT (CASE 1 WHEN 1 THEN 2 END); END; INSERT INTO result (value) SELECT f()",
        "CREATE PROCEDURE p(begin int) BEGIN ATOMIC INSERT INTO t (a) VALUES (begin); INSERT INTO result (value) SELECT p.begin; END; CALL p(7); CALL p(8)",
        "CREATE FUNCTION begin(atomic int) RETURNS int LANGUAGE sql AS 'SELECT 1; SELECT atomic;'; INSERT INTO result (value) SELECT begin(3)",
        "CREATE TABLE größe (\"case\" int, begin int); INSERT INTO größe SELECT 1, 2; INSERT INTO result (value) SELECT \"case\" + begin FROM größe",
        "PREPARE q AS INSERT INTO result (value) SELECT $1||$2; EXECUTE q('a', ';'); EXECUTE q(';', 'b'); DEALLOCATE q",
        "DO $$ BEGIN INSERT INTO result (value) VALUES ('x;'); END $$; DO LANGUAGE plpgsql 'BEGIN INSERT INTO result (value) VALUES (''y;''); END'",
        "CREATE VIEW v AS SELECT a AS \"b;c\", '--' AS d, a/-1 AS e FROM t; INSERT INTO t SELECT 4; INSERT INTO result (value) SELECT v::text FROM v",
    ];

    [Theory, MemberData(nameof(Texts))]
    public async Task Split_or_whole_a_text_does_the_same(string text)
    {
        var whole = await ResultAsync(text, SendWholeAsync);
        var split = await ResultAsync(text, SendSplitAsync);

        Assert.Equal(whole, split);
        Assert.Contains(whole, line => line.StartsWith("value ", StringComparison.Ordinal) || text.Contains("SELECT f() ", StringComparison.Ordinal));
    }

    private async Task<IReadOnlyList<string>> ResultAsync(string text, Func<NpgsqlConnection, string, Task> send)
    {
        var database = await server.CreateDatabaseAsync(Token);
        await database.ExecuteAsync(Prelude, Token);
        await using (var connection = await database.OpenAsync(Token))
            await send(connection, text);

        return
        [
            .. await database.RowsAsync("SELECT 'value ' || n || ' ' || coalesce(value, 'NULL') FROM result ORDER BY n", Token),
            .. await database.RowsAsync("SELECT pg_get_ruledef(oid) FROM pg_rewrite WHERE ev_class = 't'::regclass", Token),
            .. await database.RowsAsync(SchemaSnapshot.Sql, Token),
        ];
    }

    /// <summary>Lets the server's parser take the whole text apart.</summary>
    private static async Task SendWholeAsync(NpgsqlConnection connection, string text)
    {
        await using var set = new NpgsqlCommand("SELECT set_config('test.text', $1, false)", connection) { Parameters = { new() { Value = text } } };
        await set.ExecuteNonQueryAsync(Token);
        await using var execute = new NpgsqlCommand("DO $$ BEGIN EXECUTE current_setting('test.text'); END $$", connection);
        await execute.ExecuteNonQueryAsync(Token);
    }

    /// <summary>Sends each statement on its own, in the protocol that refuses two at once.</summary>
    private static async Task SendSplitAsync(NpgsqlConnection connection, string text)
    {
        foreach (var statement in SqlSource.Statements(text))
        {
            await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new(statement) } };
            await batch.ExecuteNonQueryAsync(Token);
        }
    }
}
