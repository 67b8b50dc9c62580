using System.Runtime.CompilerServices;
using Lms.Migrations.Documents.Commands;
using MongoDB.Driver;

namespace Lms.Migrations.Documents.Aspire;

/// <summary>A transaction of MongoDB's, in a session of its own.</summary>
internal sealed class MongoDriverTransaction : IDocumentTransaction
{
    private readonly IClientSessionHandle session;
    private readonly MongoCommands commands;
    private readonly TransactionBounds bounds;
    private readonly TimeSpan cleanupTimeout;
    private readonly TimeProvider time;

    // As on the server, a transaction with a failed command can only be aborted.
    private bool failed;
    private bool disposed;

    private MongoDriverTransaction(
        IClientSessionHandle session, MongoCommands commands, TransactionBounds bounds, TimeSpan cleanupTimeout, TimeProvider time)
    {
        this.session = session;
        this.commands = commands;
        this.bounds = bounds;
        this.cleanupTimeout = cleanupTimeout;
        this.time = time;
    }

    public static async Task<MongoDriverTransaction> BeginAsync(
        IMongoClient client, MongoCommands commands, TransactionBounds bounds, TimeSpan cleanupTimeout, TimeProvider time, CancellationToken cancellationToken)
    {
        var opened = await client.StartSessionAsync(new ClientSessionOptions { CausalConsistency = false }, cancellationToken).ConfigureAwait(false);
        opened.StartTransaction(new TransactionOptions(ReadConcern.Snapshot, ReadPreference.Primary, WriteConcern.WMajority));
        return new MongoDriverTransaction(opened, commands, bounds, cleanupTimeout, time);
    }

    public async Task<string> RunAsync(string command, CancellationToken cancellationToken)
    {
        RequireSound();
        try
        {
            var reply = await commands.RunAsync(MongoCommands.Parse(command), session, bounds.Statement, cancellationToken).ConfigureAwait(false);
            failed = reply.Contains("writeErrors");
            return ExtendedJsonWriter.WriteReply(reply);
        }
        catch
        {
            failed = true;
            throw;
        }
    }

    public async IAsyncEnumerable<string> ReadAsync(string command, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        RequireSound();
        await foreach (var document in commands.ReadAsync(MongoCommands.Parse(command), session, bounds.Statement, cancellationToken).ConfigureAwait(false))
            yield return document;
    }

    /// <summary>Commits. The driver itself asks once more when the answer is lost.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        RequireSound();
        try
        {
            await session.CommitTransactionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (MongoException exception) when (MongoFailures.Translate(exception) is { } refusal)
        {
            failed = true;
            throw refusal;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (disposed)
            return;
        disposed = true;
        if (session.IsInTransaction)
            await AbortAsync().ConfigureAwait(false);
        session.Dispose();
    }

    private void RequireSound()
    {
        if (disposed || failed || !session.IsInTransaction)
            throw new DocumentCommandException(MongoError.NoSuchTransaction, "The transaction has ended: it was committed, or a command of it failed.");
    }

    private async Task AbortAsync()
    {
        using var grace = new CancellationTokenSource(cleanupTimeout, time);
        try
        {
            await session.AbortTransactionAsync(grace.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is MongoException or TimeoutException or OperationCanceledException)
        {
            // The server aborts by itself what is not committed. The failure that led here is the one to report.
        }
    }
}
