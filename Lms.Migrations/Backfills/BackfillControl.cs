using Lms.Migrations.Execution;
using Lms.Migrations.Failures;
using Lms.Migrations.Reading;

namespace Lms.Migrations.Backfills;

/// <summary>Looks at the backfills of one database and steers them, from any process.</summary>
/// <remarks>A request is written into the database; the lanes, wherever they run, obey it within one batch. Needs no catalog.</remarks>
public sealed class BackfillControl
{
    private readonly DatabaseAccess access;

    /// <inheritdoc cref="MigrationRunner(DatabaseTarget, MigrationRunnerOptions, RunContext, TimeProvider, Policies.RunPolicy, ReadingCache)"/>
    public BackfillControl(
        DatabaseTarget target, MigrationRunnerOptions? options = null, RunContext? context = null, TimeProvider? time = null,
        ReadingCache? cache = null) =>
        access = new DatabaseAccess(target, options, context, time, policy: null, cache);

    /// <summary>All backfills, newest first; empty where the engine never ran.</summary>
    public Task<IReadOnlyList<BackfillStatus>> ListAsync(CancellationToken cancellationToken) =>
        access.LookAsync(database => database.Backfills.ListAsync(cancellationToken), cancellationToken);

    /// <summary>One backfill.</summary>
    /// <exception cref="RequestException">There is none of that number.</exception>
    public Task<BackfillStatus> ShowAsync(long id, CancellationToken cancellationToken) =>
        access.LookAsync(database => RequireAsync(database, id, cancellationToken), cancellationToken);

    /// <summary>Asks a backfill to pause; a run that waits for it goes on waiting.</summary>
    /// <exception cref="RequestException">There is none of that number, or it is in no state to be paused.</exception>
    public Task<BackfillStatus> PauseAsync(long id, CancellationToken cancellationToken) =>
        ChangeAsync(id, PauseTarget, "paused", cancellationToken);

    /// <summary>Lets a paused backfill go on; when no run is there, the next one does.</summary>
    /// <exception cref="RequestException">There is none of that number, or it is not paused.</exception>
    public Task<BackfillStatus> ResumeAsync(long id, CancellationToken cancellationToken) =>
        ChangeAsync(id, ResumeTarget, "resumed", cancellationToken);

    /// <summary>Stops a backfill for good; what it did stays, and can be undone by a rollback or completed by another run.</summary>
    /// <exception cref="RequestException">There is none of that number, or it has ended.</exception>
    public Task<BackfillStatus> CancelAsync(long id, CancellationToken cancellationToken) =>
        ChangeAsync(id, CancelTarget, "cancelled", cancellationToken);

    /// <summary>The chunks of a backfill in order of their numbers, a page at a time.</summary>
    /// <exception cref="RequestException">There is no backfill of that number, or a value of the query is out of its range.</exception>
    public Task<ChunkPage> ListChunksAsync(long id, ChunkQuery query, CancellationToken cancellationToken)
    {
        query.Validate();
        return access.LookAsync(async database =>
        {
            await RequireAsync(database, id, cancellationToken).ConfigureAwait(false);
            return await database.Backfills.ReadChunksAsync(id, query, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);
    }

    /// <summary>What a rollback left alone.</summary>
    /// <param name="id">The backfill.</param>
    /// <param name="limit">How many at the most; at least 1.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="RequestException">There is none of that number, or the limit is below 1.</exception>
    public Task<IReadOnlyList<BackfillConflict>> ConflictsAsync(long id, int limit, CancellationToken cancellationToken) => limit < 1
        ? throw new RequestException($"{limit} is not a number of conflicts to show; it must be at least 1.")
        : access.LookAsync(async database =>
        {
            await RequireAsync(database, id, cancellationToken).ConfigureAwait(false);
            return await database.Backfills.ReadConflictsAsync(id, limit, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    private static BackfillState? PauseTarget(BackfillStatus status) => status.State switch
    {
        BackfillState.Running when status.IsDriven => BackfillState.Pausing,
        BackfillState.Interrupted => BackfillState.Paused,
        _ => null,
    };

    private static BackfillState? ResumeTarget(BackfillStatus status) => status.State switch
    {
        BackfillState.Pausing or BackfillState.Paused => BackfillState.Running,
        _ => null,
    };

    private static BackfillState? CancelTarget(BackfillStatus status) => status.State switch
    {
        BackfillState.Running or BackfillState.Pausing or BackfillState.Paused when status.IsDriven => BackfillState.Cancelling,
        BackfillState.Paused or BackfillState.Interrupted => BackfillState.Cancelled,
        _ => null,
    };

    private Task<BackfillStatus> ChangeAsync(
        long id, Func<BackfillStatus, BackfillState?> target, string word, CancellationToken cancellationToken) =>
        access.UseAsync(async database =>
        {
            var by = access.Context.ForRun();
            while (true)
            {
                var status = await RequireAsync(database, id, cancellationToken).ConfigureAwait(false);
                if (await SettleAsync(database, status, by, cancellationToken).ConfigureAwait(false))
                    continue;

                var to = target(status) ?? throw new RequestException(
                    $"Backfill {id} is {BackfillTerms.Term(status.State)} and cannot be {word}.");
                var change = new BackfillChange(id, status.State, to, by, by.Reason, Epoch: null);
                // Lost against another change of state: look again.
                if (await database.Backfills.TransitionAsync(change, cancellationToken).ConfigureAwait(false))
                    return await RequireAsync(database, id, cancellationToken).ConfigureAwait(false);
            }
        }, cancellationToken);

    /// <summary>Writes down what is the case when the run that was at work is gone: nobody else would.</summary>
    private static Task<bool> SettleAsync(
        IMigrationDatabase database, BackfillStatus status, RunContext by, CancellationToken cancellationToken)
    {
        var settled = status.IsDriven ? null : BackfillTransitions.Settled(status.State);
        return settled is { } to
            ? database.Backfills.TransitionAsync(
                new BackfillChange(status.Id, status.State, to, by, "its run is gone", Epoch: null), cancellationToken)
            : Task.FromResult(false);
    }

    private static async Task<BackfillStatus> RequireAsync(IMigrationDatabase database, long id, CancellationToken cancellationToken) =>
        await database.Backfills.FindAsync(id, cancellationToken).ConfigureAwait(false)
        ?? throw new RequestException($"There is no backfill {id} in this database; 'lms backfill list' shows which there are.");
}
