using Lms.Contracts.Json;
using Lms.Contracts.Runs;
using Lms.Migrations.Planning;
using Lms.Migrations.Worker.Platform;
using Npgsql;

namespace Lms.Migrations.Worker.Runs.Storage;

/// <summary>Keeps runs. Every change of state is a compare-and-swap, and is told in the run's events by the same commit.</summary>
internal sealed class RunStore(PlatformDatabase platform)
{
    /// <summary>Told the id of a run whenever it is in another state, or shall be.</summary>
    public const string Channel = "lms_runs";

    private const string InsertSql = $"""
        WITH added AS (
            INSERT INTO runs (id, request_id, database, kind, request, state, actor, due_at, plan, trace_parent, last_event)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $11, 1)
            ON CONFLICT (request_id) DO NOTHING
            RETURNING id
        ), told AS (
            INSERT INTO run_events (run_id, id, type, body) SELECT id, 1, 'stateChanged', $10 FROM added
        )
        SELECT pg_notify('{Channel}', id::text) FROM added
        """;

    private const string FindSql = $"SELECT {RunRow.Columns} FROM {RunRow.From} WHERE r.id = $1";

    private const string FindByRequestSql = $"SELECT {RunRow.Columns} FROM {RunRow.From} WHERE r.request_id = $1";

    private const string ListSql = $"""
        SELECT {RunRow.Columns} FROM {RunRow.From}
        WHERE ($1 IS NULL OR r.database = $1) AND (cardinality($2) = 0 OR r.state = ANY ($2)) AND ($3 IS NULL OR r.actor = $3)
          AND ($4 IS NULL OR (r.asked_at, r.id) < ($4, $5))
        ORDER BY r.asked_at DESC, r.id DESC LIMIT $6
        """;

    private const string UpdateSql = $"""
        WITH changed AS (
            UPDATE runs SET
                state = $4, due_at = $5, worker = $6, claim = $7, attempts = $8, plan = coalesce($9, plan), is_begun = $10,
                approved_by = $11, approved_at = $12, approval_reason = $13, approved_hash = $14, result = $15, error = $16, away_since = $17,
                losses = $19, rejected = $20,
                cancelled_by = CASE WHEN $4 = 'cancelled' THEN coalesce(cancelled_by, $21) ELSE cancelled_by END,
                cancelled_at = CASE WHEN $4 = 'cancelled' THEN coalesce(cancelled_at, clock_timestamp()) ELSE cancelled_at END,
                cancel_reason = CASE WHEN $4 = 'cancelled' AND cancelled_by IS NULL THEN $22 ELSE cancel_reason END,
                started_at = CASE WHEN $4 = 'running' THEN coalesce(started_at, clock_timestamp()) ELSE started_at END,
                ended_at = CASE WHEN $4 IN ('succeeded', 'failed', 'cancelled') THEN clock_timestamp() END,
                last_event = last_event + 1
            WHERE id = $1 AND state = $2 AND claim = $3
            RETURNING id, last_event
        ), told AS (
            INSERT INTO run_events (run_id, id, type, body) SELECT id, last_event, 'stateChanged', $18 FROM changed
        )
        SELECT pg_notify('{Channel}', id::text) FROM changed
        """;

    private const string BeginSql = """
        UPDATE runs SET plan = $4, is_begun = true WHERE id = $1 AND worker = $2 AND claim = $3 AND state IN ('running', 'paused')
        RETURNING id
        """;

    private const string CancelSql = $"""
        UPDATE runs SET cancelled_by = $2, cancelled_at = clock_timestamp(), cancel_reason = $3
        WHERE id = $1 AND state IN ('running', 'paused', 'interrupted') AND cancelled_at IS NULL
        RETURNING pg_notify('{Channel}', id::text)
        """;

    /// <summary>Adds a run, unless one with its request id is there.</summary>
    /// <returns>Whether it was added.</returns>
    public async Task<bool> InsertAsync(Run run, string? reason, CancellationToken cancellationToken)
    {
        await using var command = platform.Source.Create(
            InsertSql,
            PlatformCommand.Id(run.Id), PlatformCommand.Text(run.Request.RequestId), PlatformCommand.Text(run.Request.Database),
            PlatformCommand.Text(run.Request.Kind), RunRow.Json(run.Request, ContractJson.Default.RunRequestDocument),
            PlatformCommand.Text(RunRow.Term(run.State)), PlatformCommand.Text(run.Actor), PlatformCommand.Time(run.DueAt),
            RunRow.Json(StoredPlan.Of(run.Plan), StorageJson.Default.StoredPlan), Body(new StateChangedEvent(null, RunRow.Term(run.State), run.Actor, reason)),
            PlatformCommand.Text(run.TraceParent));
        return await IsAnyAsync(command, cancellationToken);
    }

    public Task<Run?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        FirstAsync(platform.Source.Create(FindSql, PlatformCommand.Id(id)), cancellationToken);

