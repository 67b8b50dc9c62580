using Lms.Benchmarks.Measuring;
using Lms.Benchmarks.Workloads;

namespace Lms.Benchmarks.Tools;

/// <summary>One of the compared programs: how it is made ready, what its files look like, how it is called.</summary>
internal abstract class Tool
{
    public abstract string Name { get; }

    /// <summary>Whether several processes may be started at once, and whether a run continues where a killed one stopped.</summary>
    public virtual bool RunsAgain => true;

    /// <summary>Builds or installs what is missing.</summary>
    /// <exception cref="ToolNotInstalledException">It cannot be had on this machine; the message says why.</exception>
    public abstract Task<string> PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Writes the workload's migrations into an existing empty directory, in this tool's format.</summary>
    public abstract Task WriteAsync(Workload workload, string directory, CancellationToken cancellationToken);

    /// <summary>Applies what is pending.</summary>
    public abstract ToolCommand Migrate(string directory, BenchmarkDatabase database);

    /// <summary>The same when nothing is pending.</summary>
    public virtual ToolCommand MigrateNothing(string directory, BenchmarkDatabase database) => Migrate(directory, database);

    /// <summary>Lists every migration with its state; null when the tool has no such command.</summary>
    public abstract ToolCommand? Status(string directory, BenchmarkDatabase database);
}
