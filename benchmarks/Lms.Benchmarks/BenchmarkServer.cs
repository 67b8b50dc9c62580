using System.Globalization;
using Lms.EmbeddedPostgres;
using Npgsql;

namespace Lms.Benchmarks;

/// <summary>The PostgreSQL server that every tool works on.</summary>
internal sealed class BenchmarkServer : IAsyncDisposable
{
    private readonly EmbeddedPostgresServer _server;
    private readonly NpgsqlDataSource _administration;
    private int _created;

    private BenchmarkServer(EmbeddedPostgresServer server)
    {
        _server = server;
        _administration = NpgsqlDataSource.Create(server.ConnectionString);
    }

    /// <summary>Where the server's own psql is; null for a server that was given by its connection.</summary>
    public string? BinDirectory => _server.BinDirectory;

    /// <summary>To the maintenance database, which is also the one that has DocumentDB. Contains the password.</summary>
    public string ConnectionString => _server.ConnectionString;

    /// <summary>Why there are no documents; null when there are.</summary>
    public string? DocumentsUnavailableReason => _server.DocumentsUnavailableReason;

    /// <summary>Starts a throw-away server whose commits are nevertheless durable, as in production, or uses the given one.</summary>
    /// <exception cref="EmbeddedPostgresException">There is none to be had; the message says what to set.</exception>
    public static async Task<BenchmarkServer> OpenAsync(string? connection, TextWriter progress, CancellationToken cancellationToken)
    {
        var options = new EmbeddedPostgresOptions { ConnectionString = connection, Durable = true };
        var phases = new ProvisioningPhases(progress);
        return new BenchmarkServer(await EmbeddedPostgresServer.StartAsync(options, phases, cancellationToken));
    }

    /// <summary>An empty database with the workload's prerequisite, and no write-back left over from earlier work.</summary>
    public async Task<BenchmarkDatabase> CreateDatabaseAsync(string prerequisite, CancellationToken cancellationToken)
    {
        var name = $"lms_benchmark_{Environment.ProcessId}_{++_created}";
        await ExecuteAsync(_administration, $"CREATE DATABASE {Quote(name)} TEMPLATE template0", cancellationToken);
        var database = new BenchmarkDatabase(new(_server.ConnectionStringTo(name)) { SslMode = SslMode.Disable });
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

    /// <summary>Commands of this source may take as long as they need: a statement over ten million rows takes minutes.</summary>
    public static NpgsqlDataSource Patient(string connection) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection) { CommandTimeout = 0 });

    public async ValueTask DisposeAsync()
    {
        await _administration.DisposeAsync();
        await _server.DisposeAsync();
    }

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
