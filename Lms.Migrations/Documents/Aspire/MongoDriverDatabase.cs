using System.Runtime.CompilerServices;
using Lms.Migrations.Backfills;
using Lms.Migrations.Documents.Commands;
using Lms.Migrations.Failures;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Lms.Migrations.Documents.Aspire;

/// <summary>A database of a MongoDB replica set or cluster, or of whatever speaks as one.</summary>
internal sealed class MongoDriverDatabase : IDocumentDatabase
{
    private static readonly HashSet<string> Transactional = new(StringComparer.Ordinal) { "insert", "update", "delete", "findAndModify" };

    private readonly MongoClient client;
    private readonly MongoCommands commands;
    private readonly MongoOperations operations;
    private readonly MigrationRunnerOptions options;
    private readonly TimeProvider time;

    private MongoDriverDatabase(MongoClient client, MongoConnectionString target, MigrationRunnerOptions options, TimeProvider time)
    {
        this.client = client;
        this.options = options;
        this.time = time;
        commands = new MongoCommands(client, target.Name);
        operations = new MongoOperations(commands, target.Name, target.Settings.ApplicationName, time);
        Name = target.Name;
        Address = target.Address;
    }

    public string Name { get; }

    public string Address { get; }

    /// <summary>Connects.</summary>
    /// <exception cref="RequestException">The connection string cannot be read, or names no database.</exception>
    /// <exception cref="DatabaseUnavailableException">No server answers, it refuses the login, has no transactions, or is too old.</exception>
    public static async Task<MongoDriverDatabase> OpenAsync(
        string connectionString, MigrationRunnerOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var target = MongoConnectionString.Parse(connectionString, options);
        var opened = new MongoClient(target.Settings);
        try
        {
            var hello = await opened.GetDatabase("admin")
                .RunCommandAsync<BsonDocument>(new BsonDocument("hello", 1), ReadPreference.Primary, cancellationToken).ConfigureAwait(false);
            MongoServerRequirements.Check(hello, target.Address);
            return new MongoDriverDatabase(opened, target, options, time);
        }
        catch (Exception exception)
        {
            opened.Dispose();
            if (exception is not MigrationException && MongoFailures.ExplainOpening(exception, target.Address) is { } explained)
                throw explained;
            throw;
        }
    }

    public async Task<string> RunAsync(string command, CancellationToken cancellationToken) =>
        ExtendedJsonWriter.WriteReply(await commands.RunAsync(MongoCommands.Parse(command), session: null, limit: null, cancellationToken).ConfigureAwait(false));

    public async IAsyncEnumerable<string> ReadAsync(string command, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A cursor belongs to the session that opened it.
        using var session = await client.StartSessionAsync(new ClientSessionOptions { CausalConsistency = false }, cancellationToken).ConfigureAwait(false);
        await foreach (var document in commands.ReadAsync(MongoCommands.Parse(command), session, limit: null, cancellationToken).ConfigureAwait(false))
            yield return document;
    }

    public async Task<IDocumentTransaction> BeginAsync(TransactionBounds bounds, CancellationToken cancellationToken) =>
        await MongoDriverTransaction.BeginAsync(client, commands, bounds, options.CleanupTimeout, time, cancellationToken).ConfigureAwait(false);

    public Task<string?> RunFencedAsync(string command, string fence, TransactionBounds bounds, CancellationToken cancellationToken)
    {
        var parsed = MongoCommands.Parse(command);
        return Transactional.Contains(parsed.GetElement(0).Name)
            ? RunWithFenceAsync(command, fence, bounds, cancellationToken)
            : RunAfterFenceAsync(parsed, fence, bounds, cancellationToken);
    }

    public Task<ServerLoad> ReadLoadAsync(string collection, CancellationToken cancellationToken) =>
        operations.ReadLoadAsync(collection, cancellationToken);

    public Task<IReadOnlyList<Blocker>> ReadHoldersAsync(string collection, CancellationToken cancellationToken) =>
        operations.ReadHoldersAsync(collection, cancellationToken);

    public MigrationException? Explain(Exception exception) => MongoFailures.ExplainRunning(exception, Address);

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Writes of documents stand in one transaction with the fence.</summary>
    private async Task<string?> RunWithFenceAsync(string command, string fence, TransactionBounds bounds, CancellationToken cancellationToken)
    {
        var transaction = await BeginAsync(bounds, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var reply = await transaction.RunAsync(command, cancellationToken).ConfigureAwait(false);
            // A write that failed has ended the transaction, and nothing remains.
            if (EjsonElement.Parse(reply).Field("writeErrors") is not null)
                return reply;
            // Last, for it locks its document until the commit, and a command may take long.
            if (WriteReply.Parse(await transaction.RunAsync(fence, cancellationToken).ConfigureAwait(false)).Matched != 1)
                return null;
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return reply;
        }
    }

    /// <summary>What cannot stand in a transaction – changes of collections and indexes – is begun only while the fence holds.</summary>
    private async Task<string?> RunAfterFenceAsync(BsonDocument command, string fence, TransactionBounds bounds, CancellationToken cancellationToken)
    {
        var fenced = WriteReply.Parse(await RunAsync(fence, cancellationToken).ConfigureAwait(false));
        if (fenced.Matched != 1)
            return null;

        var reply = bounds.Lock is { } patience
            ? await operations.RunWithLockTimeoutAsync(command, bounds.Statement, patience, cancellationToken).ConfigureAwait(false)
            : await commands.RunAsync(command, session: null, bounds.Statement, cancellationToken).ConfigureAwait(false);
        return ExtendedJsonWriter.WriteReply(reply);
    }
}
