using System.Collections.Concurrent;
using Lms.Contracts.Client;

namespace Lms.Dashboard.Runs;

/// <summary>Remembers what the events of runs come to, so that each is read once however often a page is freshened.</summary>
/// <remarks>Whoever may look at runs may look at all of them, so what one reader has had read is not kept from the next.</remarks>
internal sealed class RunStories(TimeProvider time)
{
    private const int PageSize = 1_000;
    private const int Most = 200;
    private readonly ConcurrentDictionary<Guid, Entry> entries = new();

    /// <summary>The story as it is now.</summary>
    /// <param name="run">The run; the reader was allowed to see it.</param>
    /// <param name="worker">Who tells the rest of it.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <exception cref="ApiException">The worker cannot tell.</exception>
    public async Task<RunStory> ReadAsync(Guid run, LmsClient worker, CancellationToken cancellationToken)
    {
        Forget();
        var entry = entries.GetOrAdd(run, _ => new Entry());
        await entry.Gate.WaitAsync(cancellationToken);
        try
        {
            entry.UsedAt = time.GetTimestamp();
            int read;
            do
            {
                var page = await worker.ListRunEventsAsync(run, entry.Story.LastEvent, PageSize, cancellationToken);
                entry.Story = entry.Story.With(page.Events);
                read = page.Events.Count;
            }
            while (read == PageSize);
            return entry.Story;
        }
        finally
        {
            entry.Gate.Release();
        }
    }

    private void Forget()
    {
        if (entries.Count <= Most)
            return;

        foreach (var (run, _) in entries.OrderBy(entry => entry.Value.UsedAt).Take(Most / 4))
            entries.TryRemove(run, out _);
    }

#pragma warning disable CA1001 // A semaphore that nobody waits on by handle holds nothing that must be given back.
    private sealed class Entry
#pragma warning restore CA1001
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public RunStory Story { get; set; } = RunStory.Empty;

        public long UsedAt { get; set; }
    }
}
