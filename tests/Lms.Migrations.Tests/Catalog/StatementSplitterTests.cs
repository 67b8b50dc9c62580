namespace Lms.Migrations.Tests.Catalog;

public sealed class StatementSplitterTests
{
    [Theory]
    [InlineData("SELECT 1; SELECT 2;", "SELECT 1|SELECT 2")]
    [InlineData("SELECT 1", "SELECT 1")]
    [InlineData(";; SELECT 1 ;;", "SELECT 1")]
    [InlineData("-- only\n/* comments; here */", "")]
    [InlineData("", "")]
    [InlineData("/* before */ SELECT /* within */ 1 -- after\n; -- more", "SELECT /* within */ 1")]
    [InlineData("SELECT ';'; SELECT $$;$$; SELECT \";\" FROM t", "SELECT ';'|SELECT $$;$$|SELECT \";\" FROM t")]
    [InlineData("DO $do$ BEGIN PERFORM 1; END; $do$; SELECT 1", "DO $do$ BEGIN PERFORM 1; END; $do$|SELECT 1")]
    [InlineData("BEGIN; SELECT 1; END; SELECT 2", "BEGIN|SELECT 1|END|SELECT 2")]
    [InlineData("SELECT a--;\n-1; SELECT 2", "SELECT a--;\n-1|SELECT 2")]
    [InlineData("SELECT E'a'\n'\\';'; SELECT 2", "SELECT E'a'\n'\\';'|SELECT 2")]
    [InlineData("PREPARE p AS SELECT $1; EXECUTE p(1)", "PREPARE p AS SELECT $1|EXECUTE p(1)")]
    public void A_semicolon_ends_a_statement(string text, string statements) =>
        Assert.Equal(statements.Split('|', StringSplitOptions.RemoveEmptyEntries), SqlSource.Statements(text));

    [Fact]
    public void A_rule_keeps_the_semicolons_between_its_parentheses()
    {
        const string rule = "CREATE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO u VALUES (1); DELETE FROM v;)";
        Assert.Equal([rule, "SELECT 1"], SqlSource.Statements($"{rule}; SELECT 1;"));
    }

    [Theory]
    [InlineData("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END")]
    [InlineData("create or replace function f() returns int language sql begin atomic select 1; end")]
    [InlineData("CREATE PROCEDURE p() BEGIN ATOMIC INSERT INTO t VALUES (1); END")]
    [InlineData("CREATE OR REPLACE PROCEDURE p() BEGIN /* a; */ ATOMIC DELETE FROM t; END")]
    [InlineData("CREATE FUNCTION f(a int) RETURNS int BEGIN ATOMIC SELECT CASE WHEN a > 0 THEN CASE a WHEN 1 THEN 1 END ELSE 0 END; SELECT 1; END")]
    [InlineData("CREATE FUNCTION f(a int) RETURNS int BEGIN ATOMIC SELECT (CASE WHEN a > 0 THEN 1 END); SELECT 1; END")]
    [InlineData("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT begin FROM t; SELECT t.end, t.case FROM t; SELECT 1 AS end; END")]
    [InlineData("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT \"end\" FROM t; SELECT 1; END")]
    [InlineData("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC END")]
    [InlineData("CREATE FUNCTION begin(\"end\" int) RETURNS int LANGUAGE sql AS 'SELECT 1;'")]
    [InlineData("CREATE TABLE t (begin int, atomic int)")]
    [InlineData("CREATE FUNCTION f() RETURNS int RETURN (SELECT max(begin) FROM t)")]
    public void A_routine_with_a_body_is_one_statement(string routine) =>
        Assert.Equal([routine, "SELECT 1"], SqlSource.Statements($"{routine}; SELECT 1;"));

    [Fact]
    public void A_statement_stands_in_the_line_of_its_first_word()
    {
        var statements = SqlSource.Split("\n-- a\n\nSELECT 1;\n/*\n*/ SELECT\n2;\n\nSELECT '\n'; SELECT 3");

        Assert.Equal([4, 6, 9, 10], statements.Select(statement => statement.Line));
    }
}
