using Lms.Migrations;
using Npgsql;

namespace Lms.AppHost.Embedded.Databases;

/// <summary>A database of documents on DocumentDB, where it is created by the first command that writes to it.</summary>
internal sealed class DocumentDatabase(string name, IPostgresServer server, Checkout checkout) : HostedDatabase(name, server, checkout)
{
    private const string HasCollections =
        "SELECT EXISTS (SELECT FROM documentdb_api_catalog.collections WHERE database_name = $1)";

    /// <summary>True when it did not exist at the start: nothing was ever migrated in it, and nobody has data there.</summary>
    public bool IsNew { get; private set; }

    public override string? UnavailableReason => Server.DocumentsUnavailableReason;

    public override DatabaseEngine Engine => DatabaseEngine.MongoDb;

    public override string Description => "DocumentDB (MongoDB)";

    protected override string ConnectionString => DocumentUrl.To(Name, ServerConnection);

    protected override string ServerConnection => Server.DocumentsConnectionString;

    protected override string Scheme => "documentdb";

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (UnavailableReason is not null)
        {
            State = "unavailable";
            return;
        }

        try
        {
            // Not from a pool: that may still hold sessions of a server that died and was started again.
            var settings = new NpgsqlConnectionStringBuilder(ServerConnection) { Pooling = false };
            await using var connection = new NpgsqlConnection(settings.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand(HasCollections, connection) { Parameters = { new() { Value = Name } } };
            IsNew = await command.ExecuteScalarAsync(cancellationToken) is false;
        }
        catch (NpgsqlException fault)
        {
            throw new HostException($"The database '{Name}' cannot be used: {fault.Message}", fault);
        }
    }
}
