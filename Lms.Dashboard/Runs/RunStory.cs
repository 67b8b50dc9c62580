using System.Collections.Immutable;
using Lms.Contracts.Backfills;
using Lms.Contracts.Runs;

namespace Lms.Dashboard.Runs;

/// <summary>A step of a run and how far it is.</summary>
/// <param name="Step">The migration, or the seeder.</param>
/// <param name="State"><c>pending</c>, <c>running</c>, <c>done</c>, <c>failed</c>.</param>
/// <param name="DurationMs">How long it took; null while it has not ended.</param>
/// <param name="StartedAt">When it began; null while it has not.</param>
/// <param name="Statement">The statement it is at: <c>2 of 5: CREATE INDEX …</c>; null for none.</param>
public sealed record StepStory(StepReference Step, string State, long? DurationMs = null, DateTimeOffset? StartedAt = null, string? Statement = null);

/// <summary>One line of a run's log.</summary>
/// <param name="At">When.</param>
/// <param name="Tone">As in <see cref="Text.Look"/>.</param>
/// <param name="Text">What happened.</param>
public sealed record StoryLine(DateTimeOffset At, string Tone, string Text);

/// <summary>What a run's events come to: how each step stands, what is waited for, and what is worth a line.</summary>
public sealed record RunStory
{
    private const int MostLines = 400;

    public static RunStory Empty { get; } = new();

    /// <summary>The newest event in it; 0 for none.</summary>
    public long LastEvent { get; private init; }

    public ImmutableList<StepStory> Steps { get; private init; } = [];

    public ImmutableList<StoryLine> Lines { get; private init; } = [];

    /// <summary>Lines that were left out at the beginning.</summary>
    public int Omitted { get; private init; }

    /// <summary>The backfills that it drove, as they were told last.</summary>
    public ImmutableSortedDictionary<long, BackfillDocument> Backfills { get; private init; } = ImmutableSortedDictionary<long, BackfillDocument>.Empty;

    /// <summary>What it waits for right now: a lock, the lease, the next attempt; null for nothing.</summary>
    public RunEvent? Wait { get; private init; }

    /// <summary>The index that is being built right now; null for none.</summary>
    public IndexBuildProgressEvent? Index { get; private init; }

    public RunStory With(IEnumerable<RunEventDocument> events) => events.Aggregate(this, (story, happened) => story.With(happened));

    private RunStory With(RunEventDocument happened)
    {
        if (happened.Id <= LastEvent)
            return this;

        var story = With(happened.Event, happened.At) with { LastEvent = happened.Id };
        return StoryText.Of(happened) is { } line ? story.WithLine(line) : story;
    }

    private RunStory With(RunEvent happened, DateTimeOffset at) => happened switch
    {
        PlannedEvent planned => Moving() with { Steps = Planned(planned) },
        WaitingForLeaseEvent or WaitingForLockEvent or RetryScheduledEvent => this with { Wait = happened },
        IndexBuildProgressEvent index => this with { Index = index, Wait = null },
        StepStartedEvent started => Moving().Change(started.Step, step => step with { State = "running", StartedAt = at }),
        StatementStartedEvent statement => Moving().Change(
            statement.Step, step => step with { Statement = $"{statement.Number} of {statement.Count}: {statement.Summary}" }),
        StepCompletedEvent done => Moving().Change(done.Step, step => step with { State = "done", DurationMs = done.DurationMs, Statement = null }),
        StepFailedEvent failed => Moving().Change(failed.Step, step => step with { State = "failed" }),
        SeederStartedEvent seeder => Moving().Change(Seeder(seeder.Name), step => step with { State = "running", StartedAt = at }),
        SeederCompletedEvent seeder => Moving().Change(Seeder(seeder.Name), step => step with { State = "done", DurationMs = seeder.DurationMs }),
        BackfillProgressEvent progress => Moving() with { Backfills = Backfills.SetItem(progress.Backfill.Id, progress.Backfill) },
        BackfillEndedEvent ended => Moving() with { Backfills = Backfills.SetItem(ended.Backfill.Id, ended.Backfill) },
        // Whoever takes over begins again with what is left.
        StateChangedEvent { To: not "running" } => Moving() with { Steps = Steps.ConvertAll(step => step.State == "running" ? step with { State = "pending" } : step) },
        StateChangedEvent or LeaseAcquiredEvent => Moving(),
        _ => this,
    };

    private RunStory Moving() => this with { Wait = null, Index = null };

    /// <summary>A second attempt plans what is left; what the first one did stays.</summary>
    private ImmutableList<StepStory> Planned(PlannedEvent planned) =>
        [.. Steps.Where(step => step.State == "done"), .. planned.Steps.Select(step => new StepStory(step, "pending"))];

    private RunStory Change(StepReference wanted, Func<StepStory, StepStory> change)
    {
        var index = Steps.FindLastIndex(step => step.Step.Version == wanted.Version && step.Step.Name == wanted.Name);
        return this with { Steps = index < 0 ? Steps.Add(change(new StepStory(wanted, "pending"))) : Steps.SetItem(index, change(Steps[index])) };
    }

    private RunStory WithLine(StoryLine line) => Lines.Count < MostLines
        ? this with { Lines = Lines.Add(line) }
        : this with { Lines = Lines.RemoveAt(0).Add(line), Omitted = Omitted + 1 };

    private static StepReference Seeder(string name) => new("", name);
}
