using System.Text.RegularExpressions;

namespace Lms.Dashboard.Highlighting;

/// <summary>Tells keywords, literals and comments of SQL apart, for the eye: what it takes for what changes nothing.</summary>
internal static partial class SqlHighlighter
{
    private static readonly HashSet<string> Keywords = new(StringComparer.OrdinalIgnoreCase)
    {
        "add", "all", "alter", "always", "analyze", "and", "any", "as", "asc", "before", "begin", "between", "by", "cascade", "case", "check", "coalesce",
        "collate", "column", "comment", "commit", "concurrently", "conflict", "constraint", "create", "cross", "current_timestamp", "database", "declare",
        "default", "deferrable", "delete", "desc", "distinct", "do", "domain", "drop", "each", "else", "end", "enum", "execute", "exists", "extension",
        "false", "for", "foreign", "from", "function", "generated", "grant", "group", "having", "identity", "if", "in", "include", "index", "inner",
        "insert", "into", "is", "join", "key", "language", "lateral", "left", "like", "limit", "lock", "materialized", "not", "nothing", "null", "on", "only", "or",
        "order", "outer", "over", "partition", "perform", "policy", "primary", "procedure", "raise", "references", "rename", "replace", "restrict",
        "return", "returning", "returns", "revoke", "right", "row", "rows", "schema", "select", "sequence", "set", "stored", "table", "temporary", "then",
        "to", "trigger", "true", "truncate", "type", "union", "unique", "update", "using", "valid", "validate", "values", "view", "when", "where", "with",
        "bigint", "boolean", "bytea", "char", "date", "int", "integer", "interval", "json", "jsonb", "numeric", "serial", "smallint", "text", "time",
        "timestamp", "timestamptz", "uuid", "varchar",
    };

    public static IEnumerable<CodeToken> Split(string code)
    {
        foreach (Match match in Part().Matches(code))
            yield return new CodeToken(match.Value, KindOf(match));
    }

    private static string? KindOf(Match match) =>
        match.Groups["comment"].Success ? "c"
        : match.Groups["literal"].Success ? "s"
        : match.Groups["number"].Success ? "n"
        : match.Groups["word"].Success && Keywords.Contains(match.Value) ? "k"
        : null;

    // Bodies between dollars are code of their own and stay plain.
    [GeneratedRegex(@"(?<comment>--[^\n]*|/\*(?:[^*]|\*+[^*/])*\*+/)|(?<literal>'(?:[^']|'')*')|(?<quoted>""[^""]*"")|(?<number>\b\d+(?:\.\d+)?\b)|(?<word>[A-Za-z_]\w*)|\s+|.",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 200)]
    private static partial Regex Part();
}
