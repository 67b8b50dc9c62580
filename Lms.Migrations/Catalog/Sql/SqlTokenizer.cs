namespace Lms.Migrations.Catalog.Sql;

/// <summary>Cuts PostgreSQL text into tokens by the rules of the server's own scanner.</summary>
/// <remarks>Rules: "Lexical Structure" in PostgreSQL's manual, with <c>standard_conforming_strings</c> on, as it is by default.</remarks>
internal sealed class SqlTokenizer(string text)
{
    private int position;
    private int line = 1;
    private bool readEscapeString;
    private int escapeStringEndLine;

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
        if (kind is SqlTokenKind.Quoted or SqlTokenKind.BlockComment)
            line += text.AsSpan(start, position - start).Count('\n');
        if (kind != SqlTokenKind.LineComment)
            escapeStringEndLine = readEscapeString ? line : 0;

        readEscapeString = false;
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
            '\'' => ReadQuoted('\'', ContinuesEscapeString, "string"),
            '"' => ReadQuoted('"', escapes: false, "quoted identifier"),
            '$' => ReadDollar(),
            ';' => ReadOne(SqlTokenKind.Semicolon),
            '\\' => ReadOne(SqlTokenKind.Backslash),
            '.' when Next == '.' => ReadTo(position + 2, SqlTokenKind.Symbol),
            _ when SqlCharacters.IsDigit(current) || (current == '.' && SqlCharacters.IsDigit(Next)) =>
                ReadTo(SqlNumber.EndOf(text, position), SqlTokenKind.Word),
            _ when SqlCharacters.IsWordStart(current) => ReadWordOrPrefixedString(),
            _ when SqlCharacters.IsOperator(current) => ReadTo(SqlOperator.EndOf(text, position), SqlTokenKind.Symbol),
            _ => ReadOne(SqlTokenKind.Symbol),
        };
    }

    private char Next => position + 1 < text.Length ? text[position + 1] : '\0';

    /// <summary>A string that begins on a later line than the one before it ended continues it, <c>E</c> and all:
    /// only white space and line comments may lie between.</summary>
    private bool ContinuesEscapeString => escapeStringEndLine > 0 && line > escapeStringEndLine;

    private void SkipWhiteSpace()
    {
        while (position < text.Length && SqlCharacters.IsWhiteSpace(text[position]))
        {
            if (text[position++] == '\n')
                line++;
        }
    }

    private SqlTokenKind ReadOne(SqlTokenKind kind) => ReadTo(position + 1, kind);

    private SqlTokenKind ReadTo(int end, SqlTokenKind kind)
    {
        position = end;
        return kind;
    }

    private SqlTokenKind ReadLineComment()
    {
        var end = text.IndexOf('\n', position);
        return ReadTo(end < 0 ? text.Length : end, SqlTokenKind.LineComment);
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

            return ReadTo(at + 1, SqlTokenKind.BlockComment);
        }

        return Unterminated("comment", "*/", SqlTokenKind.BlockComment);
    }

    private SqlTokenKind ReadQuoted(char quote, bool escapes, string what)
    {
        readEscapeString = escapes;
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
                    return ReadTo(at + 1, SqlTokenKind.Quoted);

                at++;
            }
        }

        return Unterminated(what, quote.ToString(), SqlTokenKind.Quoted);
    }

    private SqlTokenKind ReadDollar()
    {
        if (SqlCharacters.IsDigit(Next))
            return ReadParameter();

        var tagEnd = position + 1;
        while (tagEnd < text.Length && SqlCharacters.IsWordPart(text[tagEnd]) && text[tagEnd] != '$')
            tagEnd++;

        // A dollar that opens no quote is not SQL; the server will say so.
        if (tagEnd == text.Length || text[tagEnd] != '$')
            return ReadOne(SqlTokenKind.Symbol);

        var delimiter = text.AsSpan(position, tagEnd + 1 - position);
        var length = text.AsSpan(tagEnd + 1).IndexOf(delimiter, StringComparison.Ordinal);
        return length < 0
            ? Unterminated("dollar quote", delimiter.ToString(), SqlTokenKind.Quoted)
            : ReadTo(tagEnd + 1 + length + delimiter.Length, SqlTokenKind.Quoted);
    }

    private SqlTokenKind ReadParameter()
    {
        do
        {
            position++;
        }
        while (SqlCharacters.IsDigit(Next));
        return ReadOne(SqlTokenKind.Word);
    }

    private SqlTokenKind ReadWordOrPrefixedString()
    {
        var first = char.ToUpperInvariant(text[position]);
        if (Next == '\'' && (first is 'E' or 'B' or 'X' or 'N'))
            return ReadQuoted('\'', escapes: first == 'E', "string");

        var isUnicode = first == 'U' && Next == '&' && position + 2 < text.Length && (text[position + 2] is '\'' or '"');
        if (isUnicode)
            return ReadQuoted(text[position + 2], escapes: false, "string");

        while (position < text.Length && SqlCharacters.IsWordPart(text[position]))
            position++;
        return SqlTokenKind.Word;
    }

    private SqlTokenKind Unterminated(string what, string close, SqlTokenKind kind)
    {
        Fault = new LexicalFault(line, $"unterminated {what}: it begins here and no closing {close} follows");
        position = text.Length;
        return kind;
    }
}
