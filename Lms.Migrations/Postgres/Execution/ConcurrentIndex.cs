using Lms.Migrations.Catalog;
using Lms.Migrations.Catalog.Sql;

namespace Lms.Migrations.Postgres.Execution;

/// <summary>A statement <c>CREATE [UNIQUE] INDEX CONCURRENTLY [IF NOT EXISTS] name ON [ONLY] table …</c>, taken apart.</summary>
/// <param name="Statement">Where it stands.</param>
/// <param name="IsUnique">Whether it is a unique index.</param>
/// <param name="Name">As the server folds it; null when the server is to choose one.</param>
/// <param name="Table">As written, perhaps with schema and quotes.</param>
/// <param name="Definition">What follows the table: method, columns, options, predicate.</param>
internal sealed record ConcurrentIndex(Statement Statement, bool IsUnique, string? Name, string Table, string Definition)
{
    /// <summary>True for every statement with the keyword CONCURRENTLY: to create, drop or rebuild an index, to detach a partition.</summary>
    public static bool IsConcurrent(Statement statement) => Tokenize(statement.Text).Exists(token => token.Is(statement.Text, "CONCURRENTLY"));

    /// <summary>Takes the statement apart; null when it is another kind of statement.</summary>
    public static ConcurrentIndex? TryParse(Statement statement)
    {
        var words = Tokenize(statement.Text);
        var at = 0;
        bool Take(string word)
        {
            var isNext = at < words.Count && words[at].Is(statement.Text, word);
            at += isNext ? 1 : 0;
            return isNext;
        }

        if (!Take("CREATE"))
            return null;

        var unique = Take("UNIQUE");
        if (!Take("INDEX") || !Take("CONCURRENTLY"))
            return null;

        if (Take("IF") && !(Take("NOT") && Take("EXISTS")))
            return null;

        string? name = null;
        if (!Take("ON"))
        {
            if (at == words.Count)
                return null;

            name = Fold(words[at++].In(statement.Text).ToString());
            if (!Take("ON"))
                return null;
        }

        Take("ONLY");
        var tableStart = at;
        while (at < words.Count && !words[at].Is(statement.Text, "USING") && !words[at].In(statement.Text).StartsWith('('))
            at++;
        if (at == tableStart || at == words.Count)
            return null;

        return new ConcurrentIndex(
            statement, unique, name,
            statement.Text[words[tableStart].Start..words[at - 1].End],
            statement.Text[words[at].Start..]);
    }

    private static List<SqlToken> Tokenize(string text)
    {
        var tokens = new List<SqlToken>();
        var tokenizer = new SqlTokenizer(text);
        while (tokenizer.TryRead(out var token))
        {
            if (!token.IsComment)
                tokens.Add(token);
        }

        return tokens;
    }

    private static string Fold(string identifier) => identifier.StartsWith('"')
        ? identifier[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal)
        : identifier.ToLowerInvariant();
}
