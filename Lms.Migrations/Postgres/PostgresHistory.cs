using Lms.Migrations.Catalog;
using Lms.Migrations.History;
using Lms.Migrations.Leasing;
using Npgsql;

namespace Lms.Migrations.Postgres;

/// <summary>Reads and writes <c>public.migrations</c> and <c>migrator.history</c>.</summary>
internal static class PostgresHistory
{
    private const string EntriesSql = """
        SELECT version, name, description, checksum, status, applied_at, applied_by, duration_ms, run_id, error
        FROM public.migrations
        """;

    private const string RecordSql = """
        SELECT migrator.record($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
        """;

    public static async Task<IReadOnlyList<HistoryEntry>> ReadEntriesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var entries = new List<HistoryEntry>();
        await using var command = new NpgsqlCommand(EntriesSql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            entries.Add(new HistoryEntry(
                MigrationVersion.Parse(reader.GetString(0)), reader.GetString(1), Text(reader, 2), reader.GetString(3),
                HistoryTerms.ReadStatus(reader.GetString(4)), reader.GetFieldValue<DateTimeOffset>(5), reader.GetString(6), reader.GetInt64(7),
                reader.GetGuid(8), Text(reader, 9)));
        }

        entries.Sort((left, right) => left.Version.CompareTo(right.Version));
        return entries;
    }

    public static async Task<HistoryPage> ReadEventsAsync(NpgsqlConnection connection, HistoryQuery query, CancellationToken cancellationToken)
    {
        var events = new List<HistoryEvent>();
        await using var command = HistorySelection.CommandFor(query, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            events.Add(ReadEvent(reader));
        return HistoryPage.Of(events, query.Limit);
    }

    /// <summary>The command that writes a change; it belongs into a transaction that asserts the lease.</summary>
    public static NpgsqlBatchCommand Record(HistoryChange change, RunContext run, long epoch)
    {
        var by = change.By ?? run;
        return new NpgsqlBatchCommand(RecordSql)
        {
            Parameters =
            {
                PostgresParameter.Text(change.Version?.ToString()),
                PostgresParameter.Text(change.Name),
                PostgresParameter.Text(change.Description),
                PostgresParameter.Text(change.Checksum),
                PostgresParameter.Text(change.Status is { } status ? HistoryTerms.Term(status) : null),
                PostgresParameter.Text(HistoryTerms.Term(change.Kind)),
                PostgresParameter.Text(HistoryTerms.Term(change.Outcome)),
                PostgresParameter.BigInt(change.Duration is { } duration ? (long)duration.TotalMilliseconds : null),
                new() { Value = by.RunId },
                PostgresParameter.Text(by.Actor),
                PostgresParameter.Text(by.Reason),
                PostgresParameter.Text(by.Host),
                PostgresParameter.Text(change.Error),
                PostgresParameter.BigInt(epoch),
                PostgresParameter.Text(by.ToolVersion),
                PostgresParameter.Text(change.Detail),
            },
        };
    }

    /// <summary>The command that fails unless the lease is still held; it stands last before a commit.</summary>
    public static NpgsqlBatchCommand AssertLease(Lease lease) => new("SELECT migrator.assert_lease($1, $2)")
    {
        Parameters = { new() { Value = lease.Epoch }, new() { Value = lease.Run.RunId } },
    };

    // In the order of HistorySelection's columns.
    private static HistoryEvent ReadEvent(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1), HistoryTerms.ReadKind(reader.GetString(2)),
        HistoryTerms.ReadOutcome(reader.GetString(3)), Text(reader, 4) is { } version ? MigrationVersion.Parse(version) : null,
        Text(reader, 5), Text(reader, 6), Number(reader, 7), reader.GetGuid(8), Number(reader, 9), reader.GetString(10),
        Text(reader, 11), reader.GetString(12), reader.GetString(13), Text(reader, 14), Text(reader, 15));

    private static string? Text(NpgsqlDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);

    private static long? Number(NpgsqlDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetInt64(ordinal);
}
