using Npgsql;

namespace Lms.DocumentGateway.DocumentDb;

/// <summary>Sessions of the PostgreSQL server: some for commands and cursors, some for transactions, so that neither starves the other.</summary>
internal sealed class ServerSessions : IAsyncDisposable
{
    // The process that serves a killed gateway ends within a second, and as many writes fit into a command as are announced.
    private const string Options =
        "-c documentdb_core.bsonUseEJson=false -c documentdb.maxWriteBatchSize=100000 -c client_connection_check_interval=1000 "
        + "-c client_min_messages=warning";

    private readonly NpgsqlDataSource commands;
    private readonly NpgsqlDataSource transactions;
    private readonly DocumentGatewayOptions options;

    public ServerSessions(DocumentGatewayOptions options)
    {
        this.options = options;
        commands = Create(options.MaxServerSessions);
        transactions = Create(options.MaxTransactions);
    }

    /// <summary>A session for a command, and for the cursor that it may open.</summary>
    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => commands.OpenConnectionAsync(cancellationToken);

    /// <summary>A session with a transaction that sees one snapshot and never outlives its gateway.</summary>
    public async Task<NpgsqlConnection> BeginAsync(CancellationToken cancellationToken)
    {
        var connection = await transactions.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var idle = options.TransactionLifetime + TimeSpan.FromSeconds(5);
            await using var batch = new NpgsqlBatch(connection)
            {
                BatchCommands =
                {
                    new("BEGIN ISOLATION LEVEL REPEATABLE READ"),
                    new("SELECT set_config('lock_timeout', $1, true), set_config('idle_in_transaction_session_timeout', $2, true)")
                    {
                        Parameters = { Milliseconds(options.TransactionLockTimeout), Milliseconds(idle) },
                    },
                },
            };
            await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Forgets the sessions that rest, after one was found broken: the others are, too, when the server was started anew.</summary>
    public void Clear()
    {
        commands.Clear();
        transactions.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await commands.DisposeAsync().ConfigureAwait(false);
        await transactions.DisposeAsync().ConfigureAwait(false);
    }

    private NpgsqlDataSource Create(int most) => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(options.ConnectionString)
    {
        ApplicationName = options.ApplicationName,
        Pooling = true,
        MinPoolSize = 0,
        MaxPoolSize = most,
        // A command may take as long as its client waits.
        CommandTimeout = 0,
        Options = Options,
    });

    private static NpgsqlParameter Milliseconds(TimeSpan bound) => new() { Value = Math.Max(1, Math.Ceiling(bound.TotalMilliseconds)).ToString("0") };
}
