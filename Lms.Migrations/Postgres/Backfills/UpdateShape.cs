using Lms.Migrations.Catalog.Sql;

namespace Lms.Migrations.Postgres.Backfills;

/// <summary>What must be known of an UPDATE statement beyond its definition.</summary>
internal static class UpdateShape
{
    /// <summary>Whether the statement joins other tables by a FROM of its own.</summary>
    /// <param name="update">The statement up to its WHERE.</param>
    public static bool JoinsOthers(string update)
    {
        var depth = 0;
        var followsDistinct = false;
        var tokenizer = new SqlTokenizer(update);
        while (tokenizer.TryRead(out var token))
        {
            if (token.IsComment)
                continue;

            // IS DISTINCT FROM is an operator, and what stands in parentheses belongs to an expression.
            if (depth == 0 && !followsDistinct && token.Is(update, "FROM"))
                return true;

            depth += token.In(update) switch { "(" => 1, ")" => -1, _ => 0 };
            followsDistinct = token.Is(update, "DISTINCT");
        }

        return false;
    }
}
