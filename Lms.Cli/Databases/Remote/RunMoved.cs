using Lms.Contracts.Runs;
using Lms.Migrations;

namespace Lms.Cli.Databases.Remote;

/// <summary>A worker's run is in another state.</summary>
/// <param name="RunId">The run.</param>
/// <param name="From">The state before, as the contract spells it; null for the first.</param>
/// <param name="To">The state now.</param>
/// <param name="By">Who or which worker brought it there.</param>
/// <param name="Reason">Why; null where the state says it all.</param>
internal sealed record RunMoved(Guid RunId, string? From, string To, string By, string? Reason) : MigrationEvent
{
    /// <summary>What it waits for now; null when it does not wait, or that was long ago.</summary>
    public RunWait? Wait { get; init; }
}

/// <summary>What a run waits for before it begins or goes on.</summary>
internal abstract record RunWait
{
    private RunWait()
    {
    }

    /// <summary>Somebody other than its asker must approve its plan.</summary>
    public sealed record Approval(string PlanHash, string Asker) : RunWait;

    /// <summary>A window must open; <paramref name="Opening"/> is null when none will, and <paramref name="Why"/> is one sentence.</summary>
    public sealed record Window(DateTimeOffset? Opening, string Why) : RunWait;

    /// <summary>It must not begin before a time.</summary>
    public sealed record Time(DateTimeOffset Due) : RunWait;

    /// <summary>Another run of its database is under way.</summary>
    public sealed record Turn(RunDocument Ahead) : RunWait;
}

/// <summary>Whoever watches a run wants to leave, and is about to be asked what is to become of it.</summary>
internal sealed record WatchPaused : MigrationEvent;

/// <summary>They have answered, and go on watching while the run is cancelled.</summary>
internal sealed record WatchResumed : MigrationEvent;
