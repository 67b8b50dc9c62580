using Lms.Migrations.Catalog;
using Lms.Migrations.Planning;

namespace Lms.Migrations.History;

/// <summary>Something that is not as it should be between catalog and database.</summary>
/// <param name="Version">The migration concerned.</param>
/// <param name="Name">Its name.</param>
/// <param name="State">Failed, modified or missing.</param>
/// <param name="Explanation">What happened.</param>
/// <param name="Remedy">What a repair does about it, or what the operator must do.</param>
/// <param name="IsRepairable">Whether a repair can put it right.</param>
public sealed record RepairFinding(
    MigrationVersion Version, string Name, MigrationState State, string Explanation, string Remedy, bool IsRepairable);

/// <summary>Finds and explains what is not as it should be.</summary>
internal static class RepairFindings
{
    public static IReadOnlyList<RepairFinding> Compose(MigrationCatalog catalog, IReadOnlyList<HistoryEntry> entries)
    {
        var running = entries.Where(entry => entry.Status == EntryStatus.Running).Select(Interrupted);
        var found = StatusReport.Compose(catalog, entries).Select(Explain).OfType<RepairFinding>();
        return [.. found.Concat(running).OrderBy(finding => finding.Version)];
    }

    /// <summary>The change of history that a repairable finding asks for.</summary>
    public static HistoryChange Remedy(MigrationCatalog catalog, IReadOnlyList<HistoryEntry> entries, RepairFinding finding)
    {
        var entry = entries.First(candidate => candidate.Version == finding.Version);
        var migration = catalog.Find(finding.Version);
        var change = finding.State == MigrationState.Modified
            ? HistoryChange.For(migration!, EntryStatus.Applied, HistoryEventKind.Repaired, HistoryOutcome.Succeeded) with
            {
                Detail = $"checksum {entry.Checksum} replaced by that of the file",
            }
            : HistoryChange.For(entry, EntryStatus.RolledBack, HistoryEventKind.Repaired, HistoryOutcome.Succeeded) with
            {
                Detail = $"failed entry cleared: {entry.Error}",
            };
        return change with { Duration = TimeSpan.FromMilliseconds(entry.DurationMs) };
    }

    private static RepairFinding? Explain(MigrationStatus status) => status.State switch
    {
        MigrationState.Failed => new RepairFinding(
            status.Version, status.Name, status.State,
            $"The last attempt, by {status.AppliedBy} on {status.AppliedAt:yyyy-MM-dd HH:mm} UTC, failed: {status.Error}",
            "Clears the entry, so that the migration counts as pending. The next run tries a failed migration again in any case.",
            IsRepairable: true),
        MigrationState.Modified => new RepairFinding(
            status.Version, status.Name, status.State,
            $"Its statements were changed after they were applied: recorded {status.RecordedChecksum}, in the file {status.Checksum}.",
            "Takes over the checksum of the file. Do this only if the database already is as the file says.",
            IsRepairable: true),
        MigrationState.Missing => new RepairFinding(
            status.Version, status.Name, status.State,
            "It is applied, and its file is no longer in the catalog.",
            "Bring the file back from version control; or, if it was undone by hand, run 'lms mark' with the version and 'pending'.",
            IsRepairable: false),
        _ => null,
    };

    private static RepairFinding Interrupted(HistoryEntry entry) => new(
        entry.Version, entry.Name, MigrationState.Failed,
        $"Run {entry.RunId} by {entry.AppliedBy} began it on {entry.AppliedAt:yyyy-MM-dd HH:mm} UTC and has not ended it: it is under way, or it died.",
        "Nothing to repair: the next run finds out which, and begins it anew if that run died.",
        IsRepairable: false);
}
