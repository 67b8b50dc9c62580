using System.Runtime.CompilerServices;
using Lms.Migrations.Backfills;

namespace Lms.Cli.Databases.Local;

/// <summary>Backfills over the engine in this process.</summary>
internal sealed class LocalBackfills(BackfillControl control, TimeProvider time) : IBackfills
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public Task<IReadOnlyList<BackfillStatus>> ListAsync(CancellationToken cancellationToken) => control.ListAsync(cancellationToken);

    public Task<BackfillStatus> ShowAsync(long id, CancellationToken cancellationToken) => control.ShowAsync(id, cancellationToken);

    public async IAsyncEnumerable<BackfillStatus> WatchAsync(long id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            yield return await control.ShowAsync(id, cancellationToken);
            await Task.Delay(Interval, time, cancellationToken);
        }
    }

    public Task<BackfillStatus> SteerAsync(long id, BackfillRequest request, CancellationToken cancellationToken) => request switch
    {
        BackfillRequest.Pause => control.PauseAsync(id, cancellationToken),
        BackfillRequest.Resume => control.ResumeAsync(id, cancellationToken),
        _ => control.CancelAsync(id, cancellationToken),
    };

    public Task<ChunkPage> ListChunksAsync(long id, ChunkQuery query, CancellationToken cancellationToken) =>
        control.ListChunksAsync(id, query, cancellationToken);

    public Task<IReadOnlyList<BackfillConflict>> ConflictsAsync(long id, int limit, CancellationToken cancellationToken) =>
        control.ConflictsAsync(id, limit, cancellationToken);
}
