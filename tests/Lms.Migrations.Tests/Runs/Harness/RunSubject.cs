using Lms.Testing;

namespace Lms.Migrations.Tests.Runs.Harness;

/// <summary>A database of either engine, and a catalog of steps each of which leaves a mark whenever it runs: one that runs twice shows.</summary>
public abstract class RunSubject : IAsyncDisposable
{
    public CatalogDirectory Catalog { get; } = new();

    public abstract DatabaseTarget Target { get; }

    /// <summary>Creates what steps leave their marks in.</summary>
    public abstract Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Writes a migration.</summary>
    /// <param name="version">Its version.</param>
    /// <param name="up">What it leaves after its version when it is applied.</param>
    /// <param name="down">And when it is undone.</param>
    public abstract void Write(string version, string up = "up", string down = "down");

    /// <summary>Writes a migration that nothing can undo.</summary>
    public abstract void WriteIrreversible(string version);

    public abstract void Delete(string version);

    /// <summary>Makes a step fail, in both directions and without a mark, until it is mended.</summary>
    public abstract Task BreakAsync(string version, CancellationToken cancellationToken);

    public abstract Task MendAsync(CancellationToken cancellationToken);

    /// <summary>All marks, as <c>2 up</c>, in alphabetical order.</summary>
    public abstract Task<IReadOnlyList<string>> MarksAsync(CancellationToken cancellationToken);

    /// <summary>Takes all marks away.</summary>
    public abstract Task ForgetAsync(CancellationToken cancellationToken);

    public void WriteAll(int count)
    {
        for (var version = 1; version <= count; version++)
            Write($"{version}");
    }

    public virtual ValueTask DisposeAsync()
    {
        Catalog.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
