using Lms.Migrations.Catalog.Sql;

namespace Lms.Migrations.Tests.Catalog;

/// <summary>SQL text as the catalog reads it.</summary>
internal static class SqlSource
{
    public static IReadOnlyList<SqlToken> Tokens(string text)
    {
        var tokens = new List<SqlToken>();
        var tokenizer = new SqlTokenizer(text);
        while (tokenizer.TryRead(out var token))
            tokens.Add(token);

        return tokenizer.Fault is null ? tokens : throw new FormatException(tokenizer.Fault.ToString());
    }

    /// <summary>Each token's text, comments included.</summary>
    public static IReadOnlyList<string> Words(string text) => [.. Tokens(text).Select(token => token.In(text).ToString())];

    public static IReadOnlyList<TokenizedStatement> Split(string text)
    {
        var splitter = new StatementSplitter(text);
        foreach (var token in Tokens(text))
            splitter.Add(token);
        return splitter.Finish();
    }

    public static IReadOnlyList<string> Statements(string text) => [.. Split(text).Select(statement => statement.Text)];

    public static string Checksum(string text) => StatementChecksum.Of(Split(text));

    public static LexicalFault? Fault(string text)
    {
        var tokenizer = new SqlTokenizer(text);
        while (tokenizer.TryRead(out _))
        {
        }

        return tokenizer.Fault;
    }
}
