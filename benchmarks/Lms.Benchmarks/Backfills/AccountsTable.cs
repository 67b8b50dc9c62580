using System.Globalization;
using Npgsql;

namespace Lms.Benchmarks.Backfills;

/// <summary>A PostgreSQL table: bigint key, two amounts, two texts, no index but the key's.</summary>
internal sealed class AccountsTable(BenchmarkServer server) : Dataset
{
    public const string Name = "postgresql";

    private const string Update = "UPDATE accounts SET balance = round(earnings / 2, 2) WHERE balance = 0 AND earnings > 0";

    public override string Engine => Name;

    public override string Bare => "one UPDATE";

    public override Task WriteCatalogAsync(string directory, bool undo, CancellationToken cancellationToken) => File.WriteAllTextAsync(
        Path.Combine(directory, "001-halve-earnings.sql"),
        $"-- migrate:backfill table:accounts key:id{(undo ? " undo:balance sum:balance" : "")}\n{Update};\n",
        cancellationToken);

    public override async Task<DatasetCopy> CreateAsync(int rows, CancellationToken cancellationToken)
    {
        var database = await server.CreateDatabaseAsync(prerequisite: "", cancellationToken);
        var copy = new Copy(server, database);
        await copy.FillAsync(rows, cancellationToken);
        return copy;
    }

    private sealed class Copy(BenchmarkServer server, BenchmarkDatabase database) : DatasetCopy
    {
        private readonly NpgsqlDataSource _source = BenchmarkServer.Patient(database.KeywordString);

        public override string Connection => database.Url;

        public async Task FillAsync(int rows, CancellationToken cancellationToken)
        {
            await ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"""
                CREATE TABLE accounts AS
                SELECT n::bigint AS id, (n::bigint * 7919 % 1000000 + 2)::numeric / 100 AS earnings, 0::numeric AS balance,
                       format('user%s@example.com', n) AS email, md5(n::text) AS note
                FROM generate_series(1, {rows}) n
                """), cancellationToken);
            await ExecuteAsync("ALTER TABLE accounts ADD PRIMARY KEY (id)", cancellationToken);
            // Statistics and the visibility map as of a table that has stood for a while; nothing left to write back.
            await ExecuteAsync("VACUUM (ANALYZE) accounts", cancellationToken);
            await ExecuteAsync("CHECKPOINT", cancellationToken);
        }

        public override Task ChangeAsync(CancellationToken cancellationToken) => ExecuteAsync(Update, cancellationToken);

        public override async Task<long> CountChangedAsync(CancellationToken cancellationToken)
        {
            await using var command = _source.CreateCommand("SELECT count(*) FROM accounts WHERE balance = round(earnings / 2, 2)");
            return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        }

        public override async ValueTask DisposeAsync()
        {
            await _source.DisposeAsync();
            await server.DropDatabaseAsync(database, CancellationToken.None);
        }

        private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
        {
            await using var command = _source.CreateCommand(sql);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
