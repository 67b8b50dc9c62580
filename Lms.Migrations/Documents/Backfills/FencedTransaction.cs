using Lms.Migrations.Documents.Commands;
using Lms.Migrations.Failures;

namespace Lms.Migrations.Documents.Backfills;

/// <summary>Small transactions on the engine's own documents, repeated while others are in the way.</summary>
/// <remarks>The fence writes the lease's document: whoever takes the lease over meanwhile conflicts with it, and one of the two
/// does not commit. So does the lease's renewal, which is why a conflict is no more than a reason to try again.</remarks>
internal sealed class FencedTransaction(IDocumentDatabase database, TimeProvider time)
{
    private static readonly TransactionBounds Bounds = new(TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(2));
    private readonly ContentionRetry retry = new(time);

    /// <summary>Runs in a transaction that commits only while the lease is held under that epoch.</summary>
    /// <exception cref="LeaseLostException">It is not.</exception>
    public Task<T> RunAsync<T>(
        long epoch, Guid runId, Func<IDocumentTransaction, CancellationToken, Task<T>> write, CancellationToken cancellationToken) =>
        RunAsync(async (transaction, token) =>
        {
            await AssertLeaseAsync(transaction, epoch, runId, token).ConfigureAwait(false);
            return await write(transaction, token).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>Runs in a transaction, whoever holds the lease.</summary>
    public Task<T> RunAsync<T>(Func<IDocumentTransaction, CancellationToken, Task<T>> write, CancellationToken cancellationToken) =>
        retry.RunAsync(async token =>
        {
            var transaction = await database.BeginAsync(Bounds, token).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var result = await write(transaction, token).ConfigureAwait(false);
                await transaction.CommitAsync(token).ConfigureAwait(false);
                return result;
            }
        }, cancellationToken);

    private static async Task AssertLeaseAsync(IDocumentTransaction transaction, long epoch, Guid runId, CancellationToken cancellationToken)
    {
        var fenced = await transaction.WriteAsync(LeaseFence.Command(epoch, runId), cancellationToken).ConfigureAwait(false);
        if (fenced.Matched != 1)
            throw LeaseFence.Lost(epoch);
    }
}
