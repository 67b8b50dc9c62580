using Hangfire.PostgreSql;
using Lms.Migrations.Worker.Platform;
using Npgsql;

namespace Lms.Migrations.Worker.Lanes;

/// <summary>Hangfire's own tables, in a schema that our catalog has made for them.</summary>
internal sealed class JobSchema(PlatformDatabase platform, TimeProvider time)
{
    /// <summary>The schema.</summary>
    public const string Name = "hangfire";

    // Of advisory locks of this class there are otherwise those of workers, and none of them is 0.
    private const string LockSql = "SELECT pg_try_advisory_lock($1, 0)";
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    /// <summary>Brings them up to date; workers that start together do it one after the other.</summary>
    /// <remarks>Hangfire does not expect another to do the same at the same moment, and leaves its search path behind: hence a lock, and a connection
    /// that goes with it.</remarks>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(platform.UnpooledConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using (var take = new NpgsqlCommand(LockSql, connection) { Parameters = { new() { Value = Execution.WorkerPresence.LockClass } } })
        {
            while (await take.ExecuteScalarAsync(cancellationToken) is not true)
                await Task.Delay(Poll, time, cancellationToken);
        }

        await Task.Run(() => PostgreSqlObjectsInstaller.Install(connection, Name), cancellationToken);
    }
}
