using Lms.Migrations.Backfills;
using Lms.Migrations.Failures;

namespace Lms.Migrations.Documents.Commands;

/// <summary>Runs MongoDB database commands on one logical database. Commands go in and replies come out as Extended JSON; replies
/// in its canonical form, so that every number keeps its type and a value read can be written back bit for bit.</summary>
internal interface IDocumentCommands
{
    /// <summary>Runs one command and returns its reply. Write errors stand in the reply, as MongoDB puts them there; of a command with a
    /// cursor it is the first page.</summary>
    /// <param name="command">One document whose first field names the command; <c>$db</c> is implied.</param>
    /// <param name="cancellationToken">Cancels it on the server.</param>
    /// <exception cref="DocumentCommandException">The server refuses it, with MongoDB's own error code.</exception>
    Task<string> RunAsync(string command, CancellationToken cancellationToken);

    /// <summary>Runs a find, aggregate, listIndexes or listCollections and yields each document, following its cursor.</summary>
    /// <exception cref="DocumentCommandException">The server refuses it, or the command has no cursor.</exception>
    IAsyncEnumerable<string> ReadAsync(string command, CancellationToken cancellationToken);
}

/// <summary>A server's logical database, on which any number of commands may run at once.</summary>
internal interface IDocumentDatabase : IDocumentCommands, IAsyncDisposable
{
    /// <summary>The logical database's name.</summary>
    string Name { get; }

    /// <summary><c>host:port/name</c>, for messages.</summary>
    string Address { get; }

    /// <summary>Begins a multi-document transaction with a snapshot of its own.</summary>
    /// <param name="bounds">How long it may wait and work.</param>
    /// <param name="cancellationToken">Cancels the beginning only.</param>
    Task<IDocumentTransaction> BeginAsync(TransactionBounds bounds, CancellationToken cancellationToken);

    /// <summary>Runs one command by itself, within bounds, and lets it stand only if a fence still holds when it is done.</summary>
    /// <param name="command">What to run.</param>
    /// <param name="fence">An update of one document, which must match it. A driver whose server cannot hold the two together – MongoDB
    /// builds no index in a transaction – runs it first.</param>
    /// <param name="bounds">How long it may wait and work.</param>
    /// <param name="cancellationToken">Cancels it on the server.</param>
    /// <returns>The reply; null when the fence did not hold, and then nothing of the command remains.</returns>
    /// <exception cref="DocumentCommandException">The server refuses it; nothing of it remains.</exception>
    Task<string?> RunFencedAsync(string command, string fence, TransactionBounds bounds, CancellationToken cancellationToken);

    /// <summary>How busy the server is; waiters are counted for one collection.</summary>
    Task<ServerLoad> ReadLoadAsync(string collection, CancellationToken cancellationToken);

    /// <summary>Who has a transaction open that changed the collection, the oldest first: they are what a command on it waits for.</summary>
    Task<IReadOnlyList<Blocker>> ReadHoldersAsync(string collection, CancellationToken cancellationToken);

    /// <summary>Explains a failure of the driver that is no answer of the server; null when it is none of the driver's.</summary>
    MigrationException? Explain(Exception exception);
}

/// <summary>A transaction: its commands see one snapshot and their own changes; a document that another transaction changed in the
/// meantime fails with WriteConflict (112), and then nothing of it remains. Disposing without a commit aborts it.</summary>
/// <remarks>For one caller at a time, and one open cursor at a time. A command that fails, or has a write error, ends it: what follows
/// is NoSuchTransaction (251).</remarks>
internal interface IDocumentTransaction : IDocumentCommands, IAsyncDisposable
{
    /// <summary>Makes everything durable and visible at once.</summary>
    Task CommitAsync(CancellationToken cancellationToken);
}

/// <summary>The bounds of a transaction, or of one command; null leaves the server's own.</summary>
/// <param name="Statement">Longest time for one command; beyond it MaxTimeMSExpired (50).</param>
/// <param name="Lock">Longest wait for one document or collection that another transaction holds; beyond it LockTimeout (24).</param>
internal sealed record TransactionBounds(TimeSpan? Statement = null, TimeSpan? Lock = null);
