using System.Runtime.CompilerServices;
using Lms.Contracts.Client;
using Lms.Contracts.Mapping;
using Lms.Migrations.Backfills;

namespace Lms.Cli.Databases.Remote;

/// <summary>Backfills over a worker.</summary>
internal sealed class RemoteBackfills(Worker worker, string database) : IBackfills
{
    private readonly LmsClient client = worker.Client;

    public async Task<IReadOnlyList<BackfillStatus>> ListAsync(CancellationToken cancellationToken)
    {
        var list = await client.ListBackfillsAsync(database, cancellationToken);
        return [.. list.Backfills.Select(BackfillMapping.ToStatus)];
    }

    public async Task<BackfillStatus> ShowAsync(long id, CancellationToken cancellationToken) =>
        (await client.GetBackfillAsync(database, id, cancellationToken)).ToStatus();

    public async IAsyncEnumerable<BackfillStatus> WatchAsync(long id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Asked for by itself first: why there is nothing to watch, a stream could only say by breaking off.
        yield return await ShowAsync(id, cancellationToken);
        await foreach (var backfill in client.WatchBackfillAsync(database, id, cancellationToken))
            yield return backfill.ToStatus();
    }

    public async Task<BackfillStatus> SteerAsync(long id, BackfillRequest request, CancellationToken cancellationToken)
    {
        var steered = await worker.ChangeAsync(
            (client, token) => client.SteerBackfillAsync(database, id, request.Wire(), worker.Reason, token), cancellationToken);
        return steered.ToStatus();
    }

    public async Task<ChunkPage> ListChunksAsync(long id, ChunkQuery query, CancellationToken cancellationToken)
    {
        var filter = new ChunkFilter { Limit = query.Limit, After = query.After, State = query.State?.Wire() };
        return (await client.ListChunksAsync(database, id, filter, cancellationToken)).ToPage();
    }

    public async Task<IReadOnlyList<BackfillConflict>> ConflictsAsync(long id, int limit, CancellationToken cancellationToken)
    {
        var list = await client.ListConflictsAsync(database, id, limit, cancellationToken);
        return [.. list.Conflicts.Select(BackfillMapping.ToConflict)];
    }
}
