using System.Globalization;
using Lms.Testing;
using Npgsql;

namespace Lms.Migrations.Tests.Backfills.Harness;

/// <summary>Accounts in a PostgreSQL table.</summary>
public sealed class PostgresSubject(TestDatabase database) : BackfillSubject
{
    public override DatabaseTarget Target => new("test", DatabaseEngine.PostgreSql, database.ConnectionString, Catalog.Path);

    public TestDatabase Database => database;

    public override Task FillAsync(int count, CancellationToken cancellationToken) => database.ExecuteAsync($"""
        CREATE TABLE accounts (
            id int PRIMARY KEY, earnings numeric, balance numeric NOT NULL DEFAULT 0 CHECK (balance < 1000000000), note text);
        INSERT INTO accounts SELECT i, CASE WHEN i % 5 > 0 THEN (i::bigint * 7919 % 100000) / 100.0 END, 0, repeat('x', 40) FROM generate_series(1, {count}) i;
        ANALYZE accounts;
        """, cancellationToken);

    public override void WriteBackfill(string comment = "") => Catalog.Write("1-balances.sql", $"""
        -- Balances. {comment}
        -- migrate:backfill table:accounts key:id undo:balance sum:balance
        UPDATE accounts SET balance = round(earnings / 2, 2) WHERE balance = 0 AND earnings > 0;
        """);

    public override decimal Expected(decimal earnings) => Math.Round(earnings / 2, 2, MidpointRounding.AwayFromZero);

    public override async Task<IReadOnlyList<Account>> ReadAsync(CancellationToken cancellationToken) =>
        [.. (await database.RowsAsync("SELECT id, earnings, balance FROM accounts ORDER BY id", cancellationToken)).Select(Parse)];

    public override Task<IReadOnlyList<string>> FingerprintAsync(CancellationToken cancellationToken) =>
        database.RowsAsync("SELECT id, earnings, balance, note FROM accounts ORDER BY id", cancellationToken);

    public override Task SetBalanceAsync(int id, decimal balance, CancellationToken cancellationToken) =>
        ExecuteAsync($"UPDATE accounts SET balance = {balance} WHERE id = {id}", cancellationToken);

    public override Task SetEarningsAsync(int id, decimal earnings, CancellationToken cancellationToken) =>
        ExecuteAsync($"UPDATE accounts SET earnings = {earnings} WHERE id = {id}", cancellationToken);

    public override Task DeleteAsync(int id, CancellationToken cancellationToken) =>
        ExecuteAsync($"DELETE FROM accounts WHERE id = {id}", cancellationToken);

    public override Task PoisonAsync(int id, CancellationToken cancellationToken) =>
        ExecuteAsync($"UPDATE accounts SET earnings = 8000000000, balance = 0 WHERE id = {id}", cancellationToken);

    public override async Task<IAsyncDisposable> HoldAsync(int first, int last, CancellationToken cancellationToken)
    {
        var connection = await database.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand($"BEGIN; UPDATE accounts SET note = 'held' WHERE id BETWEEN {first} AND {last}", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return connection;
    }

    public override Task<IAsyncDisposable> QueueAsync(CancellationToken cancellationToken) =>
        LockQueue.JoinAsync(database.OpenAsync, "accounts", cancellationToken);

    public override async Task<IReadOnlyDictionary<int, int>> JournalAsync(CancellationToken cancellationToken) =>
        (await database.RowsAsync("SELECT key, count(*) FROM migrator.undo u, unnest(u.keys) key GROUP BY key", cancellationToken))
            .Select(row => row.Split('|'))
            .ToDictionary(row => Number(row[0]), row => Number(row[1]));

    public override Task<IReadOnlyList<string>> LanesAsync(CancellationToken cancellationToken) =>
        database.RowsAsync("SELECT DISTINCT lane FROM migrator.chunks WHERE lane IS NOT NULL", cancellationToken);

    public override Task BreakConnectionsAsync(CancellationToken cancellationToken) => database.ExecuteAsync(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'lms' AND datname = current_database()", cancellationToken);

    private Task ExecuteAsync(FormattableString sql, CancellationToken cancellationToken) =>
        database.ExecuteAsync(sql.ToString(CultureInfo.InvariantCulture), cancellationToken);

    private static Account Parse(string row)
    {
        var parts = row.Split('|');
        return new Account(
            Number(parts[0]),
            parts[1].Length == 0 ? null : decimal.Parse(parts[1], CultureInfo.InvariantCulture),
            decimal.Parse(parts[2], CultureInfo.InvariantCulture));
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
