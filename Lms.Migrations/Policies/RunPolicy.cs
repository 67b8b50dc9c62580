using Lms.Migrations.Failures;

namespace Lms.Migrations.Policies;

/// <summary>What a host adds to its runs: when they may change the database, what is done before and after them, and what the history
/// shall say of how they came about.</summary>
public sealed record RunPolicy
{
    /// <summary>Asked before anything begins and while a backfill runs; null where no windows are known, and then migrations that
    /// require one are refused.</summary>
    public IChangeGate? Gate { get; init; }

    /// <summary>Run under the lease, in this order; those after a run however it ended. Only for runs that have something to do, if it is only
    /// what an earlier attempt owes: a process that died when every step was done has not run those after it.</summary>
    public IReadOnlyList<RunHook> Hooks { get; init; } = [];

    /// <summary>Written into the history when the run begins; once each, however often the run is begun anew.</summary>
    public IReadOnlyList<RunNote> Notes { get; init; } = [];

    /// <exception cref="RequestException">A hook's bound is out of its range.</exception>
    internal void Validate()
    {
        foreach (var hook in Hooks)
            OptionRange.Check($"The timeout of hook '{hook.Name}'", hook.Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
    }
}
