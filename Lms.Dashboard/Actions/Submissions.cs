using System.Collections.Concurrent;

namespace Lms.Dashboard.Actions;

/// <summary>Does what a form asks for once, however often it is sent: each form that is shown has a number of its own.</summary>
internal sealed class Submissions(TimeProvider time)
{
    private const int Most = 10_000;
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(15);
    private readonly ConcurrentDictionary<string, Entry> entries = new();

    /// <summary>The outcome of the first submission of that number; whoever comes second waits for it, and gets the same.</summary>
    /// <param name="number">Names the form and whoever sends it.</param>
    /// <param name="act">What it asks for. Where that fails, the same form may be sent again.</param>
    public async Task<T> OnceAsync<T>(string number, Func<Task<T>> act)
    {
        Forget();
        var entry = entries.GetOrAdd(number, _ => new Entry(new Lazy<Task>(act), time.GetTimestamp()));
        try
        {
            return await (Task<T>)entry.Outcome.Value;
        }
        catch
        {
            entries.TryRemove(new KeyValuePair<string, Entry>(number, entry));
            throw;
        }
    }

    private void Forget()
    {
        if (entries.Count < Most / 2)
            return;

        foreach (var (number, entry) in entries)
        {
            if (time.GetElapsedTime(entry.Since) > Memory || entries.Count > Most)
                entries.TryRemove(number, out _);
        }
    }

    private sealed record Entry(Lazy<Task> Outcome, long Since);
}
