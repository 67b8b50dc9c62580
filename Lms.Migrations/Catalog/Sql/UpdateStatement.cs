namespace Lms.Migrations.Catalog.Sql;

/// <summary>An <c>UPDATE</c>, taken apart as far as a backfill needs it.</summary>
/// <param name="Table">What it changes.</param>
/// <param name="Alias">What it calls that, as written.</param>
/// <param name="Assigned">The columns that it assigns, resolved, in its order.</param>
/// <param name="Update">Its text up to its WHERE.</param>
/// <param name="Predicate">Its text after WHERE; <c>true</c> when it has none.</param>
internal sealed record UpdateStatement(SqlName Table, string Alias, IReadOnlyList<string> Assigned, string Update, string Predicate);

/// <summary>Reads <c>UPDATE [ONLY] name [[AS] alias] SET … [FROM …] [WHERE …]</c>.</summary>
internal sealed class UpdateParser
{
    private readonly TokenizedStatement statement;
    private readonly int[] depths;
    private int next = 1;

    private UpdateParser(TokenizedStatement statement)
    {
        this.statement = statement;
        depths = Depths(statement);
    }

    /// <summary>Takes a statement apart; null with the reason when it is none that can be cut into batches.</summary>
    public static UpdateStatement? Parse(TokenizedStatement statement, out (int Line, string Message)? fault)
    {
        fault = FindRefusal(statement);
        return fault is null ? new UpdateParser(statement).Parse(out fault) : null;
    }

    private static (int Line, string Message)? FindRefusal(TokenizedStatement statement) => true switch
    {
        _ when statement.StartsWith("WITH") =>
            (statement.Line, "WITH before UPDATE is not understood in a backfill; put its query into FROM or into the condition"),
        _ when !statement.StartsWith("UPDATE") =>
            (statement.Line, $"a backfill section holds one UPDATE and nothing else, and this is {statement[0].ToString().ToUpperInvariant()}"),
        _ => null,
    };

    private UpdateStatement? Parse(out (int Line, string Message)? fault)
    {
        Skip("ONLY");
        var nameAt = next;
        var table = SqlName.TryRead(statement, ref next);
        var last = next - 1;
        if (table is null || !TryReadAlias(ref last) || !IsKeyword(next, "SET"))
        {
            fault = (LineAt(table is null ? nameAt : next), "this UPDATE is not understood: UPDATE table [AS alias] SET … [FROM …] [WHERE …] is");
            return null;
        }

        var set = next + 1;
        var where = FindClause(set, "WHERE");
        fault = FindFault(set, where);
        var assigned = ReadAssigned(set, EndOfAssignments(set, where));
        if (fault is null && assigned is null)
            fault = (LineAt(set), "the columns that this UPDATE assigns are not understood: SET column = …, (column, column) = … are");
        return fault is null
            ? new UpdateStatement(table, statement[last].ToString(), assigned!, Text(0, where), where + 1 < Count ? Text(where + 1, Count) : "true")
            : null;
    }

    private int Count => statement.Tokens.Length;

    /// <summary>Moves over <c>[*] [[AS] alias]</c>; <paramref name="last"/> then is the token that names the table.</summary>
    private bool TryReadAlias(ref int last)
    {
        if (next < Count && statement[next] is "*")
            next++;
        var explicitly = Skip("AS");
        if (next >= Count || (!explicitly && IsKeyword(next, "SET")))
            return !explicitly;

        last = next;
        return SqlName.TryRead(statement, ref next) is { Parts.Count: 1 };
    }

    private (int Line, string Message)? FindFault(int set, int where)
    {
        if (FindClause(set, "RETURNING") is var returning && returning < Count)
            return (LineAt(returning), "RETURNING has no place in a backfill: nobody reads the rows");
        if (where == Count - 1)
            return (LineAt(where), "a condition must follow WHERE");
        if (where + 1 < Count && IsKeyword(where + 1, "CURRENT") && IsKeyword(where + 2, "OF"))
            return (LineAt(where), "WHERE CURRENT OF needs a cursor; a backfill has none");
        return null;
    }

    private int EndOfAssignments(int set, int where)
    {
        var from = FindClause(set, "FROM");
        return Math.Min(from, where);
    }

    /// <summary>The columns between SET and the next clause; null when they are not understood.</summary>
    private List<string>? ReadAssigned(int begin, int end)
    {
        var columns = new List<string>();
        for (var at = begin; at <= end;)
        {
            var several = at < end && statement[at] is "(";
            if (several)
                at++;
            do
            {
                if (at >= end || SqlName.TryRead(statement, ref at) is not { } column)
                    return null;
                columns.Add(column.Parts[0]);
            }
            while (several && at < end && statement[at] is "," && at++ > 0);

            while (at < end && !(depths[at] == 0 && statement[at] is ","))
                at++;
            at++;
        }

        return columns;
    }

    /// <summary>Where a clause begins outside all parentheses; the number of tokens when it does not.</summary>
    private int FindClause(int from, string keyword)
    {
        for (var at = from; at < Count; at++)
        {
            // IS DISTINCT FROM compares.
            if (depths[at] == 0 && IsKeyword(at, keyword) && !IsKeyword(at - 1, "DISTINCT"))
                return at;
        }

        return Count;
    }

    /// <summary>A word after a point is a column, whatever it is called.</summary>
    private bool IsKeyword(int at, string word) =>
        at >= 0 && at < Count && statement.Tokens[at].Is(statement.Source, word) && !(at > 0 && statement[at - 1] is ".");

    private bool Skip(string word)
    {
        var stands = IsKeyword(next, word);
        if (stands)
            next++;
        return stands;
    }

    private int LineAt(int token) => statement.Tokens[Math.Min(token, Count - 1)].Line;

    private string Text(int begin, int end) => statement.Source[statement.Tokens[begin].Start..statement.Tokens[end - 1].End];

    /// <summary>How many parentheses and brackets are open at each token.</summary>
    private static int[] Depths(TokenizedStatement statement)
    {
        var open = new int[statement.Tokens.Length];
        var depth = 0;
        for (var at = 0; at < open.Length; at++)
        {
            if (statement[at] is ")" or "]")
                depth--;
            open[at] = depth;
            if (statement[at] is "(" or "[")
                depth++;
        }

        return open;
    }
}
