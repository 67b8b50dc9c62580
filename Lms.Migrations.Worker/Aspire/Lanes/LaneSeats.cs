using System.Collections.Concurrent;

namespace Lms.Migrations.Worker.Lanes;

/// <summary>One seat in this process for each run: its lanes work on a run once, however many jobs say so.</summary>
internal sealed class LaneSeats
{
    private readonly ConcurrentDictionary<Guid, bool> taken = new();

    /// <summary>The seat, to be given back; null when it is taken.</summary>
    public IDisposable? TryTake(Guid run) => taken.TryAdd(run, true) ? new Seat(taken, run) : null;

    private sealed class Seat(ConcurrentDictionary<Guid, bool> taken, Guid run) : IDisposable
    {
        public void Dispose() => taken.TryRemove(run, out _);
    }
}
