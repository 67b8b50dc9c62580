using Lms.AppHost.Embedded.Resources;
using Lms.Migrations;
using Lms.Migrations.Planning;
using Npgsql;

namespace Lms.AppHost.Embedded.Databases;

/// <summary>A database of the LMS on a server of the stack: what the board shows and what migrations are run on.</summary>
internal abstract class HostedDatabase(string name, IPostgresServer server, Checkout checkout) : IResource
{
    public string Name { get; } = name;

    /// <summary>How its schema stands, in words: <c>8 applied</c>.</summary>
    public string State { get; protected set; } = "not migrated";

    /// <summary>Whether its schema is as the catalog wants it.</summary>
    public bool IsHealthy { get; private set; }

    /// <summary>Why this server cannot have it; null when it can.</summary>
    public virtual string? UnavailableReason => null;

    /// <summary>The kind of server, for the engine.</summary>
    public abstract DatabaseEngine Engine { get; }

    /// <summary>The kind of server, for people: <c>PostgreSQL 18.6</c>.</summary>
    public abstract string Description { get; }

    /// <summary>What the engine needs to know; usable once the server is up.</summary>
    public DatabaseTarget Target =>
        new(Name, Engine, ConnectionString, checkout.CatalogOf(Name), checkout.SeedersOf(Name));

    /// <summary>The connection as a URL to paste into a tool; a password that is not ours is masked.</summary>
    public string ShownConnection
    {
        get
        {
            var connection = new NpgsqlConnectionStringBuilder(ServerConnection);
            var password = connection.Password is { Length: > 0 } secret
                ? ":" + (Server.PasswordIsOurs ? Uri.EscapeDataString(secret) : "***")
                : "";
            return $"{Scheme}://{Uri.EscapeDataString(connection.Username ?? "")}{password}@{connection.Host}:{connection.Port}/{Uri.EscapeDataString(Name)}";
        }
    }

    protected IPostgresServer Server { get; } = server;

    /// <summary>With the password, as the engine takes it.</summary>
    protected abstract string ConnectionString { get; }

    /// <summary>Npgsql keyword string to the PostgreSQL database that it lives in.</summary>
    protected abstract string ServerConnection { get; }

    /// <summary>What its URLs begin with.</summary>
    protected abstract string Scheme { get; }

    public abstract Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Takes over how its migrations stand, for the board.</summary>
    /// <param name="status">How they stand; null when that could not be found out.</param>
    /// <param name="hasFailed">Whether migrating it has failed, whatever the status says.</param>
    public void Describe(DatabaseStatus? status, bool hasFailed)
    {
        IsHealthy = status is { IsClean: true } && !hasFailed;
        State = status switch
        {
            null => "unknown",
            { Migrations.Count: 0 } => "no migrations",
            _ => string.Join(", ", status.Migrations.CountBy(migration => migration.State).OrderBy(count => count.Key)
                .Select(count => $"{count.Value} {InWords(count.Key)}")),
        };
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private static string InWords(MigrationState state) =>
        state == MigrationState.OutOfOrder ? "out of order" : state.ToString().ToLowerInvariant();
}
