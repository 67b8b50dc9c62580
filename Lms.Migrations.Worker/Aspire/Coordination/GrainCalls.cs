using Lms.Migrations.Worker.Cluster;
using Lms.Migrations.Worker.Runs;
using Lms.Migrations.Worker.Runs.Storage;

namespace Lms.Migrations.Worker.Coordination;

/// <summary>Asks the grain of a database, again where its silo was lost, and does without where the cluster has no answer.</summary>
internal sealed class GrainCalls(IGrainFactory grains, RunStore runs, SiloStanding silo, TimeProvider time, ILogger<GrainCalls> logger)
{
    // The second call finds a grain elsewhere, unless the cluster has not understood yet that a silo is gone; then the queue is nearer.
    private const int Attempts = 2;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Asks.</summary>
    /// <param name="database">Whose grain.</param>
    /// <param name="askAsync">The question.</param>
    /// <param name="isDone">Whether a run is as it would be if the question had been answered with yes: an answer can be lost.</param>
    /// <param name="doAsync">The same without the cluster.</param>
    /// <param name="cancellationToken">Stops waiting; what was asked may be done all the same.</param>
    public async Task<Run> AskAsync(
        string database, Func<IMigrationCoordinatorGrain, Task<CoordinatorReply>> askAsync, Func<Task<Run?>> isDone, Func<Task<Run>> doAsync,
        CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= Attempts && silo.IsMember; attempt++)
        {
            if (attempt > 1)
                await Task.Delay(Pause, time, cancellationToken);
            if (await TryAskAsync(database, askAsync, cancellationToken) is not { } reply)
                continue;
            if (reply.Fault is null)
                return await runs.FindAsync(reply.Run, cancellationToken) ?? throw new RunNotFoundException(reply.Run);
            if (attempt > 1 && await isDone() is { } done)
                return done;
            if (reply.Fault.ToException() is { } exception)
                throw exception;

            // What it met there cannot be told from here; here it is met again, or not at all.
            Log.CoordinatorFaulty(logger, database, reply.Fault.Message);
            break;
        }

        return await isDone() ?? await doAsync();
    }

    /// <summary>Null when nobody answered.</summary>
    private async Task<CoordinatorReply?> TryAskAsync(
        string database, Func<IMigrationCoordinatorGrain, Task<CoordinatorReply>> askAsync, CancellationToken cancellationToken)
    {
        try
        {
            return await askAsync(grains.GetGrain<IMigrationCoordinatorGrain>(database));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // The grain replies with its own faults: all that is thrown is the cluster's, and harmless.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.CoordinatorAway(logger, database, exception.Message);
            return null;
        }
    }
}
