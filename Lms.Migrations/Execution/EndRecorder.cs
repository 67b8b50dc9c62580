using Lms.Migrations.History;
using Lms.Migrations.Leasing;

namespace Lms.Migrations.Execution;

/// <summary>Writes how something ended although the run it belongs to is being torn down: on a bound of its own.</summary>
internal sealed class EndRecorder(IMigrationDatabase database, Lease lease, MigrationRunnerOptions options, TimeProvider time)
{
    public async Task RecordAsync(HistoryChange change)
    {
        using var grace = new CancellationTokenSource(options.CleanupTimeout, time);
        try
        {
            await database.RecordAsync([change], lease, grace.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (ServerFailure.Is(exception) || exception is OperationCanceledException)
        {
            // The server is away or the lease is lost, so that nothing can or may be written. The failure being recorded
            // is thrown by the caller and tells the operator more than this one would.
        }
    }
}
