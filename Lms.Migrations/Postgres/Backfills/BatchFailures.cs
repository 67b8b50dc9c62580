using System.Net.Sockets;
using Lms.Migrations.Backfills;
using Npgsql;

namespace Lms.Migrations.Postgres.Backfills;

/// <summary>What an error of a batch means for its lane.</summary>
internal static class BatchFailures
{
    public static BatchFailure? Classify(Exception exception) => exception switch
    {
        PostgresException postgres => Classify(postgres),
        NpgsqlException or SocketException or IOException or TimeoutException => BatchFailure.ServerLost,
        _ => null,
    };

    private static BatchFailure Classify(PostgresException exception) => exception.SqlState switch
    {
        PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable => BatchFailure.TimedOut,
        // Too much for one batch: fewer keys help.
        PostgresErrorCodes.OutOfMemory or PostgresErrorCodes.ProgramLimitExceeded => BatchFailure.TimedOut,
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected => BatchFailure.Conflict,
        // 25P03: it was idle in its transaction for too long, because this process was stopped.
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.IdleSessionTimeout or "25P03" or PostgresErrorCodes.TooManyConnections => BatchFailure.ServerLost,
        var state when state.StartsWith("08", StringComparison.Ordinal) => BatchFailure.ServerLost,
        _ => BatchFailure.Rejected,
    };
}
