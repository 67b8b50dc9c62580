using Lms.Migrations.Planning;

namespace Lms.Migrations.Policies;

/// <summary>When a hook is run.</summary>
public enum HookMoment
{
    /// <summary>Before the first step; when it fails, no step is run.</summary>
    Before,

    /// <summary>After the last step, or after whatever stopped the run.</summary>
    After,
}

/// <summary>Something that a host does around a run: a backup, maintenance mode on or off.</summary>
/// <param name="Name">For people and for the history: <c>backup</c>.</param>
/// <param name="Moment">Before or after.</param>
/// <param name="RunAsync">Does it and returns what is worth remembering, or null; throws <see cref="Failures.HookFailedException"/>
/// when it cannot. Its token is cancelled at the timeout and, before a run, when the run is.</param>
public sealed record RunHook(string Name, HookMoment Moment, Func<HookContext, CancellationToken, Task<string?>> RunAsync)
{
    /// <summary>Longest time it may take. Range 1 s – 24 h.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>What a hook is told of the run.</summary>
/// <param name="Plan">What will be run, or was to be run.</param>
/// <param name="Run">Who asked, and why.</param>
/// <param name="Failure">After a run that did not end well: what stopped it; else null.</param>
public sealed record HookContext(MigrationPlan Plan, RunContext Run, Exception? Failure);
