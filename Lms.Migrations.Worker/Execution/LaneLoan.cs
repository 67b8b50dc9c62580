using Lms.Migrations.Backfills;
using Lms.Migrations.Failures;
using Lms.Migrations.Worker.Runs;
using Lms.Migrations.Worker.Settings;
using Npgsql;

namespace Lms.Migrations.Worker.Execution;

/// <summary>Lends this worker's lanes to the backfills of one run that another worker drives.</summary>
/// <remarks>Chunks are claimed in the database's own journal, and given back in any case: to lend twice, for too long or not at all changes how
/// soon a backfill is done, and nothing else.</remarks>
internal sealed class LaneLoan(WorkerSettings settings, DatabaseRegistry databases, WorkerIdentity identity, TimeProvider time, ILogger<LaneLoan> logger)
{
    /// <summary>Lends them until it is cancelled or the database is away.</summary>
    public async Task LendAsync(Run run, CancellationToken cancellationToken)
    {
        if (!databases.TryFind(run.Request.Database, out var database))
            return;

        using var trace = RunTrace.BeginLending(run, identity);
        try
        {
            // At the pace that was asked for: whoever wants it gentle means all of it.
            var options = settings.Options with { Backfill = RunRequest.Read(run.Request).Pace(settings.Options.Backfill) };
            await new BackfillLanes(database.Target, options, time).LendAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The other run has ended, or somebody else's turn has come.
        }
        catch (Exception exception) when (exception is MigrationException or NpgsqlException or TimeoutException)
        {
            // A favour to another worker's run, which tells its own failures.
            Log.LanesEnded(logger, database.Target.Name, exception.Message);
        }
    }
}
