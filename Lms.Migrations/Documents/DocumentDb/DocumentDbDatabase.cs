using System.Runtime.CompilerServices;
using Lms.Migrations.Backfills;
using Lms.Migrations.Documents.Commands;
using Lms.Migrations.Failures;
using Lms.Migrations.Postgres;
using Npgsql;

namespace Lms.Migrations.Documents.DocumentDb;

/// <summary>A logical document database on a PostgreSQL server with the DocumentDB extension.</summary>
internal sealed class DocumentDbDatabase : IDocumentDatabase
{
    // bson is read and written as Extended JSON; and the process that serves a killed client ends within a second.
    private const string SessionOptions =
        "-c documentdb_core.bsonUseEJson=true -c client_connection_check_interval=1000 -c client_min_messages=warning";

    private const string ExtensionSql = "SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'documentdb')";

    private readonly ConnectionSource connections;
    private readonly NpgsqlDataSource source;
    private readonly MigrationRunnerOptions options;
    private readonly TimeProvider time;

    private DocumentDbDatabase(ConnectionSource connections, DocumentConnectionString target, MigrationRunnerOptions options, TimeProvider time)
    {
        this.connections = connections;
        source = connections.Source;
        this.options = options;
        this.time = time;
        Name = target.Name;
        Address = target.ToString();
    }

    public string Name { get; }

    public string Address { get; }

    /// <summary>Connects.</summary>
    /// <param name="connectionString">A <c>documentdb://</c> URL.</param>
    /// <param name="options">Bounds.</param>
    /// <param name="kept">Connections that outlive the object, which then only looks; null for connections of its own.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops connecting.</param>
    /// <exception cref="RequestException">The connection string cannot be read.</exception>
    /// <exception cref="DatabaseUnavailableException">No server answers, it refuses the login, or it has no DocumentDB.</exception>
    public static async Task<DocumentDbDatabase> OpenAsync(
        string connectionString, MigrationRunnerOptions options, KeptConnections? kept, TimeProvider time, CancellationToken cancellationToken)
    {
        var target = DocumentConnectionString.Parse(connectionString);
        target.Settings.Options = string.IsNullOrEmpty(target.Settings.Options) ? SessionOptions : $"{SessionOptions} {target.Settings.Options}";
        PostgresSettings.Complete(target.Settings, options);
        var opened = ConnectionSource.For(target.Settings, kept);
        try
        {
            await using var command = opened.Source.CreateCommand(ExtensionSql);
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true
                ? new DocumentDbDatabase(opened, target, options, time)
                : throw DocumentDbFailures.ExtensionMissing(target);
        }
        catch (Exception exception)
        {
            await opened.DisposeAsync().ConfigureAwait(false);
            if (DocumentDbFailures.ExplainOpening(exception, target.ToString()) is { } explained)
                throw explained;
            throw;
        }
    }

    public async Task<string> RunAsync(string command, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        return await new DocumentDbConnection(connection, Name).RunAsync(command, inTransaction: false, cancellationToken).ConfigureAwait(false);
    }

    public async Task<string?> RunFencedAsync(string command, string fence, TransactionBounds bounds, CancellationToken cancellationToken)
    {
        // Closed before the commit, the connection rolls back.
        await using var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await DocumentDbTransaction.BeginAsync(connection, "READ COMMITTED", bounds, cancellationToken).ConfigureAwait(false);
        var commands = new DocumentDbConnection(connection, Name);
        var reply = await commands.RunAsync(command, inTransaction: true, cancellationToken).ConfigureAwait(false);
        // Last, for it locks its document until the commit, and a command may take hours.
        var fenced = WriteReply.Parse(await commands.RunAsync(fence, inTransaction: true, cancellationToken).ConfigureAwait(false));
        if (fenced.Matched != 1)
            return null;

        await commands.ExecuteAsync("COMMIT", cancellationToken).ConfigureAwait(false);
        return reply;
    }

    public async IAsyncEnumerable<string> ReadAsync(string command, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Closed early, a connection rolls its transaction back, and the cursor goes with that.
        await using var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        var documents = new DocumentDbConnection(connection, Name).ReadAsync(command, inTransaction: false, cancellationToken);
        await foreach (var document in documents.ConfigureAwait(false))
            yield return document;
    }

    public async Task<IDocumentTransaction> BeginAsync(TransactionBounds bounds, CancellationToken cancellationToken) =>
        await DocumentDbTransaction.BeginAsync(source, Name, bounds, options.CleanupTimeout, time, cancellationToken).ConfigureAwait(false);

    public async Task<ServerLoad> ReadLoadAsync(string collection, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        return await DocumentDbLoad.ReadAsync(connection, Name, collection, cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<Blocker>> ReadHoldersAsync(string collection, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        return await DocumentDbHolders.ReadAsync(connection, Name, collection, cancellationToken).ConfigureAwait(false);
    }

    public MigrationException? Explain(Exception exception) => DocumentDbFailures.ExplainRunning(exception, Address);

    public ValueTask DisposeAsync() => connections.DisposeAsync();
}
