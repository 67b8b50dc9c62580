using System.Runtime.InteropServices;

namespace Lms.Migrations.Catalog.Sql;

internal enum SqlTokenKind
{
    /// <summary>A keyword, an identifier or a number.</summary>
    Word,

    /// <summary>A string, quoted identifier or dollar quote, delimiters and prefix included.</summary>
    Quoted,

    /// <summary>A <c>--</c> comment, without its line break.</summary>
    LineComment,

    /// <summary>A <c>/* */</c> comment; they nest.</summary>
    BlockComment,

    /// <summary>A run of operator characters, or one punctuation character.</summary>
    Symbol,

    /// <summary><c>;</c></summary>
    Semicolon,

    /// <summary>A backslash outside quotes: not SQL, but how psql's own commands begin.</summary>
    Backslash,
}

/// <summary>One token of SQL text; white space lies between tokens.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Offset of its first character.</param>
/// <param name="End">Offset after its last character.</param>
/// <param name="Line">1-based line of its first character.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SqlToken(SqlTokenKind Kind, int Start, int End, int Line)
{
    public bool IsComment => Kind is SqlTokenKind.LineComment or SqlTokenKind.BlockComment;

    public ReadOnlySpan<char> In(string text) => text.AsSpan(Start, End - Start);

    public bool Is(string text, string word) =>
        Kind == SqlTokenKind.Word && End - Start == word.Length && In(text).Equals(word, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Text that no tokenizer can make sense of; everything after it is lost.</summary>
internal sealed record LexicalFault(int Line, string Message);
