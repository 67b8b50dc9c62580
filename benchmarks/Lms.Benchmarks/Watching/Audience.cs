using Lms.Contracts.Client;

namespace Lms.Benchmarks.Watching;

/// <summary>Clients that watch one run from its beginning to its end, each over a connection of its own.</summary>
internal static class Audience
{
    /// <returns>For each, the ids of the events that it saw, in the order in which it saw them.</returns>
    public static async Task<IReadOnlyList<IReadOnlyList<long>>> WatchAsync(
        Uri worker, string token, Guid run, int watchers, CancellationToken cancellationToken)
    {
        return await Task.WhenAll(Enumerable.Range(0, watchers).Select(_ => Task.Run(() => WatchOneAsync(worker, token, run, cancellationToken), cancellationToken)));
    }

    /// <summary>Events that somebody did not see, saw twice or saw in another order than they happened in.</summary>
    public static long CountWrong(IReadOnlyList<IReadOnlyList<long>> seen, long lastEvent)
    {
        long wrong = 0;
        foreach (var ids in seen)
        {
            long expected = 1;
            foreach (var id in ids)
            {
                if (id != expected)
                    wrong++;
                expected = id + 1;
            }

            wrong += Math.Abs(lastEvent - (expected - 1));
        }

        return wrong;
    }

    private static async Task<IReadOnlyList<long>> WatchOneAsync(Uri worker, string token, Guid run, CancellationToken cancellationToken)
    {
        using var client = new LmsClient(worker, token);
        var ids = new List<long>();
        await foreach (var happened in client.WatchRunAsync(run, after: 0, cancellationToken))
            ids.Add(happened.Id);
        return ids;
    }
}
