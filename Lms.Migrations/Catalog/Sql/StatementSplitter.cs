namespace Lms.Migrations.Catalog.Sql;

/// <summary>One statement as its tokens, comments left out.</summary>
internal sealed record TokenizedStatement(string Source, IReadOnlyList<SqlToken> Tokens)
{
    public int Line => Tokens[0].Line;

    public string Text => Source[Tokens[0].Start..Tokens[^1].End];

    public ReadOnlySpan<char> this[int index] => Tokens[index].In(Source);

    /// <summary>True when the statement begins with these words, whatever their case.</summary>
    public bool StartsWith(params ReadOnlySpan<string> words)
    {
        if (Tokens.Count < words.Length)
            return false;

        for (var i = 0; i < words.Length; i++)
        {
            if (!Tokens[i].Is(Source, words[i]))
                return false;
        }

        return true;
    }

    public bool Contains(string word) => Tokens.Any(token => token.Is(Source, word));
}

/// <summary>Gathers tokens into statements. A semicolon ends one, unless it stands between parentheses
/// (<c>CREATE RULE … DO (a; b)</c>) or in the body of an SQL-standard function (<c>BEGIN ATOMIC a; b; END</c>).</summary>
internal sealed class StatementSplitter(string source)
{
    private readonly List<TokenizedStatement> statements = [];
    private List<SqlToken> current = [];
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

    /// <summary>Ends the section: the last statement needs no semicolon.</summary>
    public IReadOnlyList<TokenizedStatement> Finish()
    {
        EndStatement();
        return statements;
    }

    private void EndStatement()
    {
        if (current.Count > 0)
            statements.Add(new TokenizedStatement(source, current));
        current = [];
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
        if (bodyDepth == 0 && !(token.Is(source, "BEGIN") && CreatesRoutine()))
            return;

        if (token.Is(source, "BEGIN") || token.Is(source, "CASE"))
            bodyDepth++;
        else if (token.Is(source, "END"))
            bodyDepth--;
    }

    private bool CreatesRoutine()
    {
        var statement = new TokenizedStatement(source, current);
        string[] routines = ["FUNCTION", "PROCEDURE"];
        return routines.Any(routine =>
            statement.StartsWith("CREATE", routine) || statement.StartsWith("CREATE", "OR", "REPLACE", routine));
    }
}
