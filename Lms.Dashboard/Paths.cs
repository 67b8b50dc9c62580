namespace Lms.Dashboard;

/// <summary>Where each page is.</summary>
internal static class Paths
{
    public const string Overview = "/";
    public const string Runs = "/runs";
    public const string History = "/history";
    public const string Windows = "/windows";
    public const string Tokens = "/tokens";
    public const string Audit = "/audit";

    /// <summary>What stands behind the question mark; what is null or empty is left out.</summary>
    public static QueryString Query(params ReadOnlySpan<(string Name, string? Value)> parts)
    {
        var query = QueryString.Empty;
        foreach (var (name, value) in parts)
        {
            if (!string.IsNullOrEmpty(value))
                query = query.Add(name, value);
        }

        return query;
    }

    public static string Database(string name) => $"/databases/{Uri.EscapeDataString(name)}";

    public static string Migration(string database, string version) => $"{Database(database)}/migrations/{Uri.EscapeDataString(version)}";

    public static string Plan(string database) => $"{Database(database)}/plan";

    /// <summary>The plan of a rollback down to a version, which stays.</summary>
    public static string RollbackTo(string database, string version) => $"{Plan(database)}?direction=down&to={Uri.EscapeDataString(version)}";

    /// <summary>The plan of a rollback of everything.</summary>
    public static string RollbackAll(string database) => $"{Plan(database)}?direction=down&all=true";

    public static string Backfills(string database) => $"{Database(database)}/backfills";

    public static string Backfill(string database, long id) => $"{Backfills(database)}/{id}";

    public static string Run(Guid id) => $"/runs/{id}";

    public static string RunsOf(string database) => $"{Runs}?database={Uri.EscapeDataString(database)}";

    public static string HistoryOf(string database) => $"{History}?database={Uri.EscapeDataString(database)}";

    public static string HistoryOf(string database, Guid run) => $"{HistoryOf(database)}&run={run}";

    public static string HistoryOf(string database, string version) => $"{HistoryOf(database)}&version={Uri.EscapeDataString(version)}";
}
