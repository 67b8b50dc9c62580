using Lms.Contracts.Client;

namespace Lms.Dashboard.Workers;

/// <summary>The names of the databases that the workers look after. They change with the workers' settings only, so that a page which needs
/// nothing but names need not wait for each database to be looked at.</summary>
internal sealed class DatabaseNames(TimeProvider time)
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(30);
    private volatile Known? known;

    /// <exception cref="ApiException">A worker cannot tell.</exception>
    public async Task<IReadOnlyList<string>> ReadAsync(LmsClient worker, CancellationToken cancellationToken)
    {
        if (known is { } before && time.GetElapsedTime(before.At) < Age)
            return before.Names;

        var at = time.GetTimestamp();
        var list = await worker.ListDatabasesAsync(cancellationToken);
        IReadOnlyList<string> names = [.. list.Databases.Select(database => database.Name)];
        known = new Known(names, at);
        return names;
    }

    private sealed record Known(IReadOnlyList<string> Names, long At);
}
