using Lms.Contracts.Client;
using Lms.Contracts.History;
using Lms.Dashboard.Workers;

namespace Lms.Dashboard.Histories;

/// <summary>A page of what was done, newest first, to one database or to all of them.</summary>
/// <param name="Databases">Every database that there is.</param>
/// <param name="Events">The page.</param>
/// <param name="Next">Where the next page begins; null on the last.</param>
internal sealed record HistorySlice(IReadOnlyList<string> Databases, IReadOnlyList<(string Database, EventDocument Event)> Events, HistoryCursor? Next);

/// <summary>Reads histories of several databases as one. Each is kept where its changes were made, so there is no list of all of them.</summary>
internal sealed class MergedHistory(DatabaseNames databases)
{
    /// <exception cref="ApiException">A worker cannot tell.</exception>
    public async Task<HistorySlice> ReadAsync(LmsClient worker, HistoryQuery query, int limit, CancellationToken cancellationToken)
    {
        var names = await databases.ReadAsync(worker, cancellationToken);
        var wanted = query.Database is { } one ? [one] : names;
        var pages = await Task.WhenAll(wanted.Where(name => !query.Cursor.IsDone(name)).Select(ReadOneAsync));
        var events = pages.SelectMany(page => page.Events.Select(happened => (page.Name, Event: happened)))
            .OrderByDescending(entry => entry.Event.At).ThenByDescending(entry => entry.Event.Id)
            .Take(limit).ToList();
        return new HistorySlice(names, events, Next());

        async Task<HistoryDocument> ReadOneAsync(string name) => await worker.ListHistoryAsync(name, query.ToFilter(name, limit), cancellationToken);

        HistoryCursor? Next()
        {
            var before = new Dictionary<string, long>(query.Cursor.Before);
            foreach (var page in pages)
            {
                var shown = events.Where(entry => entry.Name == page.Name).Select(entry => entry.Event.Id).ToList();
                if (shown.Count > 0)
                    before[page.Name] = shown.Min();
                if (shown.Count == page.Events.Count && page.Next is null)
                    before[page.Name] = 0;
            }

            return wanted.All(name => before.GetValueOrDefault(name, -1) == 0) ? null : new HistoryCursor(before);
        }
    }
}
