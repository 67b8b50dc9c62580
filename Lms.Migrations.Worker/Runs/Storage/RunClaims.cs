using Lms.Migrations.Worker.Execution;
using Lms.Migrations.Worker.Platform;
using Npgsql;

namespace Lms.Migrations.Worker.Runs.Storage;

/// <summary>What workers need to know of each other's runs.</summary>
internal sealed class RunClaims(PlatformDatabase platform, WorkerIdentity identity)
{
    // Without its connection a worker is dead as soon as it also was not heard of for this long: a connection can be lost alone.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);
    // A worker that is connected and yet not heard of is stopped, or cut off.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    private const string CandidatesSql = $"""
        SELECT {RunRow.Columns} FROM {RunRow.From}
        WHERE r.state IN ('queued', 'waitingForWindow', 'interrupted') AND r.database = ANY ($1)
          AND NOT EXISTS (SELECT FROM runs other WHERE other.database = r.database AND other.state IN ('running', 'paused'))
        ORDER BY r.asked_at, r.id
        """;

    private const string AbandonedSql = $"""
        SELECT {RunRow.Columns}, w.stopped_at IS NOT NULL FROM {RunRow.From}
        WHERE r.state IN ('running', 'paused') AND r.id <> ALL ($5)
          AND (r.worker = $1 OR w.stopped_at IS NOT NULL OR w.heartbeat_at < clock_timestamp() - $3::interval
               OR (w.heartbeat_at < clock_timestamp() - $2::interval
                   -- All are without a connection when the server has just started.
                   AND pg_postmaster_start_time() < clock_timestamp() - $3::interval
                   AND NOT EXISTS (SELECT FROM pg_locks l
                                   WHERE l.locktype = 'advisory' AND l.objsubid = 2 AND l.granted
                                     AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                                     AND l.classid::bigint = $4 AND l.objid::bigint = w.presence)))
        """;

    private const string StandingSql = "SELECT claim = $2 AND worker = $3 AND state IN ('running', 'paused'), cancelled_by, cancel_reason FROM runs WHERE id = $1";

    private const string ElsewhereSql = $"SELECT {RunRow.Columns} FROM {RunRow.From} WHERE r.state = 'running' AND r.worker <> $1 AND r.kind = 'migrate'";

    private const string OwnSql = $"SELECT {RunRow.Columns} FROM {RunRow.From} WHERE r.state = 'running' AND r.worker = $1 AND r.kind = 'migrate'";

    /// <summary>Runs with which this worker is applying something.</summary>
    public async Task<IReadOnlyList<Run>> ReadOwnAsync(CancellationToken cancellationToken)
    {
        await using var command = platform.Source.Create(OwnSql, PlatformCommand.Id(identity.Id));
        return await command.ReadAllAsync(RunRow.Read, cancellationToken);
    }

    /// <summary>Runs of these databases that a worker could begin or go on with, the oldest first; none of a database that has one under way.</summary>
    public async Task<IReadOnlyList<Run>> ReadCandidatesAsync(IEnumerable<string> databases, CancellationToken cancellationToken)
    {
        await using var command = platform.Source.Create(CandidatesSql, PlatformCommand.Texts(databases));
        return await command.ReadAllAsync(RunRow.Read, cancellationToken);
    }

    /// <summary>Runs that nobody is at work on although they are under way.</summary>
    /// <param name="mine">Those that this worker is at work on.</param>
    /// <param name="cancellationToken">Cancels the command.</param>
    public async Task<IReadOnlyList<(Run Run, bool Stopped)>> ReadAbandonedAsync(IEnumerable<Guid> mine, CancellationToken cancellationToken)
    {
        await using var command = platform.Source.Create(
            AbandonedSql, PlatformCommand.Id(identity.Id), PlatformCommand.Span(Grace), PlatformCommand.Span(Silence),
            PlatformCommand.Number(WorkerPresence.LockClass), PlatformCommand.Ids(mine));
        return await command.ReadAllAsync(reader => (RunRow.Read(reader), reader.GetBoolean(reader.FieldCount - 1)), cancellationToken);
    }

    /// <summary>How a run of this worker stands for the others.</summary>
    public async Task<ClaimStanding> ReadStandingAsync(Run run, CancellationToken cancellationToken)
    {
        await using var command = platform.Source.Create(
            StandingSql, PlatformCommand.Id(run.Id), PlatformCommand.Number(run.Claim), PlatformCommand.Id(identity.Id));
        var found = await command.ReadAllAsync(ReadStanding, cancellationToken);
        return found.Count == 0 ? new ClaimStanding(IsHeld: false, null, null) : found[0];
    }

    /// <summary>Runs with which another worker is applying something; one of a database at the most.</summary>
    public async Task<IReadOnlyList<Run>> ReadElsewhereAsync(CancellationToken cancellationToken)
    {
        await using var command = platform.Source.Create(ElsewhereSql, PlatformCommand.Id(identity.Id));
        return await command.ReadAllAsync(RunRow.Read, cancellationToken);
    }

    private static ClaimStanding ReadStanding(NpgsqlDataReader reader) => new(
        reader.GetBoolean(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2));
}

/// <summary>How a run that a worker is at work on stands for the others.</summary>
/// <param name="IsHeld">Whether it still is this worker's.</param>
/// <param name="CancelledBy">Who wants it stopped; null for nobody.</param>
/// <param name="CancelReason">Why.</param>
internal sealed record ClaimStanding(bool IsHeld, string? CancelledBy, string? CancelReason);
