using Lms.Migrations.Leasing;
using Npgsql;

namespace Lms.Migrations.Postgres;

/// <summary>The lease as a row of <c>migrator.lease</c>, tied to the server process that does the work.</summary>
/// <remarks>A holder whose server process is gone can change nothing more, and is replaced at once. One that is merely silent
/// is replaced at expiry, and its server process is ended, so that a statement it left running ends too. Through a transaction
/// pooler no server process belongs to the run; then expiry alone decides.
/// The row's own changes need not reach the disk at once: whatever is committed under the lease takes them along, and after a
/// crash of the server every holder is dead.</remarks>
internal sealed class PostgresLeaseStore(PostgresSession session) : ILeaseStore
{
    private const string AcquireSql = """
        WITH old AS MATERIALIZED (
            SELECT * FROM migrator.lease WHERE id = 1 FOR UPDATE SKIP LOCKED
        ), judged AS (
            SELECT old.*, CASE
                WHEN run_id IS NULL THEN 'free'
                WHEN backend_pid IS NOT NULL AND NOT EXISTS (
                    SELECT FROM pg_stat_activity a
                    WHERE a.pid = old.backend_pid AND (a.backend_start IS NULL OR a.backend_start = old.backend_start)) THEN 'dead'
                WHEN expires_at <= clock_timestamp() THEN 'silent'
                ELSE 'held' END AS standing, set_config('synchronous_commit', 'off', true) AS synchronous_commit
            FROM old
        )
        UPDATE migrator.lease l
        SET epoch = l.epoch + 1, run_id = $1, actor = $2, host = $3, process_id = $4,
            acquired_at = clock_timestamp(), heartbeat_at = clock_timestamp(), expires_at = clock_timestamp() + $5,
            backend_pid = $6, backend_start = $7
        FROM judged j
        WHERE l.id = j.id AND j.standing <> 'held' AND j.synchronous_commit = 'off'
        RETURNING l.epoch, j.standing, j.actor, j.host, j.process_id, j.run_id, j.acquired_at, j.heartbeat_at, j.backend_pid, j.backend_start
        """;

    private const string HolderSql = """
        SELECT actor, host, process_id, run_id, acquired_at, heartbeat_at FROM migrator.lease WHERE id = 1 AND run_id IS NOT NULL
        """;

    private const string RenewSql = """
        UPDATE migrator.lease SET heartbeat_at = clock_timestamp(), expires_at = clock_timestamp() + $3
        WHERE id = 1 AND epoch = $1 AND run_id = $2 AND expires_at > clock_timestamp()
        """;

    private const string ReleaseSql = """
        UPDATE migrator.lease SET run_id = NULL, backend_pid = NULL, backend_start = NULL
        WHERE id = 1 AND epoch = $1 AND run_id = $2 AND set_config('synchronous_commit', 'off', true) = 'off'
        """;

    private const string EndBackendSql = """
        SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid = $1 AND backend_start = $2
        """;

    public async Task<LeaseAttempt> TryAcquireAsync(RunContext run, TimeSpan duration, CancellationToken cancellationToken)
    {
        var serving = await session.ReadBackendAsync(cancellationToken).ConfigureAwait(false);
        var backend = serving.IsOwn ? serving : null;
        await using var command = new NpgsqlCommand(AcquireSql, session.Work)
        {
            Parameters =
            {
                new() { Value = run.RunId },
                new() { Value = run.Actor },
                new() { Value = run.Host },
                new() { Value = Environment.ProcessId },
                new() { Value = duration },
                PostgresParameter.Integer(backend?.ProcessId),
                PostgresParameter.Timestamp(backend?.Start),
            },
        };

        var (attempt, silent) = await ReadAttemptAsync(command, cancellationToken).ConfigureAwait(false);
        if (silent is not null)
            await EndBackendAsync(silent, cancellationToken).ConfigureAwait(false);
        return attempt ?? new LeaseAttempt.Held(await ReadHolderAsync(cancellationToken).ConfigureAwait(false));
    }

    public async Task<bool> RenewAsync(long epoch, RunContext run, TimeSpan duration, CancellationToken cancellationToken)
    {
        await using var connection = await session.OpenSideConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var command = new NpgsqlCommand(RenewSql, connection)
        {
            Parameters = { new() { Value = epoch }, new() { Value = run.RunId }, new() { Value = duration } },
        };
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 1;
    }

    public async Task ReleaseAsync(long epoch, RunContext run, CancellationToken cancellationToken)
    {
        var isOpen = session.Work.FullState == System.Data.ConnectionState.Open;
        await using var side = isOpen ? null : await session.OpenSideConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var command = new NpgsqlCommand(ReleaseSql, side ?? session.Work)
        {
            Parameters = { new() { Value = epoch }, new() { Value = run.RunId } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<(LeaseAttempt? Attempt, SilentBackend? Silent)> ReadAttemptAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            return (null, null);

        var epoch = reader.GetInt64(0);
        var standing = reader.GetString(1);
        if (standing == "free")
            return (new LeaseAttempt.Won(epoch, null, null), null);

        var holder = ReadHolder(reader, 2);
        var why = standing == "dead" ? "its connection was gone" : "it was silent past the end of its lease";
        var hasBackend = standing == "silent" && !reader.IsDBNull(8) && !reader.IsDBNull(9);
        return (new LeaseAttempt.Won(epoch, holder, why), hasBackend ? new SilentBackend(reader.GetInt32(8), reader.GetDateTime(9)) : null);
    }

    private async Task<LeaseHolder?> ReadHolderAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(HolderSql, session.Work);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? ReadHolder(reader, 0) : null;
    }

    private async Task EndBackendAsync(SilentBackend silent, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(EndBackendSql, session.Work)
        {
            Parameters = { new() { Value = silent.ProcessId }, PostgresParameter.Timestamp(silent.Start) },
        };
        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            // Another role's process. The epoch still keeps its transactions from committing.
        }
    }

    private static LeaseHolder ReadHolder(NpgsqlDataReader reader, int first) => new(
        reader.GetString(first), reader.GetString(first + 1), reader.GetInt32(first + 2), reader.GetGuid(first + 3),
        reader.GetFieldValue<DateTimeOffset>(first + 4), reader.GetFieldValue<DateTimeOffset>(first + 5));

    private sealed record SilentBackend(int ProcessId, DateTime Start);
}
