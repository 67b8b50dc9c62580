using System.Collections.Concurrent;
using Lms.Migrations.Backfills;
using Lms.Migrations.Failures;
using Npgsql;

namespace Lms.Migrations.Postgres.Backfills;

/// <summary>Looks up the tables of backfills, each once, and refuses those that cannot be walked or restored.</summary>
internal sealed class SourceTables
{
    private const string TableSql = """
        SELECT c.oid, n.nspname, c.relname, c.relkind::text,
               EXISTS (SELECT FROM pg_inherits i WHERE i.inhparent = c.oid) AND c.relkind = 'r'
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.oid = to_regclass($1)
        """;

    // Whether a column orders and cuts the table: by an index that holds it alone, unique, complete, in the column's own order.
    private const string ColumnsSql = """
        SELECT a.attname, format_type(a.atttypid, a.atttypmod), coalesce(nullif(t.typbasetype, 0), t.oid)::regtype::text, a.attnotnull,
               EXISTS (
                   SELECT FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam
                   JOIN pg_opclass o ON o.oid = i.indclass[0]
                   WHERE i.indrelid = a.attrelid AND i.indkey[0] = a.attnum AND i.indnkeyatts = 1 AND i.indisunique AND i.indisvalid
                     AND i.indpred IS NULL AND m.amname = 'btree' AND o.opcdefault AND i.indcollation[0] = a.attcollation)
        FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
        WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped
        """;

    private readonly ConcurrentDictionary<long, SourceTable> known = new();

    /// <summary>The table of a backfill that was accepted before.</summary>
    /// <exception cref="BackfillRefusedException">It is not any more as the definition needs it.</exception>
    public async ValueTask<SourceTable> GetAsync(BackfillWork work, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (!known.TryGetValue(work.Id, out var table))
        {
            table = await FindAsync(work.Definition, connection, cancellationToken).ConfigureAwait(false);
            known[work.Id] = table;
        }

        return table;
    }

    /// <exception cref="BackfillRefusedException">The source, its key or a column is not as the definition needs it.</exception>
    public static async Task<SourceTable> FindAsync(BackfillDefinition definition, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var (oid, table) = await FindTableAsync(definition.Source, connection, cancellationToken).ConfigureAwait(false);
        var columns = await ReadColumnsAsync(oid, connection, cancellationToken).ConfigureAwait(false);
        return new SourceTableCheck(definition.Source, table, columns).Accept(definition);
    }

    private static async Task<(uint Oid, string Table)> FindTableAsync(string source, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(TableSql, connection) { Parameters = { PostgresParameter.Text(source) } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            throw new BackfillRefusedException($"There is no table {source} in this database.")
            {
                WayOut = "Write the table with its schema, or create it in an earlier migration.",
            };
        }

        if (reader.GetString(3) is not ("r" or "p"))
        {
            throw new BackfillRefusedException($"{source} is not a table.")
            {
                WayOut = "A backfill walks the rows of a table or of a partitioned table; name the table that holds them.",
            };
        }

        return reader.GetBoolean(4)
            ? throw new BackfillRefusedException($"Other tables inherit from {source}, so that no index makes its keys unique.")
            {
                WayOut = "Write a backfill for each of the tables that inherit from it.",
            }
            : (reader.GetFieldValue<uint>(0), PostgresIdentifier.Quote(reader.GetString(1), reader.GetString(2)));
    }

    private static async Task<Dictionary<string, CatalogColumn>> ReadColumnsAsync(
        uint oid, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var columns = new Dictionary<string, CatalogColumn>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand(ColumnsSql, connection)
        {
            Parameters = { new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Oid, Value = oid } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            columns.Add(reader.GetString(0), new CatalogColumn(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetBoolean(3), reader.GetBoolean(4)));
        }

        return columns;
    }
}
