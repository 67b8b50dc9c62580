namespace Lms.Migrations.History;

/// <summary>The words that stand in the database and in JSON for our enumerations.</summary>
public static class HistoryTerms
{
    /// <summary>The word for a kind of event: <c>migrated</c>, <c>rolledBack</c>, <c>leaseTakenOver</c>, …</summary>
    public static string Term(HistoryEventKind kind) => kind switch
    {
        HistoryEventKind.Migrated => "migrated",
        HistoryEventKind.RolledBack => "rolledBack",
        HistoryEventKind.Started => "started",
        HistoryEventKind.Interrupted => "interrupted",
        HistoryEventKind.Baselined => "baselined",
        HistoryEventKind.Marked => "marked",
        HistoryEventKind.Repaired => "repaired",
        HistoryEventKind.LeaseTakenOver => "leaseTakenOver",
        HistoryEventKind.Seeded => "seeded",
        HistoryEventKind.Backfill => "backfill",
        HistoryEventKind.Hook => "hook",
        HistoryEventKind.Approved => "approved",
        HistoryEventKind.WindowOverridden => "windowOverridden",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>The word for an outcome: <c>succeeded</c>, <c>failed</c>, <c>cancelled</c>.</summary>
    public static string Term(HistoryOutcome outcome) => outcome switch
    {
        HistoryOutcome.Succeeded => "succeeded",
        HistoryOutcome.Failed => "failed",
        HistoryOutcome.Cancelled => "cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };

    internal static string Term(EntryStatus status) => status switch
    {
        EntryStatus.Applied => "applied",
        EntryStatus.Running => "running",
        EntryStatus.Failed => "failed",
        EntryStatus.RolledBack => "rolled_back",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    internal static EntryStatus ReadStatus(string term) => Read(Enum.GetValues<EntryStatus>(), Term, term);

    internal static HistoryEventKind ReadKind(string term) => Read(Enum.GetValues<HistoryEventKind>(), Term, term);

    internal static HistoryOutcome ReadOutcome(string term) => Read(Enum.GetValues<HistoryOutcome>(), Term, term);

    private static T Read<T>(T[] values, Func<T, string> name, string term)
    {
        foreach (var value in values)
        {
            if (name(value) == term)
                return value;
        }

        throw new FormatException($"'{term}' is not a {typeof(T).Name} that this version of the engine knows.");
    }
}
