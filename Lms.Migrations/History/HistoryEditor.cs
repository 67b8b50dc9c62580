using Lms.Migrations.Catalog;
using Lms.Migrations.Execution;
using Lms.Migrations.Failures;
using Lms.Migrations.Planning;
using Lms.Migrations.Policies;

namespace Lms.Migrations.History;

/// <summary>What an operator may say about a migration by hand.</summary>
public enum MarkedState
{
    /// <summary>What it does was done by other means.</summary>
    Applied,

    /// <summary>What it did was undone by other means.</summary>
    Pending,
}

/// <summary>Changes what a database remembers without running any migration; every such change is an event itself.</summary>
public sealed class HistoryEditor
{
    private readonly DatabaseAccess access;

    /// <inheritdoc cref="MigrationRunner(DatabaseTarget, MigrationRunnerOptions, RunContext, TimeProvider, Policies.RunPolicy, Reading.ReadingCache)"/>
    public HistoryEditor(
        DatabaseTarget target, MigrationRunnerOptions? options = null, RunContext? context = null, TimeProvider? time = null,
        RunPolicy? policy = null) =>
        access = new DatabaseAccess(target, options, context, time, policy);

    /// <summary>What <see cref="RepairAsync"/> would put right, and what it cannot; changes nothing.</summary>
    public async Task<IReadOnlyList<RepairFinding>> ExamineAsync(CancellationToken cancellationToken)
    {
        var catalog = await access.ReadCatalogAsync(cancellationToken).ConfigureAwait(false);
        return await access.UseAsync(
            async database => RepairFindings.Compose(catalog, await database.ReadEntriesAsync(cancellationToken).ConfigureAwait(false)),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Clears failed entries and takes over the checksums of changed files.</summary>
    /// <returns>What was repaired; empty when there was nothing to repair.</returns>
    public Task<IReadOnlyList<RepairFinding>> RepairAsync(CancellationToken cancellationToken) =>
        EditAsync<IReadOnlyList<RepairFinding>>((catalog, entries) =>
        {
            var repairable = RepairFindings.Compose(catalog, entries).Where(finding => finding.IsRepairable).ToList();
            return (repairable, [.. repairable.Select(finding => RepairFindings.Remedy(catalog, entries, finding))]);
        }, cancellationToken);

    /// <summary>Adopts an existing schema: every migration up to a version counts as applied, and none is run.</summary>
    /// <returns>Those adopted now; migrations that were applied already are left as they are.</returns>
    /// <exception cref="RequestException">The catalog has no such version.</exception>
    public Task<IReadOnlyList<MigrationStatus>> BaselineAsync(MigrationVersion to, CancellationToken cancellationToken) =>
        EditAsync<IReadOnlyList<MigrationStatus>>((catalog, entries) =>
        {
            Require(catalog, to);
            var applied = entries.Where(entry => entry.Status == EntryStatus.Applied).Select(entry => entry.Version).ToHashSet();
            var adopted = catalog.Migrations.Where(migration => migration.Version <= to && !applied.Contains(migration.Version)).ToList();
            return (
                [.. adopted.Select(migration => Describe(migration, MigrationState.Applied))],
                [.. adopted.Select(migration => Change(migration, EntryStatus.Applied, HistoryEventKind.Baselined))]);
        }, cancellationToken);

    /// <summary>Sets the state of one migration, after a repair by hand.</summary>
    /// <exception cref="RequestException">No such version in the catalog, the state is the one it has, or no reason is given.</exception>
    public Task<MigrationStatus> MarkAsync(MigrationVersion version, MarkedState state, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(access.Context.Reason))
            throw new RequestException("To mark a migration by hand needs a reason; the history keeps it.");

        return EditAsync((catalog, entries) => Mark(catalog, entries, version, state), cancellationToken);
    }

    private static (MigrationStatus, IReadOnlyList<HistoryChange>) Mark(
        MigrationCatalog catalog, IReadOnlyList<HistoryEntry> entries, MigrationVersion version, MarkedState state)
    {
        var entry = entries.FirstOrDefault(candidate => candidate.Version == version);
        if ((entry?.Status == EntryStatus.Applied) == (state == MarkedState.Applied) && entry?.Status != EntryStatus.Failed)
            throw new RequestException($"Version {version} is {(state == MarkedState.Applied ? "applied" : "pending")} already.");

        if (state == MarkedState.Pending && catalog.Find(version) is null && entry is not null)
        {
            var forgotten = new MigrationStatus(entry.Version, entry.Name, entry.Description, MigrationState.Pending);
            return (forgotten, [HistoryChange.For(entry, EntryStatus.RolledBack, HistoryEventKind.Marked, HistoryOutcome.Succeeded) with { Duration = TimeSpan.Zero, Detail = "as pending" }]);
        }

        var migration = Require(catalog, version);
        var (status, detail) = state == MarkedState.Applied ? (EntryStatus.Applied, "as applied") : (EntryStatus.RolledBack, "as pending");
        return (
            Describe(migration, state == MarkedState.Applied ? MigrationState.Applied : MigrationState.Pending),
            [Change(migration, status, HistoryEventKind.Marked) with { Detail = detail }]);
    }

    private async Task<T> EditAsync<T>(
        Func<MigrationCatalog, IReadOnlyList<HistoryEntry>, (T Result, IReadOnlyList<HistoryChange> Changes)> edit, CancellationToken cancellationToken)
    {
        var catalog = await access.ReadCatalogAsync(cancellationToken).ConfigureAwait(false);
        return await access.UseAsync(database => access.Leased(database, access.Context.ForRun(), new EventSink()).RunAsync(
            async (lease, entries, token) =>
            {
                var (result, changes) = edit(catalog, entries);
                if (changes.Count > 0)
                {
                    await new NoteRecording(database, lease).RecordAsync(access.Policy.Notes, token).ConfigureAwait(false);
                    await database.RecordAsync(changes, lease, token).ConfigureAwait(false);
                }

                return result;
            },
            cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private static HistoryChange Change(Migration migration, EntryStatus status, HistoryEventKind kind) =>
        HistoryChange.For(migration, status, kind, HistoryOutcome.Succeeded) with { Duration = TimeSpan.Zero };

    private static MigrationStatus Describe(Migration migration, MigrationState state) =>
        new(migration.Version, migration.Name, migration.Description, state, Checksum: migration.Checksum, File: migration.File);

    private static Migration Require(MigrationCatalog catalog, MigrationVersion version) =>
        catalog.Find(version) ?? throw new RequestException($"The catalog '{catalog.Directory}' has no version {version}.");
}
