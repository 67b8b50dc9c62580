using Lms.Migrations.Execution;
using Lms.Migrations.Failures;
using Lms.Migrations.Leasing;
using Lms.Migrations.Planning;
using Lms.Migrations.Policies;

namespace Lms.Migrations.Backfills;

/// <summary>Everything that a backfill of one step needs at hand.</summary>
internal sealed record BackfillRun(
    IBackfillStore Store, PlannedStep Step, Lease Lease, EventSink Events, IChangeGate? Gate, MigrationRunnerOptions Options, TimeProvider Time)
{
    /// <summary>Refuses to go on when this run may change nothing more.</summary>
    /// <exception cref="LeaseLostException">Another run has taken over.</exception>
    /// <exception cref="WindowClosedException">The window has closed.</exception>
    public void ThrowIfOver()
    {
        Lease.ThrowIfLost();
        Gate.ThrowIfClosed();
    }

    public BackfillWork WorkOn(BackfillStatus status, BackfillDefinition definition) =>
        new(Lease.Database, status.Id, status.Version, definition, Lease.Run.RunId, Lease.Epoch);

    /// <summary>How the backfill stands now.</summary>
    public async Task<BackfillStatus> StatusAsync(long id, CancellationToken cancellationToken) =>
        await Store.FindAsync(id, cancellationToken).ConfigureAwait(false)
        ?? throw new InvalidOperationException($"Backfill {id} is gone from the bookkeeping, which nothing ever deletes from.");

    /// <summary>Changes its state; false when it changed in the meantime.</summary>
    public Task<bool> TransitionAsync(BackfillStatus from, BackfillState to, string? reason, CancellationToken cancellationToken) =>
        Store.TransitionAsync(new BackfillChange(from.Id, from.State, to, By(from), reason, Lease.Epoch), cancellationToken);

    /// <summary>Writes down how the backfill stands after a run that died in the middle of it; this run holds the lease, so
    /// nobody else is at work.</summary>
    public async Task<BackfillStatus> SettleAsync(BackfillStatus status, CancellationToken cancellationToken)
    {
        while (BackfillTransitions.Settled(status.State) is { } settled)
        {
            var reason = status.State == BackfillState.Running ? "its run is gone" : status.Reason;
            await TransitionAsync(status, settled, reason, cancellationToken).ConfigureAwait(false);
            status = await StatusAsync(status.Id, cancellationToken).ConfigureAwait(false);
        }

        return status;
    }

    // What an operator asked for and the run only completes stays the operator's doing.
    private RunContext By(BackfillStatus from) => from.State is BackfillState.Pausing or BackfillState.Cancelling
        ? Lease.Run with { Actor = from.ChangedBy }
        : Lease.Run;

    /// <summary>The failure of the step because of its backfill, with the place in the file.</summary>
    public StepFailedException Failure(Catalog.Statement statement, int number, string message, string wayOut, Exception? cause = null) =>
        new(Step, message, cause)
        {
            Fault = new StatementFault { Line = statement.Line, Text = statement.Text, Number = number },
            WayOut = wayOut,
        };
}
