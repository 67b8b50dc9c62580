using Lms.Migrations;
using Npgsql;

namespace Lms.AppHost.Embedded.Databases;

/// <summary>A PostgreSQL database, created when it is missing.</summary>
internal sealed class PostgresDatabase(string name, IPostgresServer server, Checkout checkout) : HostedDatabase(name, server, checkout)
{
    public override DatabaseEngine Engine => DatabaseEngine.PostgreSql;

    public override string Description => Server.Description;

    protected override string ConnectionString => ServerConnection;

    protected override string ServerConnection => Server.ConnectionStringTo(Name);

    protected override string Scheme => "postgres";

    public override async Task StartAsync(CancellationToken cancellationToken)
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
}
