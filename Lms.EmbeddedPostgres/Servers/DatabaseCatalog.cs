using System.Security.Cryptography;
using Npgsql;

namespace Lms.EmbeddedPostgres.Servers;

/// <summary>Creates and drops databases on a running server.</summary>
internal sealed class DatabaseCatalog : IAsyncDisposable
{
    private const int LongestPrefix = 40;

    private readonly NpgsqlDataSource source;

    private DatabaseCatalog(NpgsqlDataSource source, string connectionString, Version version, string? documentsUnavailableReason)
    {
        this.source = source;
        ConnectionString = connectionString;
        ServerVersion = version;
        DocumentsUnavailableReason = documentsUnavailableReason;
    }

    public string ConnectionString { get; }

    public Version ServerVersion { get; }

    public string? DocumentsUnavailableReason { get; }

    public static async Task<DatabaseCatalog> OpenAsync(ServerHandle handle, CancellationToken cancellationToken)
    {
        NpgsqlDataSource? opened = null;
        try
        {
            opened = DataSource(handle.ConnectionString);
            var connection = await opened.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                var reason = handle.Installation is { } own
                    ? await DocumentExtension.EnsureAsync(own, handle.ConnectionString, cancellationToken).ConfigureAwait(false)
                    : await DocumentExtension.ReasonForAbsenceAsync(connection, cancellationToken).ConfigureAwait(false);
                return new DatabaseCatalog(opened, Pooled(handle), connection.PostgreSqlVersion, reason);
            }
        }
        catch (Exception fault) when (fault is NpgsqlException or ArgumentException)
        {
            if (opened is not null)
                await opened.DisposeAsync().ConfigureAwait(false);
            throw new EmbeddedPostgresException($"The PostgreSQL of the connection string cannot be used: {fault.Message}", fault);
        }
    }

    public string ConnectionStringTo(string database) =>
        new NpgsqlConnectionStringBuilder(ConnectionString) { Database = database }.ConnectionString;

    public async Task EnsureAsync(string name, CancellationToken cancellationToken)
    {
        var command = source.CreateCommand("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)");
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new() { Value = name });
            if (await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true)
                return;
        }

        try
        {
            await ExecuteAsync($"CREATE DATABASE {Quote(name)}", cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException fault) when (fault.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Another process was quicker: it exists, which is what was asked for.
        }
    }

    public async Task<string> CreateFreshAsync(string prefix, CancellationToken cancellationToken)
    {
        // PostgreSQL cuts names at 63 bytes; the part that makes them differ must not be cut.
        var start = prefix[..Math.Min(prefix.Length, LongestPrefix)];
        var name = $"{start}_{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
        // template0 has no sessions, so that any number of databases can be created from it side by side.
        await ExecuteAsync($"CREATE DATABASE {Quote(name)} TEMPLATE template0{Strategy}", cancellationToken).ConfigureAwait(false);
        return ConnectionStringTo(name);
    }

    public Task DropAsync(string name, CancellationToken cancellationToken) =>
        ExecuteAsync($"DROP DATABASE IF EXISTS {Quote(name)} WITH (FORCE)", cancellationToken);

    public ValueTask DisposeAsync() => source.DisposeAsync();

    /// <summary>Writing the small template through the log needs no checkpoint, which other sessions would feel.</summary>
    private string Strategy => ServerVersion.Major >= 15 ? " STRATEGY wal_log" : "";

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        var command = source.CreateCommand(sql);
        await using (command.ConfigureAwait(false))
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static NpgsqlDataSource DataSource(string connectionString) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = true, MaxPoolSize = 8 });

    /// <summary>Our own short sessions are not pooled; the caller's are, unless the given string says otherwise.</summary>
    private static string Pooled(ServerHandle handle) => handle.Installation is null
        ? handle.ConnectionString
        : new NpgsqlConnectionStringBuilder(handle.ConnectionString) { Pooling = true }.ConnectionString;

    private static string Quote(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
