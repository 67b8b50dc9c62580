using Lms.Migrations.Catalog;
using Lms.Migrations.History;

namespace Lms.Migrations.Planning;

/// <summary>Holds a catalog against what a database remembers.</summary>
internal static class StatusReport
{
    public static IReadOnlyList<MigrationStatus> Compose(MigrationCatalog catalog, IReadOnlyList<HistoryEntry> entries)
    {
        var recorded = entries.ToDictionary(entry => entry.Version);
        var newest = NewestApplied(entries);
        var present = catalog.Migrations.Select(migration => Describe(migration, recorded.GetValueOrDefault(migration.Version), newest));
        var known = catalog.Migrations.Select(migration => migration.Version).ToHashSet();
        var missing = entries.Where(entry => entry.Status == EntryStatus.Applied && !known.Contains(entry.Version)).Select(DescribeMissing);
        return [.. present.Concat(missing).OrderBy(status => status.Version)];
    }

    /// <summary>The greatest applied version; null when nothing is applied.</summary>
    public static MigrationVersion? NewestApplied(IReadOnlyList<HistoryEntry> entries)
    {
        MigrationVersion? newest = null;
        foreach (var entry in entries)
        {
            if (entry.Status == EntryStatus.Applied && (newest is null || entry.Version > newest))
                newest = entry.Version;
        }

        return newest;
    }

    private static MigrationStatus Describe(Migration migration, HistoryEntry? entry, MigrationVersion? newest)
    {
        var status = new MigrationStatus(
            migration.Version, migration.Name, migration.Description, State(migration, entry, newest),
            Checksum: migration.Checksum, File: migration.File);
        return entry is null or { Status: EntryStatus.RolledBack } ? status : status with
        {
            AppliedAt = entry.AppliedAt,
            AppliedBy = entry.AppliedBy,
            DurationMs = entry.DurationMs,
            RecordedChecksum = entry.Checksum,
            Error = entry.Status == EntryStatus.Running ? "under way, or its run died; the next run begins it anew" : entry.Error,
        };
    }

    private static MigrationState State(Migration migration, HistoryEntry? entry, MigrationVersion? newest) => entry?.Status switch
    {
        EntryStatus.Applied when entry.Checksum != migration.Checksum => MigrationState.Modified,
        EntryStatus.Applied => MigrationState.Applied,
        EntryStatus.Failed => MigrationState.Failed,
        _ when newest is not null && migration.Version < newest => MigrationState.OutOfOrder,
        _ => MigrationState.Pending,
    };

    private static MigrationStatus DescribeMissing(HistoryEntry entry) => new(
        entry.Version, entry.Name, entry.Description, MigrationState.Missing, entry.AppliedAt, entry.AppliedBy, entry.DurationMs,
        RecordedChecksum: entry.Checksum);
}
