using System.Globalization;
using Npgsql;

namespace Lms.Benchmarks;

/// <summary>The PostgreSQL server that every tool works on.</summary>
internal sealed class BenchmarkServer(string connectionString) : IAsyncDisposable
{
    private readonly NpgsqlConnectionStringBuilder _connection = new(connectionString) { SslMode = SslMode.Disable, Pooling = false };
    private readonly NpgsqlDataSource _administration = NpgsqlDataSource.Create(connectionString);
    private int _created;

    /// <summary>An empty database with the workload's prerequisite, and no write-back left over from earlier work.</summary>
    public async Task<BenchmarkDatabase> CreateDatabaseAsync(string prerequisite, CancellationToken cancellationToken)
    {
        var name = $"lms_benchmark_{Environment.ProcessId}_{++_created}";
        await ExecuteAsync(_administration, $"CREATE DATABASE {Quote(name)} TEMPLATE template0", cancellationToken);
        var database = new BenchmarkDatabase(new(_connection.ConnectionString) { Database = name });
        if (prerequisite.Length > 0)
        {
            await using var source = NpgsqlDataSource.Create(database.KeywordString);
            await ExecuteAsync(source, prerequisite, cancellationToken);
        }

        await ExecuteAsync(_administration, "CHECKPOINT", cancellationToken);
        return database;
    }

    public Task DropDatabaseAsync(BenchmarkDatabase database, CancellationToken cancellationToken)
    {
        return ExecuteAsync(_administration, $"DROP DATABASE IF EXISTS {Quote(database.Name)} WITH (FORCE)", cancellationToken);
    }

    public static async Task<long> ReadNumberAsync(BenchmarkDatabase database, string query, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(database.KeywordString);
        await using var command = source.CreateCommand(query);
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }

    public async Task<string> ReadSettingAsync(string name, CancellationToken cancellationToken)
    {
        await using var command = _administration.CreateCommand("SELECT current_setting($1)");
        command.Parameters.AddWithValue(name);
        return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <exception cref="BenchmarkException">No server was named.</exception>
    public static BenchmarkServer Open(BenchmarkOptions options)
    {
        return options.Connection is null
            ? throw new BenchmarkException($"Name a server.\n{BenchmarkOptions.Usage}")
            : new BenchmarkServer(options.Connection);
    }

    public ValueTask DisposeAsync() => _administration.DisposeAsync();

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string Quote(string identifier)
    {
        using var quoting = new NpgsqlCommandBuilder();
        return quoting.QuoteIdentifier(identifier);
    }
}
