using Lms.EmbeddedPostgres.Clusters;
using Lms.EmbeddedPostgres.Machines;
using Lms.EmbeddedPostgres.Sources;

namespace Lms.EmbeddedPostgres.Servers;

/// <summary>A server that can be connected to, with all that must be released when it is no longer needed.</summary>
internal sealed class ServerHandle : IAsyncDisposable
{
    private readonly Postmaster? postmaster;
    private readonly FileLock? held;
    private readonly ClusterDirectory? throwAway;

    private ServerHandle(
        string connectionString,
        PostgresInstallation? installation,
        Postmaster? postmaster,
        FileLock? held,
        ClusterDirectory? throwAway)
    {
        ConnectionString = connectionString;
        Installation = installation;
        this.postmaster = postmaster;
        this.held = held;
        this.throwAway = throwAway;
    }

    public string ConnectionString { get; }

    /// <summary>The programs that run it; null for a given connection.</summary>
    public PostgresInstallation? Installation { get; }

    public PostgresSource Source => Installation?.Source ?? new PostgresSource(PostgresSourceKind.GivenConnection, Path: null);

    public string? BinDirectory => Installation?.BinDirectory;

    public static ServerHandle ToGiven(string connectionString) => new(connectionString, null, null, null, null);

    public static ServerHandle ToOwn(
        string connectionString, PostgresInstallation installation, Postmaster postmaster, FileLock held, ClusterDirectory? throwAway) =>
        new(connectionString, installation, postmaster, held, throwAway);

    public Task StopAsync(CancellationToken cancellationToken) => postmaster?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (postmaster is not null)
            await postmaster.DisposeAsync().ConfigureAwait(false);
        if (throwAway is not null)
            Folders.DeleteIfPresent(throwAway.Path);
        held?.Dispose();
    }
}
