namespace Lms.Migrations.Catalog.Sql;

/// <summary>One statement as its tokens, comments left out.</summary>
internal sealed record TokenizedStatement(string Source, SqlToken[] Tokens)
{
    public int Line => Tokens[0].Line;

    public string Text => Source[Tokens[0].Start..Tokens[^1].End];

    public int Length => Tokens[^1].End - Tokens[0].Start;

    public ReadOnlySpan<char> this[int index] => Tokens[index].In(Source);

    /// <summary>True when the statement begins with these words, whatever their case.</summary>
    public bool StartsWith(params ReadOnlySpan<string> words) => Tokens.Length >= words.Length && StandAt(0, words);

    /// <summary>True when these words stand in it one after the other, whatever their case.</summary>
    public bool Contains(params ReadOnlySpan<string> words)
    {
        for (var i = 0; i + words.Length <= Tokens.Length; i++)
        {
            if (StandAt(i, words))
                return true;
        }

        return false;
    }

    private bool StandAt(int index, ReadOnlySpan<string> words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (!Tokens[index + i].Is(Source, words[i]))
                return false;
        }

        return true;
    }
}

/// <summary>Gathers tokens into statements. A semicolon ends one, unless it stands between parentheses
/// (<c>CREATE RULE … DO (a; b)</c>) or in the body of an SQL-standard function (<c>BEGIN ATOMIC a; b; END</c>).</summary>
internal sealed class StatementSplitter(string source)
{
    private readonly List<TokenizedStatement> statements = [];
    private readonly List<SqlToken> current = [];
    private int parentheses;
    private int bodyDepth;

    public void Add(SqlToken token)
    {
        if (token.IsComment)
            return;

        if (token.Kind == SqlTokenKind.Semicolon && parentheses == 0 && bodyDepth == 0)
        {
            EndStatement();
            return;
        }

        current.Add(token);
        if (token.Kind == SqlTokenKind.Symbol)
            TrackParentheses(token);
        else if (token.Kind == SqlTokenKind.Word && parentheses == 0)
            TrackBody(token);
    }

    /// <summary>Cuts a whole text into statements, as far as it can be read.</summary>
    /// <param name="source">The text.</param>
    /// <param name="fault">Why it could not be read to its end; null when it could.</param>
    public static IReadOnlyList<TokenizedStatement> Split(string source, out LexicalFault? fault)
    {
        var splitter = new StatementSplitter(source);
        var tokenizer = new SqlTokenizer(source);
        while (tokenizer.TryRead(out var token))
            splitter.Add(token);
        fault = tokenizer.Fault;
        return splitter.Finish();
    }

    /// <summary>Ends the section: the last statement needs no semicolon.</summary>
    public IReadOnlyList<TokenizedStatement> Finish()
    {
        EndStatement();
        return statements;
    }

    private void EndStatement()
    {
        if (current.Count > 0)
            statements.Add(new TokenizedStatement(source, [.. current]));
        current.Clear();
        parentheses = 0;
        bodyDepth = 0;
    }

    private void TrackParentheses(SqlToken token)
    {
        if (token.End - token.Start != 1)
            return;

        parentheses += source[token.Start] switch { '(' => 1, ')' when parentheses > 0 => -1, _ => 0 };
    }

    private void TrackBody(SqlToken token)
    {
        if (bodyDepth == 0)
        {
            if (token.Is(source, "ATOMIC") && current.Count > 1 && current[^2].Is(source, "BEGIN") && CreatesRoutine())
                bodyDepth = 1;
        }
        else if (!IsLabel())
        {
            bodyDepth += token.Is(source, "CASE") ? 1 : token.Is(source, "END") ? -1 : 0;
        }
    }

    /// <summary>A reserved word names a column after <c>AS</c> or a point.</summary>
    private bool IsLabel() => current[^2].Is(source, "AS") || current[^2].In(source) is ".";

    private bool CreatesRoutine()
    {
        var statement = new TokenizedStatement(source, [.. current]);
        return statement.StartsWith("CREATE", "FUNCTION") || statement.StartsWith("CREATE", "OR", "REPLACE", "FUNCTION")
            || statement.StartsWith("CREATE", "PROCEDURE") || statement.StartsWith("CREATE", "OR", "REPLACE", "PROCEDURE");
    }
}
