using Lms.Contracts.Backfills;
using Lms.Contracts.Runs;
using Lms.Migrations.Worker.Platform;
using Npgsql;

namespace Lms.Migrations.Worker.Runs.Storage;

/// <summary>Reads out of the events of runs how the pace of a backfill developed.</summary>
internal sealed class BackfillPaceStore(PlatformDatabase platform)
{
    /// <summary>As many points as a curve of a page's width shows.</summary>
    public const int MostPoints = 120;

    // Each takes a point of its own for its last event.
    private const int MostRuns = 20;

    // As index run_events_of_backfills has it.
    private const string IsTold = "type IN ('backfillProgress', 'backfillEnded') AND body -> 'backfill' ->> 'id' = $2";

    /// <summary>Database, backfill, when it began, most points, most runs.</summary>
    /// <remarks>Events are numbered, and progress is told about once a second: every n-th number is found by the index, however many lie between.</remarks>
    private const string ReadSql = $"""
        WITH RECURSIVE worked AS (
            (SELECT run_id FROM run_events WHERE {IsTold} ORDER BY run_id LIMIT 1)
            UNION ALL
            SELECT next.run_id FROM worked CROSS JOIN LATERAL (
                SELECT run_id FROM run_events WHERE {IsTold} AND run_id > worked.run_id ORDER BY run_id LIMIT 1) next
        ), spans AS (
            SELECT worked.run_id, first.id AS first, last.id AS last
            FROM worked JOIN runs ON runs.id = worked.run_id AND runs.database = $1
            CROSS JOIN LATERAL (SELECT e.id FROM run_events e WHERE {IsTold} AND e.run_id = worked.run_id ORDER BY e.id LIMIT 1) first
            CROSS JOIN LATERAL (SELECT e.* FROM run_events e WHERE {IsTold} AND e.run_id = worked.run_id ORDER BY e.id DESC LIMIT 1) last
            -- A database that was made anew counts its backfills anew.
            WHERE (last.body -> 'backfill' ->> 'startedAt')::timestamptz = $3
            ORDER BY last.at DESC LIMIT $5
        ), places AS (
            SELECT run_id, generate_series(last, first, -step) AS place
            FROM spans, (SELECT ceil(sum(last - first + 1) / ($4 - count(*)))::bigint AS step FROM spans) pace
        ), chosen AS (
            SELECT DISTINCT run_id, found.id FROM places CROSS JOIN LATERAL (
                SELECT e.id FROM run_events e WHERE {IsTold} AND e.run_id = places.run_id AND e.id <= place ORDER BY e.id DESC LIMIT 1) found
        )
        SELECT e.id, e.at, e.type, e.body FROM chosen JOIN run_events e USING (run_id, id) ORDER BY e.at, e.id
        """;

    /// <summary>The points of the curve, oldest first.</summary>
    /// <param name="database">The database.</param>
    /// <param name="backfill">Its number there.</param>
    /// <param name="startedAt">When it began, by that database's clock.</param>
    /// <param name="cancellationToken">Cancels the command.</param>
    public async Task<IReadOnlyList<PacePointDocument>> ReadAsync(
        string database, long backfill, DateTimeOffset startedAt, CancellationToken cancellationToken)
    {
        await using var command = Create(database, backfill, startedAt);
        return await command.ReadAllAsync(reader => ToPoint(RunEventStore.ReadEvent(reader)), cancellationToken);
    }

    internal NpgsqlCommand Create(string database, long backfill, DateTimeOffset startedAt) => platform.Source.Create(
        ReadSql, PlatformCommand.Text(database), PlatformCommand.Text($"{backfill}"), PlatformCommand.Time(startedAt),
        PlatformCommand.Number(MostPoints), PlatformCommand.Number(MostRuns));

    private static PacePointDocument ToPoint(StoredEvent stored)
    {
        var backfill = stored.ToDocument().Event switch
        {
            BackfillProgressEvent { Backfill: var told } => told,
            BackfillEndedEvent { Backfill: var told } => told,
            var other => throw new FormatException($"Event {stored.Id} is no event of a backfill, but {other.GetType().Name}."),
        };
        return new PacePointDocument(stored.At, backfill.Processed, backfill.BatchSize, backfill.RatePerSecond, backfill.Throttle);
    }
}