    public Task<Run?> FindByRequestAsync(string requestId, CancellationToken cancellationToken) =>
        FirstAsync(platform.Source.Create(FindByRequestSql, PlatformCommand.Text(requestId)), cancellationToken);

    public async Task<RunPage> ListAsync(RunQuery query, CancellationToken cancellationToken)
    {
        await using var command = platform.Source.Create(
            ListSql,
            PlatformCommand.Text(query.Database), PlatformCommand.Texts(query.States.Select(RunRow.Term)), PlatformCommand.Text(query.Actor),
            PlatformCommand.Time(query.Before?.AskedAt), PlatformCommand.Id(query.Before?.Id), PlatformCommand.Number(query.Limit + 1));
        var runs = await command.ReadAllAsync(RunRow.Read, cancellationToken);
        return runs.Count <= query.Limit
            ? new RunPage(runs, Next: null)
            : new RunPage(runs[..query.Limit], new RunCursor(runs[query.Limit - 1].AskedAt, runs[query.Limit - 1].Id));
    }

    /// <summary>Brings a run from one state into another if it still is as it was read.</summary>
    /// <param name="before">As it was read.</param>
    /// <param name="after">As it shall be.</param>
    /// <param name="by">Who or which worker does it.</param>
    /// <param name="reason">Why, in one sentence; null where the state says it all.</param>
    /// <param name="cancellationToken">Cancels the command.</param>
    /// <returns>False when it is in another state by now, another worker has taken it, or another run of its database is under way.</returns>
    public async Task<bool> UpdateAsync(Run before, Run after, string by, string? reason, CancellationToken cancellationToken)
    {
        RunTransitions.Require(before.State, after.State);
        await using var command = platform.Source.Create(
            UpdateSql,
            PlatformCommand.Id(before.Id), PlatformCommand.Text(RunRow.Term(before.State)), PlatformCommand.Number(before.Claim),
            PlatformCommand.Text(RunRow.Term(after.State)), PlatformCommand.Time(after.DueAt), PlatformCommand.Id(after.Worker),
            PlatformCommand.Number(after.Claim), PlatformCommand.Number(after.Attempts),
            RunRow.Json(StoredPlan.Of(after.Plan), StorageJson.Default.StoredPlan), PlatformCommand.Flag(after.IsBegun),
            PlatformCommand.Text(after.Approval?.By), PlatformCommand.Time(after.Approval?.At), PlatformCommand.Text(after.Approval?.Reason),
            PlatformCommand.Text(after.Approval?.PlanHash), RunRow.Json(after.Result, ContractJson.Default.RunResultDocument),
            RunRow.Json(after.Error, ContractJson.Default.Failure), PlatformCommand.Time(after.AwaySince),
            Body(new StateChangedEvent(RunRow.Term(before.State), RunRow.Term(after.State), by, reason)),
            PlatformCommand.Number(after.Losses), PlatformCommand.Flag(after.Cancellation is { IsRejection: true }),
            PlatformCommand.Text(after.Cancellation?.By ?? by), PlatformCommand.Text(after.Cancellation is { } cancellation ? cancellation.Reason : reason));
        try
        {
            return await IsAnyAsync(command, cancellationToken);
        }
        catch (PostgresException exception) when (exception is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "one_run_at_a_time" })
        {
            return false;
        }
    }

    /// <summary>Writes down what a run does, before its first step.</summary>
    /// <returns>False when the run is no longer this worker's.</returns>
    public async Task<bool> BeginAsync(Run run, PinnedPlan plan, CancellationToken cancellationToken)
    {
        await using var command = platform.Source.Create(
            BeginSql, PlatformCommand.Id(run.Id), PlatformCommand.Id(run.Worker), PlatformCommand.Number(run.Claim),
            RunRow.Json(StoredPlan.Of(plan), StorageJson.Default.StoredPlan));
        return await IsAnyAsync(command, cancellationToken);
    }

    /// <summary>Writes down that somebody wants a run stopped that a worker is at work on, or was; a worker does it.</summary>
    /// <returns>Whether it was written: not when it never was begun or is over, or somebody asked before.</returns>
    public async Task<bool> RequestCancellationAsync(Guid id, string by, string? reason, CancellationToken cancellationToken)
    {
        await using var command = platform.Source.Create(CancelSql, PlatformCommand.Id(id), PlatformCommand.Text(by), PlatformCommand.Text(reason));
        return await IsAnyAsync(command, cancellationToken);
    }

    internal static NpgsqlParameter Body(RunEvent happened) => RunRow.Json(happened, ContractJson.Default.RunEvent);

    private static async Task<Run?> FirstAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using (command)
        {
            var found = await command.ReadAllAsync(RunRow.Read, cancellationToken);
            return found.Count == 0 ? null : found[0];
        }
    }

    private static async Task<bool> IsAnyAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken);
    }
}
