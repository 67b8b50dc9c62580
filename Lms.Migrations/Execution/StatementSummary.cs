using Lms.Migrations.Catalog;

namespace Lms.Migrations.Execution;

/// <summary>A statement in one short line, for people who watch.</summary>
internal static class StatementSummary
{
    private const int Longest = 100;

    public static string Of(Statement statement)
    {
        var line = string.Join(' ', statement.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= Longest ? line : string.Concat(line.AsSpan(0, Longest - 1), "…");
    }
}
