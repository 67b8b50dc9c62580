using Lms.Migrations.Catalog;
using Lms.Migrations.Failures;
using Lms.Migrations.Leasing;
using Lms.Migrations.Seeding;
using Npgsql;

namespace Lms.Migrations.Postgres;

/// <summary>Runs seeders and keeps <c>public.seeders</c>.</summary>
internal static class PostgresSeeding
{
    private const string ReadSql = "SELECT name, executed_at, executed_by, scale, rows, checksum, duration_ms FROM public.seeders";

    private const string RecordSql = """
        INSERT INTO public.seeders AS s (name, executed_by, scale, rows, checksum, duration_ms, run_id)
        VALUES ($1, $2, $3, $4, $5, extract(epoch FROM clock_timestamp() - now()) * 1000, $6)
        ON CONFLICT (name) DO UPDATE SET
            executed_at = clock_timestamp(), executed_by = excluded.executed_by, scale = excluded.scale, rows = s.rows + excluded.rows,
            checksum = excluded.checksum, duration_ms = excluded.duration_ms, run_id = excluded.run_id
        """;

    public static async Task<IReadOnlyDictionary<string, SeederRecord>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var records = new Dictionary<string, SeederRecord>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand(ReadSql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var record = new SeederRecord(
                reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetString(2), reader.GetDecimal(3),
                reader.GetInt64(4), reader.GetString(5), reader.GetInt64(6));
            records.Add(record.Name, record);
        }

        return records;
    }

    /// <summary>Runs one seeder in one transaction; its SQL reads the scale with <c>current_setting('lms.scale')</c>.</summary>
    /// <returns>How many rows it inserted or changed.</returns>
    /// <exception cref="SeederFailedException">A statement failed; nothing of the seeder remains.</exception>
    public static async Task<long> RunAsync(NpgsqlConnection connection, Seeder seeder, decimal scale, Lease lease, CancellationToken cancellationToken)
    {
        await SendAsync(connection, [Begin, SetScale(scale)], cancellationToken).ConfigureAwait(false);
        long rows = 0;
        foreach (var statement in seeder.Statements)
            rows += await ExecuteAsync(connection, seeder, statement, cancellationToken).ConfigureAwait(false);

        await SendAsync(
            connection,
            [Record(seeder, scale, rows, lease.Run), PostgresHistory.Record(seeder.Seeded(scale, rows, "rows"), lease.Run, lease.Epoch), PostgresHistory.AssertLease(lease), new("COMMIT")],
            cancellationToken).ConfigureAwait(false);
        return rows;
    }

    private static NpgsqlBatchCommand Begin => new("BEGIN");

    private static NpgsqlBatchCommand SetScale(decimal scale) => new("SELECT set_config('lms.scale', $1, true)")
    {
        Parameters = { PostgresParameter.Text(scale.ToString()) },
    };

    private static NpgsqlBatchCommand Record(Seeder seeder, decimal scale, long rows, RunContext run) => new(RecordSql)
    {
        Parameters =
        {
            new() { Value = seeder.Name }, new() { Value = run.Actor }, new() { Value = scale }, new() { Value = rows },
            new() { Value = seeder.Checksum }, new() { Value = run.RunId },
        },
    };

    private static async Task<long> ExecuteAsync(NpgsqlConnection connection, Seeder seeder, Statement statement, CancellationToken cancellationToken)
    {
        try
        {
            return Math.Max(0, await SendAsync(connection, [new(statement.Text)], cancellationToken).ConfigureAwait(false));
        }
        catch (PostgresException exception) when (!cancellationToken.IsCancellationRequested && !PostgresFailures.IsServerGoing(exception))
        {
            throw new SeederFailedException(seeder.Name, seeder.File, exception.MessageText, exception)
            {
                Fault = PostgresStatementFault.Of(exception, statement),
                WayOut = "Nothing of this seeder remains. Are the migrations applied that its tables come from?",
            };
        }
    }

    private static async Task<int> SendAsync(NpgsqlConnection connection, IEnumerable<NpgsqlBatchCommand> commands, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var command in commands)
            batch.BatchCommands.Add(command);
        return await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
