using Lms.EmbeddedPostgres.Machines;
using Lms.EmbeddedPostgres.Roots;
using Lms.EmbeddedPostgres.Servers;

namespace Lms.EmbeddedPostgres;

/// <summary>A PostgreSQL for development and tests, which stops when its owner stops, however that happens.</summary>
public sealed class EmbeddedPostgresServer : IAsyncDisposable
{
    private readonly ServerHandle handle;
    private readonly DatabaseCatalog databases;

    private EmbeddedPostgresServer(ServerHandle handle, DatabaseCatalog databases)
    {
        this.handle = handle;
        this.databases = databases;
    }

    /// <summary>Npgsql keyword string to the database <c>postgres</c> as superuser over loopback TCP, or the given one.</summary>
    /// <remarks>Contains the password.</remarks>
    public string ConnectionString => databases.ConnectionString;

    /// <summary>The server's version, for example 18.6.</summary>
    public Version ServerVersion => databases.ServerVersion;

    /// <summary>Whether DocumentDB's functions can be called in the database <c>postgres</c>.</summary>
    public bool DocumentsAvailable => DocumentsUnavailableReason is null;

    /// <summary>Why there are no documents; null when there are.</summary>
    public string? DocumentsUnavailableReason => databases.DocumentsUnavailableReason;

    /// <summary>Which of the five ways provided this server.</summary>
    public PostgresSource Source => handle.Source;

    /// <summary>Directory with <c>psql</c> and the other programs of this server's version; null for a given connection.</summary>
    public string? BinDirectory => handle.BinDirectory;

    /// <summary>Starts a server, or checks the given one, and returns when it accepts connections.</summary>
    /// <param name="options">What to provide.</param>
    /// <param name="progress">Receives steps and bytes; null when nobody looks.</param>
    /// <param name="cancellationToken">Ends the start; nothing is left running.</param>
    /// <exception cref="EmbeddedPostgresException">No server can be provided; the message says what to set.</exception>
    public static Task<EmbeddedPostgresServer> StartAsync(
        EmbeddedPostgresOptions options, IProgress<ProvisioningProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        return StartAsync(options, Machine.Current, new DebianRootBuilder(Machine.Current), progress, cancellationToken);
    }

    internal static async Task<EmbeddedPostgresServer> StartAsync(
        EmbeddedPostgresOptions options,
        Machine machine,
        IPrivateRootBuilder builder,
        IProgress<ProvisioningProgress>? progress,
        CancellationToken cancellationToken)
    {
        var started = options.ConnectionString is { } given
            ? ServerHandle.ToGiven(ConnectionUrl.ToKeywords(given))
            : await new ServerStart(machine, builder, progress).RunAsync(options, cancellationToken).ConfigureAwait(false);
        try
        {
            var catalog = await DatabaseCatalog.OpenAsync(started, cancellationToken).ConfigureAwait(false);
            progress?.Report(new(ProvisioningPhase.Ready, $"PostgreSQL {catalog.ServerVersion} is ready"));
            return new EmbeddedPostgresServer(started, catalog);
        }
        catch
        {
            await started.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>As <see cref="ConnectionString"/>, to another database, which need not exist yet.</summary>
    public string ConnectionStringTo(string database) => databases.ConnectionStringTo(database);

    /// <summary>Creates a database unless it exists.</summary>
    public Task EnsureDatabaseAsync(string name, CancellationToken cancellationToken) =>
        databases.EnsureAsync(name, cancellationToken);

    /// <summary>Creates an empty database with a name nobody else has, in well under 150 ms on a throw-away server.</summary>
    /// <param name="prefix">The name's first part, at most 40 characters; a person reads it when a test fails.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The connection string to it.</returns>
    public Task<string> CreateFreshDatabaseAsync(string prefix, CancellationToken cancellationToken) =>
        databases.CreateFreshAsync(prefix, cancellationToken);

    /// <summary>Drops a database if it exists, and ends the sessions that use it.</summary>
    public Task DropDatabaseAsync(string name, CancellationToken cancellationToken) =>
        databases.DropAsync(name, cancellationToken);

    /// <summary>Shuts the server down: sessions are ended, then, if ten seconds were not enough, it is stopped at once.</summary>
    /// <remarks>A given server keeps running.</remarks>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await databases.DisposeAsync().ConfigureAwait(false);
        await handle.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops the server, and deletes its data if that was throw-away.</summary>
    public async ValueTask DisposeAsync()
    {
        await databases.DisposeAsync().ConfigureAwait(false);
        await handle.DisposeAsync().ConfigureAwait(false);
    }
}
