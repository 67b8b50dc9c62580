using System.Globalization;
using Lms.Benchmarks.Services;
using Lms.Migrations;
using Npgsql;

namespace Lms.Benchmarks.Pages;

/// <summary>A database with many migrations and a history of many years.</summary>
internal static class LongHistory
{
    /// <summary>What came before the migrations, in the order of time: mostly runs that went well, by a few people.</summary>
    private const string Events = """
        INSERT INTO migrator.history (at, kind, outcome, version, name, checksum, duration_ms, run_id, epoch, actor, reason, host, tool_version)
        SELECT now() - make_interval(mins => $1 - n),
               (ARRAY['migrated', 'migrated', 'migrated', 'rolledBack', 'seeded'])[1 + n % 5], CASE WHEN n % 97 = 0 THEN 'failed' ELSE 'succeeded' END,
               lpad((1 + n % $2)::text, 4, '0'), format('create-t%s', 1 + n % $2), md5(n::text) || md5(n::text), n % 5000,
               md5((n / 20)::text)::uuid, n / 20, format('person%s', n % 7), CASE WHEN n % 11 = 0 THEN format('change request %s', n) END, 'host', '0.1.0'
        FROM generate_series(1, $1) AS n
        """;

    public static async Task<ServedDatabase> FillAsync(
        string name, BenchmarkDatabase database, string catalog, PageOptions options, CancellationToken cancellationToken)
    {
        for (var number = 1; number <= options.Migrations; number++)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"""
                -- Table number {number}.
                -- migrate:up
                CREATE TABLE t{number} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
                CREATE INDEX t{number}_name ON t{number} (name);
                -- migrate:down
                DROP TABLE t{number};
                """);
            await File.WriteAllTextAsync(Path.Combine(catalog, string.Create(CultureInfo.InvariantCulture, $"{number:0000}-create-t{number}.sql")), text, cancellationToken);
        }

        var target = new DatabaseTarget(name, DatabaseEngine.PostgreSql, database.Url, catalog);
        await new MigrationRunner(target, context: new RunContext("benchmark")).RunPendingMigrationsAsync(cancellationToken);
        await using var source = BenchmarkServer.Patient(database.KeywordString);
        await using (var insert = source.CreateCommand(Events))
        {
            insert.Parameters.Add(new NpgsqlParameter<int> { TypedValue = options.Events });
            insert.Parameters.Add(new NpgsqlParameter<int> { TypedValue = options.Migrations });
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var vacuum = source.CreateCommand("VACUUM (ANALYZE) migrator.history");
        await vacuum.ExecuteNonQueryAsync(cancellationToken);
        return new ServedDatabase(name, database.Url, catalog);
    }
}
