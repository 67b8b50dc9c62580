using Lms.Migrations.Backfills;
using Lms.Migrations.Failures;
using Lms.Migrations.History;
using Lms.Migrations.Leasing;
using Lms.Migrations.Planning;
using Lms.Migrations.Policies;
using Lms.Migrations.Seeding;

namespace Lms.Migrations.Execution;

/// <summary>What the run needs of a database, whatever kind of server it lives on.</summary>
internal interface IMigrationDatabase : IAsyncDisposable
{
    /// <summary>Where the lease is kept.</summary>
    ILeaseStore Leases { get; }

    /// <summary>Where backfills are kept, and what runs their batches.</summary>
    IBackfillStore Backfills { get; }

    /// <summary>The current state of every migration ever attempted here, by version; empty where the engine never ran.</summary>
    Task<IReadOnlyList<HistoryEntry>> ReadEntriesAsync(CancellationToken cancellationToken);

    /// <summary>A page of events, newest first; empty where the engine never ran.</summary>
    Task<HistoryPage> ReadEventsAsync(HistoryQuery query, CancellationToken cancellationToken);

    /// <summary>Creates the engine's own tables where they are missing.</summary>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Adds what makes those tables quicker to read, where it is missing. For the holder of the lease; what cannot be had
    /// without a long wait is left to a later run.</summary>
    Task AddIndexesAsync(CancellationToken cancellationToken);

    /// <summary>Runs a step and records that it succeeded.</summary>
    /// <param name="step">What runs.</param>
    /// <param name="lease">Under which it runs.</param>
    /// <param name="events">Where its events go.</param>
    /// <param name="gate">Stops a backfill in the middle when it closes; null for no gate.</param>
    /// <param name="cancellationToken">Stops it, and what it leaves is cleaned up.</param>
    /// <exception cref="StepFailedException">It did not; of a transactional step nothing remains.</exception>
    /// <exception cref="WindowClosedException">The gate closed in the middle of a backfill, which is left interrupted.</exception>
    Task ExecuteAsync(PlannedStep step, Lease lease, EventSink events, IChangeGate? gate, CancellationToken cancellationToken);

    /// <summary>Writes changes and their events in one transaction, provided that the lease is still held.</summary>
    Task RecordAsync(IReadOnlyList<HistoryChange> changes, Lease lease, CancellationToken cancellationToken);

    /// <summary>What the database remembers of each seeder, by name; empty where the engine never ran.</summary>
    Task<IReadOnlyDictionary<string, SeederRecord>> ReadSeedersAsync(CancellationToken cancellationToken);

    /// <summary>Runs a seeder and records it: in one transaction, or, where that would be too long, so that it can be run again.</summary>
    /// <returns>How many rows or documents it inserted or changed.</returns>
    /// <exception cref="SeederFailedException">It failed; what of it remains is told by its way out.</exception>
    Task<long> SeedAsync(Seeder seeder, decimal scale, Lease lease, CancellationToken cancellationToken);

    /// <summary>Explains an exception of the driver; null when it has nothing to say.</summary>
    MigrationException? Explain(Exception exception);
}
