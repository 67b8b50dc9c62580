using Npgsql;

namespace Lms.Migrations.Postgres;

/// <summary>Runs work that begins a transaction by hand, and ends that transaction when the work fails.</summary>
internal static class RolledBackOnFailure
{
    public static async Task<T> RunAsync<T>(PostgresSession session, MigrationRunnerOptions options, TimeProvider time, Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch
        {
            using var grace = new CancellationTokenSource(options.CleanupTimeout, time);
            await RollBackAsync(session.Work, grace.Token).ConfigureAwait(false);
            throw;
        }
    }

    private static async Task RollBackAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (connection.FullState != System.Data.ConnectionState.Open)
            return;

        try
        {
            // Outside a transaction this is a no-op with a warning.
            await using var rollback = new NpgsqlCommand("ROLLBACK", connection);
            await rollback.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException)
        {
            // The connection is broken; the server rolls back by itself. The failure that led here is the one to report.
        }
    }
}
