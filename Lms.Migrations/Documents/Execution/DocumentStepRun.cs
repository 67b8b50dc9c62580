using Lms.Migrations.Backfills;
using Lms.Migrations.Documents.Commands;
using Lms.Migrations.Execution;
using Lms.Migrations.History;
using Lms.Migrations.Leasing;
using Lms.Migrations.Planning;
using Lms.Migrations.Policies;

namespace Lms.Migrations.Documents.Execution;

/// <summary>Everything that the execution of one step needs at hand.</summary>
/// <param name="Database">Where it runs.</param>
/// <param name="Backfills">Where its backfills are kept.</param>
/// <param name="Record">Writes a change of history under the lease.</param>
/// <param name="Step">What runs.</param>
/// <param name="Lease">Under which it runs.</param>
/// <param name="Events">Where its events go.</param>
/// <param name="Gate">Stops a backfill in the middle when it closes; null for no gate.</param>
/// <param name="Options">Bounds and patience.</param>
/// <param name="Time">The clock.</param>
internal sealed record DocumentStepRun(
    IDocumentDatabase Database,
    IBackfillStore Backfills,
    Func<HistoryChange, CancellationToken, Task> Record,
    PlannedStep Step,
    Lease Lease,
    EventSink Events,
    IChangeGate? Gate,
    MigrationRunnerOptions Options,
    TimeProvider Time)
{
    /// <summary>How long one command may wait and work.</summary>
    public TransactionBounds Bounds => new(Step.StatementTimeout > TimeSpan.Zero ? Step.StatementTimeout : null, Step.LockTimeout);
}
