using System.Text.Json;
using Lms.Migrations.Backfills;
using Lms.Migrations.Catalog;
using Lms.Migrations.History;
using Lms.Migrations.Leasing;
using Npgsql;

namespace Lms.Migrations.Postgres.Backfills;

/// <summary>Begins backfills and changes their states; each change and the event that tells of it are one statement.</summary>
internal sealed class BackfillStateChanges(PostgresSession session)
{
    private const string CreateSql = """
        WITH created AS (
            INSERT INTO migrator.backfills (version, name, step, checksum, source, key_type, run_id, epoch, changed_by, reason, estimated)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING *
        )
        SELECT id,
               migrator.record(version, name, NULL, checksum, NULL, 'backfill', 'succeeded', 0, run_id, changed_by, reason, $12, NULL, epoch,
                   $13, format('backfill %s: begun on %s', id, source)),
               migrator.assert_lease(epoch, run_id)
        FROM created
        """;

    private const string TransitionSql = """
        WITH moved AS (
            UPDATE migrator.backfills SET
                state = $3, reason = $4, changed_by = $5, changed_at = clock_timestamp(), rate = NULL, lanes = 0, throttle = NULL
            WHERE id = $1 AND state = $2 RETURNING *
        )
        SELECT migrator.record(version, name, NULL, checksum, NULL, 'backfill', $6, 0, $7, $5, $8, $9, $10, $11, $12,
                   concat(format('backfill %s: %s → %s', id, $2::text, $3::text), ': ' || $4)),
               CASE WHEN $11::bigint IS NOT NULL THEN migrator.assert_lease($11, $7) END
        FROM moved
        """;

    /// <inheritdoc cref="IBackfillStore.CreateAsync"/>
    public async Task<long> CreateAsync(
        Migration migration, int step, BackfillDefinition definition, Lease lease, CancellationToken cancellationToken)
    {
        await using var connection = await session.OpenSideConnectionAsync(cancellationToken).ConfigureAwait(false);
        var source = await SourceTables.FindAsync(definition, connection, cancellationToken).ConfigureAwait(false);
        var estimated = await EstimateAsync(connection, source, cancellationToken).ConfigureAwait(false);
        var run = lease.Run;
        await using var command = new NpgsqlCommand(CreateSql, connection)
        {
            Parameters =
            {
                new() { Value = migration.Version.ToString() }, new() { Value = migration.Name }, new() { Value = step },
                new() { Value = migration.Checksum }, new() { Value = definition.Source }, new() { Value = source.KeyType },
                new() { Value = run.RunId }, new() { Value = lease.Epoch }, new() { Value = run.Actor }, PostgresParameter.Text(run.Reason),
                new() { Value = estimated }, new() { Value = run.Host }, new() { Value = run.ToolVersion },
            },
        };
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is long id
            ? id
            : throw new InvalidOperationException("The new backfill has no number.");
    }

    /// <inheritdoc cref="IBackfillStore.TransitionAsync"/>
    public async Task<bool> TransitionAsync(BackfillChange change, CancellationToken cancellationToken)
    {
        if (!BackfillTransitions.IsAllowed(change.From, change.To))
            throw new InvalidOperationException($"No backfill goes from {BackfillTerms.Term(change.From)} to {BackfillTerms.Term(change.To)}.");

        await using var connection = await session.OpenSideConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var command = new NpgsqlCommand(TransitionSql, connection)
        {
            Parameters =
            {
                new() { Value = change.Id }, new() { Value = BackfillTerms.Term(change.From) }, new() { Value = BackfillTerms.Term(change.To) },
                PostgresParameter.Text(change.Reason), new() { Value = change.By.Actor },
                new() { Value = HistoryTerms.Term(Outcome(change.To)) }, new() { Value = change.By.RunId },
                PostgresParameter.Text(change.By.Reason), new() { Value = change.By.Host },
                PostgresParameter.Text(change.To == BackfillState.Failed ? change.Reason : null), PostgresParameter.BigInt(change.Epoch),
                new() { Value = change.By.ToolVersion },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>How many rows the server's planner takes the table to have. Made from its present size, so that it also knows of
    /// tables that were never analyzed.</summary>
    private static async Task<long> EstimateAsync(NpgsqlConnection connection, SourceTable source, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"EXPLAIN (FORMAT JSON) SELECT FROM {source.Table}", connection) { AllResultTypesAreUnknown = true };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        using var plan = JsonDocument.Parse(reader.GetString(0));
        return (long)plan.RootElement[0].GetProperty("Plan").GetProperty("Plan Rows").GetDouble();
    }

    private static HistoryOutcome Outcome(BackfillState state) => state switch
    {
        BackfillState.Failed => HistoryOutcome.Failed,
        BackfillState.Interrupted or BackfillState.Cancelled => HistoryOutcome.Cancelled,
        _ => HistoryOutcome.Succeeded,
    };
}
