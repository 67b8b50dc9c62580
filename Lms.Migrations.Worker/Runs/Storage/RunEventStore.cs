using Lms.Contracts.Runs;
using Lms.Migrations.Worker.Platform;
using Npgsql;

namespace Lms.Migrations.Worker.Runs.Storage;

/// <summary>An event as it is kept: its body stays the text that was written.</summary>
internal sealed record StoredEvent(long Id, DateTimeOffset At, string Type, string Body);

/// <summary>Keeps the events of runs: numbered without a gap in the order in which they are committed.</summary>
internal sealed class RunEventStore(PlatformDatabase platform)
{
    /// <summary>Told the id of a run whenever something else happened in it than that its state changed.</summary>
    public const string Channel = "lms_run_events";

    // Progress of a run that has ended is only looked at as a curve, and so many points make one.
    private const int PointsKept = 400;

    private const string AppendSql = $"""
        WITH claimed AS (
            UPDATE runs SET last_event = last_event + cardinality($4), losses = CASE WHEN $7 THEN 0 ELSE losses END
            WHERE id = $1 AND worker = $2 AND claim = $3 AND state IN ('running', 'paused') AND last_event = $6
            RETURNING id, last_event - cardinality($4) AS before
        ), told AS (
            INSERT INTO run_events (run_id, id, type, body)
            SELECT claimed.id, claimed.before + happened.number, happened.type, happened.body::json
            FROM claimed, unnest($4, $5) WITH ORDINALITY AS happened (type, body, number)
        )
        SELECT pg_notify('{Channel}', id::text) FROM claimed
        """;

    private const string ReadSql = "SELECT id, at, type, body FROM run_events WHERE run_id = $1 AND id > $2 ORDER BY id LIMIT $3";

    private const string ReadDoneSql = """
        SELECT id, at, type, body FROM run_events
        WHERE run_id = $1 AND type IN ('stepCompleted', 'backfillEnded', 'seederCompleted', 'seederSkipped') ORDER BY id
        """;

    private const string FindThickSql = """
        SELECT id FROM runs WHERE ended_at < clock_timestamp() - $1::interval AND NOT is_thinned ORDER BY ended_at LIMIT 20
        """;

    private const string ThinSql = """
        WITH thinned AS (UPDATE runs SET is_thinned = true WHERE id = $1)
        DELETE FROM run_events e USING (
            SELECT id, row_number() OVER (ORDER BY id) AS number, count(*) OVER () AS all_of_them
            FROM run_events WHERE run_id = $1 AND type = 'backfillProgress'
        ) points
        WHERE e.run_id = $1 AND e.id = points.id AND points.all_of_them > $2 AND points.number % (points.all_of_them / $2 + 1) <> 0
        """;

    /// <summary>Adds events to a run that this worker is at work on.</summary>
    /// <param name="run">As it was claimed, with the newest event that is known.</param>
    /// <param name="events">Behind that one.</param>
    /// <param name="hasProgressed">Whether its worker has done something that need not be done again.</param>
    /// <param name="cancellationToken">Cancels the command.</param>
    /// <returns>False when it is another's, or has other events by now: nothing was added.</returns>
    public async Task<bool> AppendAsync(Run run, IReadOnlyList<RunEvent> events, bool hasProgressed, CancellationToken cancellationToken)
    {
        await using var command = platform.Source.Create(
            AppendSql,
            PlatformCommand.Id(run.Id), PlatformCommand.Id(run.Worker), PlatformCommand.Number(run.Claim),
            PlatformCommand.Texts(events.Select(RunEventText.TypeOf)), PlatformCommand.Texts(events.Select(RunEventText.Of)),
            PlatformCommand.Number(run.LastEvent), PlatformCommand.Flag(hasProgressed));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken);
    }

    /// <summary>The events after a place, in order.</summary>
    public async Task<IReadOnlyList<StoredEvent>> ReadAsync(Guid run, long after, int limit, CancellationToken cancellationToken)
    {
        await using var command = platform.Source.Create(
            ReadSql, PlatformCommand.Id(run), PlatformCommand.Number(after), PlatformCommand.Number(limit));
        return await command.ReadAllAsync(ReadEvent, cancellationToken);
    }

    /// <summary>What a run has done so far, as it was told.</summary>
    public async Task<IReadOnlyList<StoredEvent>> ReadDoneAsync(Guid run, CancellationToken cancellationToken)
    {
        await using var command = platform.Source.Create(ReadDoneSql, PlatformCommand.Id(run));
        return await command.ReadAllAsync(ReadEvent, cancellationToken);
    }

    /// <summary>Some of the runs that ended this long ago or longer, and have all of their progress still.</summary>
    public async Task<IReadOnlyList<Guid>> FindThickAsync(TimeSpan age, CancellationToken cancellationToken)
    {
        await using var command = platform.Source.Create(FindThickSql, PlatformCommand.Span(age));
        return await command.ReadAllAsync(reader => reader.GetGuid(0), cancellationToken);
    }

    /// <summary>Leaves of the progress of a run that has ended as much as makes a curve.</summary>
    public async Task ThinAsync(Guid run, CancellationToken cancellationToken)
    {
        await using var command = platform.Source.Create(ThinSql, PlatformCommand.Id(run), PlatformCommand.Number(PointsKept));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    internal static StoredEvent ReadEvent(NpgsqlDataReader reader) =>
        new(reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetString(2), reader.GetString(3));
}
