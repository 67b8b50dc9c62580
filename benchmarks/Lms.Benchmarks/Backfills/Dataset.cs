namespace Lms.Benchmarks.Backfills;

/// <summary>What one engine's contenders change, and how.</summary>
internal abstract class Dataset
{
    /// <summary>As on the command line and in a catalog's configuration.</summary>
    public abstract string Engine { get; }

    /// <summary>What the bare statement is called in the report.</summary>
    public abstract string Bare { get; }

    /// <summary>Writes the one migration into an existing empty directory.</summary>
    public abstract Task WriteCatalogAsync(string directory, bool undo, CancellationToken cancellationToken);

    /// <summary>Generates the data anew, so that every contender finds the same fresh pages.</summary>
    public abstract Task<DatasetCopy> CreateAsync(int rows, CancellationToken cancellationToken);
}

/// <summary>One database with unchanged data, for one contender; disposing drops it.</summary>
internal abstract class DatasetCopy : IAsyncDisposable
{
    /// <summary>As the engine takes it.</summary>
    public abstract string Connection { get; }

    /// <summary>Changes everything by one statement.</summary>
    public abstract Task ChangeAsync(CancellationToken cancellationToken);

    /// <summary>Counts what is as it should be after the change.</summary>
    public abstract Task<long> CountChangedAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
