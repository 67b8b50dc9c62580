using Lms.Migrations.Catalog;
using Lms.Migrations.History;

namespace Lms.Migrations.Planning;

/// <summary>The reasons not to run, in words.</summary>
internal static class Guards
{
    public static Refusal Drift(Migration migration, HistoryEntry entry) => new(
        RefusalKind.Drift,
        migration.Version,
        $"{migration.Id} was changed after it was applied: the statements that {entry.AppliedBy} applied on {entry.AppliedAt:yyyy-MM-dd HH:mm} UTC "
        + $"have the checksum {Short(entry.Checksum)}, those in {migration.File} have {Short(migration.Checksum)}. Comments and white space do not count.",
        "Restore the file and put the change into a new migration; or, if this database already has the change, accept the file as it is with 'lms repair'.");

    public static Refusal OutOfOrder(Migration migration, MigrationVersion newest) => new(
        RefusalKind.OutOfOrder,
        migration.Version,
        $"{migration.Id} is not applied although the newer version {newest} is: it came late, usually through a merge.",
        "Give it a version above the newest, or, if it does not depend on the order, run with --out-of-order.");

    /// <param name="migration">What asks for a window.</param>
    /// <param name="isKnown">Whether somebody here keeps windows, and this database has none.</param>
    public static Refusal WindowRequired(Migration migration, bool isKnown) => new(
        RefusalKind.Window,
        migration.Version,
        isKnown
            ? $"{migration.Id} may run only in a maintenance window, and this database has none."
            : $"{migration.Id} may run only in a maintenance window, and no window is known here.",
        isKnown
            ? "Add a window with 'lms windows add'; or take 'window:required' off its marker; or run it now with --override-window and a reason."
            : "Ask a worker that keeps windows (--server); or take 'window:required' off its marker; or run it now with --override-window and a reason.");

    /// <summary>Why this entry cannot be undone; null when it can.</summary>
    public static Refusal? Rollback(Migration? migration, HistoryEntry entry) => migration switch
    {
        null => new Refusal(
            RefusalKind.Missing,
            entry.Version,
            $"{entry.Version}-{entry.Name} is applied, and its file is no longer in the catalog: what would undo it is not known.",
            "Bring the file back from version control; or, if it was undone by hand, say so with 'lms mark'."),
        { Down: null } => new Refusal(
            RefusalKind.Irreversible,
            entry.Version,
            $"{migration.Id} cannot be undone: {migration.File} has no {(migration.File.EndsWith(".json", StringComparison.Ordinal) ? "'down'" : "'-- migrate:down' section")}.",
            "Add a down section, or go back only as far as the version above it with --to."),
        _ when entry.Status == EntryStatus.Applied && entry.Checksum != migration.Checksum => Drift(migration, entry),
        _ => null,
    };

    private static string Short(string checksum) => checksum[..Math.Min(12, checksum.Length)];
}
