using Lms.Migrations.Backfills;
using Lms.Migrations.Documents.Commands;
using Lms.Migrations.Failures;

namespace Lms.Migrations.Tests.Documents.Backfills;

/// <summary>A database in which something happens, once, just before a command of a transaction runs.</summary>
internal sealed class InterruptedDatabase(IDocumentDatabase inner, string before, Func<Task> interruption) : IDocumentDatabase
{
    private bool happened;

    public string Name => inner.Name;

    public string Address => inner.Address;

    public Task<string> RunAsync(string command, CancellationToken cancellationToken) => inner.RunAsync(command, cancellationToken);

    public IAsyncEnumerable<string> ReadAsync(string command, CancellationToken cancellationToken) => inner.ReadAsync(command, cancellationToken);

    public async Task<IDocumentTransaction> BeginAsync(TransactionBounds bounds, CancellationToken cancellationToken) =>
        new Transaction(this, await inner.BeginAsync(bounds, cancellationToken));

    public Task<string?> RunFencedAsync(string command, string fence, TransactionBounds bounds, CancellationToken cancellationToken) =>
        inner.RunFencedAsync(command, fence, bounds, cancellationToken);

    public Task<ServerLoad> ReadLoadAsync(string collection, CancellationToken cancellationToken) => inner.ReadLoadAsync(collection, cancellationToken);

    public Task<IReadOnlyList<Blocker>> ReadHoldersAsync(string collection, CancellationToken cancellationToken) =>
        inner.ReadHoldersAsync(collection, cancellationToken);

    public MigrationException? Explain(Exception exception) => inner.Explain(exception);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task InterruptAsync(string command)
    {
        if (happened || !command.Contains(before, StringComparison.Ordinal))
            return;

        happened = true;
        await interruption();
    }

    private sealed class Transaction(InterruptedDatabase database, IDocumentTransaction inner) : IDocumentTransaction
    {
        public async Task<string> RunAsync(string command, CancellationToken cancellationToken)
        {
            await database.InterruptAsync(command);
            return await inner.RunAsync(command, cancellationToken);
        }

        public IAsyncEnumerable<string> ReadAsync(string command, CancellationToken cancellationToken) => inner.ReadAsync(command, cancellationToken);

        public Task CommitAsync(CancellationToken cancellationToken) => inner.CommitAsync(cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
