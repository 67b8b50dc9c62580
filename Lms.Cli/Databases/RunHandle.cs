using Lms.Contracts.Runs;
using Lms.Migrations;

namespace Lms.Cli.Databases;

/// <summary>A run that was asked for.</summary>
/// <param name="RunId">Finds it in the history and, a worker's, in <c>lms run</c>.</param>
/// <param name="Events">What happens in it, to be read once. The exception that ended a run that did not end well ends them.</param>
internal sealed record RunHandle(Guid RunId, IAsyncEnumerable<MigrationEvent> Events)
{
    /// <summary>Whether it is being cancelled, so that nothing but clean-up is left to wait for.</summary>
    public Func<bool> IsStopping { get; init; } = () => false;

    /// <summary>As a worker took it; null for a run of this process.</summary>
    public RunDocument? Taken { get; init; }

    /// <summary>As it ended at a worker; null before that was seen, and for a run of this process.</summary>
    public Func<RunDocument?> Ended { get; init; } = () => null;
}
