using Lms.Migrations.Worker.Runs;
using Lms.Migrations.Worker.Runs.Storage;

namespace Lms.Migrations.Worker.Coordination;

/// <summary>Serializes what is asked of the databases: one run at a time each, across any number of workers.</summary>
/// <remarks>Correctness rests on the databases alone: a coordinator places and orders runs, and to lose or double what it does is harmless.
/// Any implementation passes the same contract tests.</remarks>
internal interface ICoordinator
{
    /// <summary>Takes a request. The same request id asked twice by anybody is one run.</summary>
    /// <exception cref="InvalidRequestException">Something in it is wrong, or its id is taken by another request.</exception>
    /// <exception cref="Migrations.Failures.RefusedException">A guard forbids it, a closed window among them; nothing was taken.</exception>
    /// <exception cref="Migrations.Failures.MigrationException">The database cannot be asked what would run.</exception>
    Task<Run> StartAsync(RunRequest request, Caller caller, CancellationToken cancellationToken);

    /// <summary>One run; null when there is none of that id.</summary>
    Task<Run?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Runs, newest first.</summary>
    Task<RunPage> ListAsync(RunQuery query, CancellationToken cancellationToken);

    /// <summary>What happened in a run after a place, and then what happens, until it is over.</summary>
    /// <param name="id">The run; of one that does not exist nothing ever happens.</param>
    /// <param name="after">The id of the last event that the watcher has seen; 0 for all of them.</param>
    /// <param name="cancellationToken">Stops watching.</param>
    IAsyncEnumerable<StoredEvent> WatchAsync(Guid id, long after, CancellationToken cancellationToken);

    /// <summary>Stops a run: at once where nobody is at work on it, else by whoever is, which takes a moment.</summary>
    /// <exception cref="RunNotFoundException">There is none.</exception>
    /// <exception cref="RunStateException">It is over.</exception>
    Task<Run> CancelAsync(Guid id, string? reason, Caller caller, CancellationToken cancellationToken);

    /// <summary>Approves the plan of a run that waits for it.</summary>
    /// <exception cref="RunNotFoundException">There is none.</exception>
    /// <exception cref="RunStateException">It does not wait for approval, it is the approver's own, or its plan is another.</exception>
    Task<Run> ApproveAsync(Guid id, string planHash, string? reason, Caller caller, CancellationToken cancellationToken);

    /// <summary>Says no to a run that waits for approval, which ends it.</summary>
    /// <exception cref="RunNotFoundException">There is none.</exception>
    /// <exception cref="RunStateException">It does not wait for approval.</exception>
    Task<Run> RejectAsync(Guid id, string reason, Caller caller, CancellationToken cancellationToken);
}

/// <summary>Who asks.</summary>
/// <param name="Actor">The person or service.</param>
/// <param name="TraceParent">The trace that the request is part of, where it is not what is under way here; null where it is.</param>
internal sealed record Caller(string Actor, string? TraceParent = null);
