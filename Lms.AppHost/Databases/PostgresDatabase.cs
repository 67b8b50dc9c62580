using Lms.AppHost.Resources;
using Lms.Migrations;
using Npgsql;

namespace Lms.AppHost.Databases;

/// <summary>A database on a server of the stack, created when it is missing.</summary>
internal sealed class PostgresDatabase(string name, IPostgresServer server, Checkout checkout) : IResource
{
    public string Name { get; } = name;

    public IPostgresServer Server { get; } = server;

    /// <summary>How its schema stands, in words: <c>8 applied</c>.</summary>
    public string State { get; set; } = "not migrated";

    /// <summary>Whether its schema is as the catalog wants it.</summary>
    public bool IsHealthy { get; set; }

    /// <summary>What the engine needs to know; usable once the server is up.</summary>
    public DatabaseTarget Target => new(
        Name, DatabaseEngine.PostgreSql, Server.ConnectionStringTo(Name), checkout.CatalogOf(Name), checkout.SeedersOf(Name));

    /// <summary>The connection as a URL to paste into a tool; a password that is not ours is masked.</summary>
    public string ShownConnection
    {
        get
        {
            var connection = new NpgsqlConnectionStringBuilder(Server.ConnectionStringTo(Name));
            var password = connection.Password is { Length: > 0 } secret
                ? ":" + (Server.PasswordIsOurs ? Uri.EscapeDataString(secret) : "***")
                : "";
            return $"postgres://{Uri.EscapeDataString(connection.Username ?? "")}{password}@{connection.Host}:{connection.Port}/{Uri.EscapeDataString(Name)}";
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Server.EnsureDatabaseAsync(Name, cancellationToken);
        }
        catch (NpgsqlException fault)
        {
            throw new HostException($"The database '{Name}' cannot be created: {fault.Message}", fault);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
