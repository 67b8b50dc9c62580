using Lms.Migrations.Failures;
using Npgsql;

namespace Lms.Migrations.Postgres;

/// <summary>One run's connections to one database: the one that does the work and those that look on.</summary>
internal sealed class PostgresSession : IAsyncDisposable
{
    private const int OldestServer = 14;
    private readonly ConnectionSource connections;

    private Backend? backend;

    private PostgresSession(ConnectionSource connections, NpgsqlConnection work, string address)
    {
        this.connections = connections;
        Work = work;
        Address = address;
    }

    /// <summary>The connection that changes things.</summary>
    public NpgsqlConnection Work { get; }

    /// <summary><c>host:port/database</c>, for messages.</summary>
    public string Address { get; }

    /// <summary>What serves <see cref="Work"/>; known once the lease was asked for.</summary>
    public Backend Backend => backend ?? throw new InvalidOperationException("The server process is not known before the lease was asked for.");

    /// <param name="target">What to connect to.</param>
    /// <param name="options">Bounds.</param>
    /// <param name="kept">Connections that outlive the session, which then only looks; null for connections of its own.</param>
    /// <param name="cancellationToken">Stops connecting.</param>
    public static async Task<PostgresSession> OpenAsync(
        DatabaseTarget target, MigrationRunnerOptions options, KeptConnections? kept, CancellationToken cancellationToken)
    {
        var settings = PostgresConnectionString.Parse(target.ConnectionString);
        PostgresSettings.Complete(settings, options);
        var address = $"{settings.Host}:{settings.Port}/{settings.Database ?? settings.Username}";
        var opened = ConnectionSource.For(settings, kept);
        try
        {
            var work = await opened.Source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            if (work.PostgreSqlVersion.Major >= OldestServer)
                return new PostgresSession(opened, work, address);

            // Given back, where it is kept.
            await work.DisposeAsync().ConfigureAwait(false);
            throw new RequestException($"The server is PostgreSQL {work.PostgreSqlVersion}; {OldestServer} or later is needed.");
        }
        catch (Exception exception)
        {
            await opened.DisposeAsync().ConfigureAwait(false);
            if (PostgresFailures.ExplainOpening(exception, address) is { } explained)
                throw explained;
            throw;
        }
    }

    /// <summary>Opens a connection beside the working one; close it soon.</summary>
    public ValueTask<NpgsqlConnection> OpenSideConnectionAsync(CancellationToken cancellationToken) =>
        connections.Source.OpenConnectionAsync(cancellationToken);

    /// <summary>Finds out which server process does the work. Only a run that changes something needs to know.</summary>
    public async Task<Backend> ReadBackendAsync(CancellationToken cancellationToken)
    {
        const string Sql = """
            SELECT pg_backend_pid(), (SELECT backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()),
                   version() ~* 'visual c|mingw|msvc'
            """;
        if (backend is not null)
            return backend;

        await using var command = new NpgsqlCommand(Sql, Work);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        return backend = new Backend(
            reader.GetInt32(0),
            await reader.IsDBNullAsync(1, cancellationToken).ConfigureAwait(false) ? null : reader.GetDateTime(1),
            IsOwn: reader.GetInt32(0) == Work.ProcessID,
            ChecksClient: !reader.GetBoolean(2));
    }

    public async ValueTask DisposeAsync()
    {
        await Work.DisposeAsync().ConfigureAwait(false);
        await connections.DisposeAsync().ConfigureAwait(false);
    }
}

/// <summary>A server process.</summary>
/// <param name="ProcessId">Its id.</param>
/// <param name="Start">When it began, in UTC; with the id, it names one process for ever. Null when the server does not tell.</param>
/// <param name="IsOwn">False when a pooler stands between: the process the client was told at login is then not the one
/// that answers, and the next transaction may be served by yet another.</param>
/// <param name="ChecksClient">Whether it can notice, while it works, that its client is gone; servers on Windows cannot.</param>
internal sealed record Backend(int ProcessId, DateTime? Start, bool IsOwn, bool ChecksClient);
