using Lms.Migrations.Catalog.Sql;

namespace Lms.Migrations.Tests.Catalog;

public sealed class StatementRulesTests
{
    [Theory]
    [InlineData("BEGIN")]
    [InlineData("begin isolation level serializable")]
    [InlineData("START TRANSACTION")]
    [InlineData("COMMIT")]
    [InlineData("END")]
    [InlineData("ABORT")]
    [InlineData("ROLLBACK")]
    [InlineData("PREPARE TRANSACTION 'x'")]
    [InlineData("/* hidden */ COMMIT /* here */ AND CHAIN")]
    public void Transaction_control_inside_a_transaction_is_a_fault(string statement)
    {
        var (line, message) = Assert.Single(Faults($"SELECT 1;\n{statement};", transaction: true));
        Assert.Equal(2, line);
        Assert.Contains("transaction control", message);
        Assert.Empty(Faults($"{statement};", transaction: false));
    }

    [Theory]
    [InlineData("CREATE INDEX CONCURRENTLY i ON t (a)", "CREATE INDEX CONCURRENTLY")]
    [InlineData("create unique index concurrently if not exists i on t (a)", "CREATE INDEX CONCURRENTLY")]
    [InlineData("DROP INDEX CONCURRENTLY IF EXISTS i", "DROP INDEX CONCURRENTLY")]
    [InlineData("REINDEX TABLE CONCURRENTLY t", "REINDEX CONCURRENTLY")]
    [InlineData("REINDEX (CONCURRENTLY, VERBOSE) TABLE t", "REINDEX CONCURRENTLY")]
    [InlineData("REINDEX DATABASE d", "REINDEX DATABASE and SYSTEM")]
    [InlineData("ALTER TABLE t DETACH PARTITION p CONCURRENTLY", "DETACH PARTITION CONCURRENTLY")]
    [InlineData("VACUUM (ANALYZE) t", "VACUUM")]
    [InlineData("ALTER SYSTEM SET work_mem = '1MB'", "ALTER SYSTEM")]
    [InlineData("CREATE DATABASE d", "CREATE and DROP DATABASE")]
    [InlineData("DROP TABLESPACE s", "CREATE and DROP TABLESPACE")]
    public void What_needs_no_transaction_says_which_option_to_give(string statement, string command)
    {
        var (_, message) = Assert.Single(Faults(statement, transaction: true));
        Assert.Equal($"{command} cannot run inside a transaction; add transaction:false to the marker", message);
        Assert.Empty(Faults(statement, transaction: false));
    }

    [Theory]
    [InlineData("SAVEPOINT a")]
    [InlineData("ROLLBACK TO SAVEPOINT a")]
    [InlineData("ROLLBACK WORK TO a")]
    [InlineData("RELEASE a")]
    [InlineData("SELECT 'COMMIT'")]
    [InlineData("CREATE INDEX i ON t (a)")]
    [InlineData("CREATE TABLE \"CONCURRENTLY\" (a int)")]
    [InlineData("REFRESH MATERIALIZED VIEW CONCURRENTLY v")]
    [InlineData("PREPARE p AS SELECT 1")]
    [InlineData("COMMENT ON TABLE t IS 'VACUUM'")]
    [InlineData("DO $$ BEGIN PERFORM 1; END $$")]
    [InlineData("COPY t FROM '/tmp/rows'")]
    public void What_may_run_in_a_transaction_is_let_through(string statement) =>
        Assert.Empty(Faults(statement, transaction: true));

    [Theory]
    [InlineData("COPY t FROM STDIN", "FROM STDIN")]
    [InlineData("copy t (a, b) from stdin with (format csv)", "FROM STDIN")]
    [InlineData("COPY t TO STDOUT", "TO STDOUT")]
    [InlineData("\\d users", "backslash")]
    [InlineData("SELECT 1 \\gset", "backslash")]
    [InlineData("\\connect other", "backslash")]
    public void What_only_psql_understands_is_a_fault_in_any_section(string statement, string reason)
    {
        Assert.Contains(reason, Assert.Single(Faults(statement, transaction: true)).Message);
        Assert.Contains(reason, Assert.Single(Faults(statement, transaction: false)).Message);
    }

    [Theory]
    [InlineData("BEGIN; SELECT 1;", 1)]
    [InlineData("BEGIN; COMMIT;\nSTART TRANSACTION; SELECT 1;", 2)]
    [InlineData("BEGIN; SELECT 1; COMMIT;", null)]
    [InlineData("BEGIN; SELECT 1; ROLLBACK TO a; END;", null)]
    [InlineData("BEGIN;\nSELECT 1; ROLLBACK TO a;", 1)]
    public void A_transaction_that_is_begun_must_end(string text, int? line) =>
        Assert.Equal(line, StatementRules.FindOpenTransaction(SqlSource.Split(text))?.Line);

    private static List<(int Line, string Message)> Faults(string text, bool transaction) =>
        [.. StatementRules.Check(SqlSource.Split(text), transaction)];
}
