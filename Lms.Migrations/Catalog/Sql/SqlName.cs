using Lms.Migrations.Postgres;

namespace Lms.Migrations.Catalog.Sql;

/// <summary>A name as the server understands it: unquoted parts folded to lower case, quotes resolved.</summary>
/// <param name="Parts">Schema and table, or one part alone; at least one.</param>
internal sealed record SqlName(IReadOnlyList<string> Parts)
{
    /// <summary>The last part.</summary>
    public string Last => Parts[^1];

    /// <summary>Reads a text that is nothing but a name: <c>users</c>, <c>public."Users"</c>.</summary>
    public static SqlName? Parse(string text)
    {
        if (StatementSplitter.Split(text, out var fault) is not [var only] || fault is not null)
            return null;

        var next = 0;
        return TryRead(only, ref next) is { } name && next == only.Tokens.Length ? name : null;
    }

    /// <summary>Reads the name that begins at a token; null, and the position as it was, when none does.</summary>
    public static SqlName? TryRead(TokenizedStatement statement, ref int next)
    {
        var parts = new List<string>();
        var at = next;
        while (at < statement.Tokens.Length && Resolve(statement, at) is { } part)
        {
            parts.Add(part);
            next = ++at;
            if (at + 1 >= statement.Tokens.Length || statement[at] is not ".")
                break;
            at++;
        }

        return parts.Count > 0 ? new SqlName(parts) : null;
    }

    /// <summary>The same name, whatever its case and quotes.</summary>
    public bool Equals(SqlName? other) => other is not null && Parts.SequenceEqual(other.Parts, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Last);

    /// <summary>Each part in quotes.</summary>
    public override string ToString() => string.Join('.', Parts.Select(PostgresIdentifier.Quote));

    private static string? Resolve(TokenizedStatement statement, int at)
    {
        var text = statement[at];
        return statement.Tokens[at].Kind switch
        {
            SqlTokenKind.Word when SqlCharacters.IsWordStart(text[0]) => Fold(text),
            SqlTokenKind.Quoted when text[0] == '"' => text[1..^1].ToString().Replace("\"\"", "\"", StringComparison.Ordinal),
            _ => null,
        };
    }

    /// <summary>The server folds the letters of ASCII only, in every encoding of several bytes.</summary>
    private static string Fold(ReadOnlySpan<char> word) =>
        string.Create(word.Length, word, (folded, source) =>
        {
            for (var i = 0; i < source.Length; i++)
                folded[i] = char.IsAsciiLetterUpper(source[i]) ? (char)(source[i] | 0x20) : source[i];
        });
}
