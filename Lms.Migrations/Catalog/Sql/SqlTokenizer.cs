using System.Buffers;

namespace Lms.Migrations.Catalog.Sql;

/// <summary>Cuts PostgreSQL text into tokens by the rules of the server's own scanner.</summary>
/// <remarks>Rules: "Lexical Structure" in PostgreSQL's manual, with <c>standard_conforming_strings</c> on, as it is by default.</remarks>
internal sealed class SqlTokenizer(string text)
{
    private static readonly SearchValues<char> OperatorCharacters = SearchValues.Create("+-*/<>=~!@#%^&|`?");

    private int position;
    private int line = 1;

    /// <summary>Set when <see cref="TryRead"/> ended before the end of the text.</summary>
    public LexicalFault? Fault { get; private set; }

    /// <summary>Reads the next token; false at the end of the text or at a fault.</summary>
    public bool TryRead(out SqlToken token)
    {
        SkipWhiteSpace();
        token = default;
        if (position >= text.Length || Fault is not null)
            return false;

        var start = position;
        var startLine = line;
        var kind = ReadToken();
        CountLines(start, position);
        token = new SqlToken(kind, start, position, startLine);
        return Fault is null;
    }

    private SqlTokenKind ReadToken()
    {
        var current = text[position];
        return current switch
        {
            '-' when Next == '-' => ReadLineComment(),
            '/' when Next == '*' => ReadBlockComment(),
            '\'' => ReadQuoted('\'', escapes: false, "string"),
            '"' => ReadQuoted('"', escapes: false, "quoted identifier"),
            '$' => ReadDollar(),
            ';' => ReadOne(SqlTokenKind.Semicolon),
            '\\' => ReadOne(SqlTokenKind.Backslash),
            _ when char.IsAsciiDigit(current) || (current == '.' && char.IsAsciiDigit(Next)) => ReadNumber(),
            _ when IsWordStart(current) => ReadWordOrPrefixedString(),
            _ when OperatorCharacters.Contains(current) => ReadOperator(),
            _ => ReadOne(SqlTokenKind.Symbol),
        };
    }

    private char Next => position + 1 < text.Length ? text[position + 1] : '\0';

    private void SkipWhiteSpace()
    {
        while (position < text.Length && char.IsWhiteSpace(text[position]))
        {
            if (text[position++] == '\n')
                line++;
        }
    }

    private SqlTokenKind ReadOne(SqlTokenKind kind)
    {
        position++;
        return kind;
    }

    private SqlTokenKind ReadLineComment()
    {
        var end = text.IndexOf('\n', position);
        position = end < 0 ? text.Length : end;
        return SqlTokenKind.LineComment;
    }

    private SqlTokenKind ReadBlockComment()
    {
        var depth = 0;
        for (var at = position; at + 1 < text.Length; at++)
        {
            var opens = text[at] == '/' && text[at + 1] == '*';
            var closes = text[at] == '*' && text[at + 1] == '/';
            if (!opens && !closes)
                continue;

            depth += opens ? 1 : -1;
            at++;
            if (depth > 0)
                continue;

            position = at + 1;
            return SqlTokenKind.BlockComment;
        }

        return Unterminated("comment", "*/", SqlTokenKind.BlockComment);
    }

    private SqlTokenKind ReadQuoted(char quote, bool escapes, string what)
    {
        for (var at = text.IndexOf(quote, position) + 1; at < text.Length; at++)
        {
            if (escapes && text[at] == '\\')
            {
                at++;
            }
            else if (text[at] == quote)
            {
                var doubled = at + 1 < text.Length && text[at + 1] == quote;
                if (!doubled)
                {
                    position = at + 1;
                    return SqlTokenKind.Quoted;
                }

                at++;
            }
        }

        return Unterminated(what, quote.ToString(), SqlTokenKind.Quoted);
    }

    private SqlTokenKind ReadDollar()
    {
        var tagEnd = position + 1;
        while (tagEnd < text.Length && IsWordPart(text[tagEnd]) && text[tagEnd] != '$')
            tagEnd++;

        var isQuote = tagEnd < text.Length && text[tagEnd] == '$' && !char.IsAsciiDigit(Next);
        if (!isQuote)
        {
            // A parameter such as $1, or a stray dollar that the server will complain about.
            position = Math.Max(tagEnd, position + 1);
            return SqlTokenKind.Word;
        }

        var tag = text[position..(tagEnd + 1)];
        var close = text.IndexOf(tag, tagEnd + 1, StringComparison.Ordinal);
        if (close < 0)
            return Unterminated("dollar quote", tag, SqlTokenKind.Quoted);

        position = close + tag.Length;
        return SqlTokenKind.Quoted;
    }

    private SqlTokenKind ReadNumber()
    {
        while (position < text.Length && (IsWordPart(text[position]) || text[position] == '.' || IsExponentSign()))
            position++;
        return SqlTokenKind.Word;
    }

    private bool IsExponentSign() =>
        (text[position] is '+' or '-') && (text[position - 1] is 'e' or 'E') && char.IsAsciiDigit(Next);

    private SqlTokenKind ReadWordOrPrefixedString()
    {
        var first = char.ToUpperInvariant(text[position]);
        if (Next == '\'' && (first is 'E' or 'B' or 'X' or 'N'))
            return ReadQuoted('\'', escapes: first == 'E', "string");

        var isUnicode = first == 'U' && Next == '&' && position + 2 < text.Length && (text[position + 2] is '\'' or '"');
        if (isUnicode)
            return ReadQuoted(text[position + 2], escapes: false, "string");

        while (position < text.Length && IsWordPart(text[position]))
            position++;
        return SqlTokenKind.Word;
    }

    private SqlTokenKind ReadOperator()
    {
        do
        {
            position++;
        }
        while (position < text.Length && OperatorCharacters.Contains(text[position]) && !StartsComment());
        return SqlTokenKind.Symbol;
    }

    private bool StartsComment() => (text[position] == '-' && Next == '-') || (text[position] == '/' && Next == '*');

    private SqlTokenKind Unterminated(string what, string close, SqlTokenKind kind)
    {
        Fault = new LexicalFault(line, $"unterminated {what}: it begins here and no closing {close} follows");
        position = text.Length;
        return kind;
    }

    private void CountLines(int from, int to) => line += text.AsSpan(from, to - from).Count('\n');

    private static bool IsWordStart(char character) => char.IsAsciiLetter(character) || character is '_' or >= '\x80';

    private static bool IsWordPart(char character) => IsWordStart(character) || char.IsAsciiDigit(character) || character == '$';
}
