using System.Globalization;
using Lms.Contracts.Backfills;
using Lms.Contracts.Text;

namespace Lms.Dashboard.Text;

/// <summary>Terms of the contract, and measures, as people read them.</summary>
internal static class Words
{
    /// <summary>Kinds of events in the order in which a filter offers them.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [
        "migrated", "rolledBack", "started", "interrupted", "backfill", "seeded", "baselined", "marked", "repaired", "leaseTakenOver", "hook", "approved",
        "windowOverridden",
    ];

    public static string OfKind(string kind) => kind switch
    {
        "migrated" => "applied",
        "rolledBack" => "rolled back",
        "leaseTakenOver" => "lease taken over",
        "windowOverridden" => "window overridden",
        _ => kind,
    };

    public static string OfEngine(string engine) => engine switch
    {
        "postgresql" => "PostgreSQL",
        "mongodb" => "MongoDB",
        _ => engine,
    };

    /// <summary><c>003-create-enrollments-table</c>; only the version where there is no name.</summary>
    public static string Migration(string? version, string? name) => (version, name) switch
    {
        (null, null) => "",
        (null, _) => name,
        (_, null or "") => version,
        _ => $"{version}-{name}",
    };

    public static string Duration(long? milliseconds) => HumanText.OfMilliseconds(milliseconds);

    /// <summary>How long something lasted, or lasts so far.</summary>
    public static string Between(DateTimeOffset from, DateTimeOffset to) => HumanText.Of(to > from ? to - from : TimeSpan.Zero);

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static bool IsUndo(BackfillDocument backfill) => backfill.State is "undoing" or "undone";

    /// <summary>How many of how many: what was walked past, or what was looked at again on the way back.</summary>
    public static (long Done, long Total) Progress(BackfillDocument backfill)
    {
        if (!IsUndo(backfill))
            return (backfill.Processed, backfill.Total);

        var done = backfill.Restored + backfill.Conflicts;
        return (done, Math.Max(done, backfill.Modified));
    }
}
