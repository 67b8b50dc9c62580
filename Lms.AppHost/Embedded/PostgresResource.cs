using Lms.AppHost.Embedded.Databases;
using Lms.AppHost.Embedded.Output;
using Lms.AppHost.Embedded.Resources;
using Lms.EmbeddedPostgres;

namespace Lms.AppHost.Embedded;

/// <summary>PostgreSQL: started on the checkout's own data, or a running one that was named.</summary>
internal sealed class PostgresResource(HostOptions options, Screen screen, TimeProvider time) : IMortalResource, IPostgresServer
{
    private readonly string dataDirectory =
        Path.GetFullPath(options.DataDirectory ?? EmbeddedPostgresPaths.DefaultDataDirectory(options.Checkout.Key));

    private EmbeddedPostgresServer? server;

    public string Description => $"PostgreSQL {Server.ServerVersion}";

    public bool PasswordIsOurs => options.Connection is null;

    public string DocumentsConnectionString => Server.ConnectionString;

    public string? DocumentsUnavailableReason => Server.DocumentsUnavailableReason is not { } reason ? null : reason
        + (options.Connection is null
            ? "; let the app host fetch a PostgreSQL that has it (README, 'PostgreSQL for development')"
            : "; create it there (CREATE EXTENSION documentdb CASCADE), or start without --connection");

    public IReadOnlyList<(string Label, string Path)> Places =>
        options.Connection is null ? [("data", dataDirectory), ("log", Path.Combine(dataDirectory, "pgdata", "server.log"))] : [];

    /// <summary>Where what belongs to this server's start is kept: beside its data, or beside the state file where the data are not ours.</summary>
    public string StateDirectory =>
        options.Connection is null ? dataDirectory : Path.GetDirectoryName(options.Checkout.StateFile)!;

    private EmbeddedPostgresServer Server => server ?? throw new InvalidOperationException("PostgreSQL is not started.");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var wanted = options.Connection is { } connection
            ? new EmbeddedPostgresOptions { ConnectionString = connection }
            : new EmbeddedPostgresOptions { DataDirectory = dataDirectory, Port = options.Port };
        server = await StartAsync(wanted, screen, cancellationToken);
    }

    /// <summary>Starts a server on throw-away data and stops it: all that it needed is then there for the next one.</summary>
    public static async Task PrepareAsync(Screen screen, CancellationToken cancellationToken)
    {
        await using var trial = await StartAsync(new EmbeddedPostgresOptions(), screen, cancellationToken);
    }

    public Task EnsureDatabaseAsync(string name, CancellationToken cancellationToken) =>
        Server.EnsureDatabaseAsync(name, cancellationToken);

    public string ConnectionStringTo(string database) => Server.ConnectionStringTo(database);

    public async Task<string> WaitForDeathAsync(CancellationToken cancellationToken)
    {
        await new ServerWatch(Server.ConnectionString, time).WaitUntilGoneAsync(cancellationToken);
        return options.Connection is null
            ? $"PostgreSQL has ended by itself; {Places[^1].Path} says why."
            : "The PostgreSQL of --connection no longer answers.";
    }

    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static async Task<EmbeddedPostgresServer> StartAsync(
        EmbeddedPostgresOptions wanted, Screen screen, CancellationToken cancellationToken)
    {
        try
        {
            return await ProvisioningDisplay.ShowAsync(
                screen, progress => EmbeddedPostgresServer.StartAsync(wanted, progress, cancellationToken));
        }
        catch (EmbeddedPostgresException fault)
        {
            throw new HostException(fault.Message, fault);
        }
    }
}
