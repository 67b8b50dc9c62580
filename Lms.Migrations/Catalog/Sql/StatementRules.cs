namespace Lms.Migrations.Catalog.Sql;

/// <summary>What a section must not hold, found before any server sees it.</summary>
internal static class StatementRules
{
    public static IEnumerable<(int Line, string Message)> Check(IReadOnlyList<TokenizedStatement> statements, bool transaction)
    {
        foreach (var statement in statements)
        {
            if (FindFault(statement, transaction) is { } fault)
                yield return (statement.Line, fault);
        }
    }

    /// <summary>The last statement that begins a transaction which no statement after it ends; null when there is none.</summary>
    public static TokenizedStatement? FindOpenTransaction(IReadOnlyList<TokenizedStatement> statements)
    {
        TokenizedStatement? open = null;
        foreach (var statement in statements)
        {
            if (BeginsTransaction(statement))
                open = statement;
            else if (EndsTransaction(statement))
                open = null;
        }

        return open;
    }

    private static string? FindFault(TokenizedStatement statement, bool transaction)
    {
        if (Array.Exists(statement.Tokens, token => token.Kind == SqlTokenKind.Backslash))
            return "a backslash outside quotes: psql's own commands are not SQL and are not understood here";

        if (statement.StartsWith("COPY") && statement.Contains("FROM", "STDIN"))
            return "COPY … FROM STDIN needs a client that feeds it; write INSERT, or load the rows with a seeder";

        if (statement.StartsWith("COPY") && statement.Contains("TO", "STDOUT"))
            return "COPY … TO STDOUT needs a client that reads it; a migration has none";

        if (!transaction)
            return null;

        if (ControlsTransaction(statement))
            return "transaction control inside a transactional section: it would commit half a migration; remove it or add transaction:false to the marker";

        return NeedsNoTransaction(statement) is { } command
            ? $"{command} cannot run inside a transaction; add transaction:false to the marker"
            : null;
    }

    private static bool ControlsTransaction(TokenizedStatement statement) =>
        BeginsTransaction(statement) || EndsTransaction(statement) || statement.StartsWith("PREPARE", "TRANSACTION");

    private static bool BeginsTransaction(TokenizedStatement statement) =>
        statement.StartsWith("BEGIN") || statement.StartsWith("START", "TRANSACTION");

    private static bool EndsTransaction(TokenizedStatement statement) =>
        statement.StartsWith("COMMIT") || statement.StartsWith("END") || statement.StartsWith("ABORT")
        || (statement.StartsWith("ROLLBACK") && !statement.Contains("TO"));

    private static string? NeedsNoTransaction(TokenizedStatement statement)
    {
        var concurrently = statement.Contains("CONCURRENTLY");
        return statement switch
        {
            _ when concurrently && (statement.StartsWith("CREATE", "INDEX") || statement.StartsWith("CREATE", "UNIQUE", "INDEX"))
                => "CREATE INDEX CONCURRENTLY",
            _ when concurrently && statement.StartsWith("DROP", "INDEX") => "DROP INDEX CONCURRENTLY",
            _ when concurrently && statement.StartsWith("REINDEX") => "REINDEX CONCURRENTLY",
            _ when statement.StartsWith("REINDEX", "DATABASE") || statement.StartsWith("REINDEX", "SYSTEM") => "REINDEX DATABASE and SYSTEM",
            _ when concurrently && statement.StartsWith("ALTER", "TABLE") && statement.Contains("DETACH") => "DETACH PARTITION CONCURRENTLY",
            _ when statement.StartsWith("VACUUM") => "VACUUM",
            _ when statement.StartsWith("ALTER", "SYSTEM") => "ALTER SYSTEM",
            _ when statement.StartsWith("CREATE", "DATABASE") || statement.StartsWith("DROP", "DATABASE") => "CREATE and DROP DATABASE",
            _ when statement.StartsWith("CREATE", "TABLESPACE") || statement.StartsWith("DROP", "TABLESPACE") => "CREATE and DROP TABLESPACE",
            _ => null,
        };
    }
}
