using Lms.Contracts.Runs;
using Lms.Dashboard.Runs;

namespace Lms.Dashboard.Tests.Runs;

public sealed class RunStoryTests
{
    private static readonly StepReference One = new("001", "one");
    private static readonly StepReference Two = new("002", "two");

    [Fact]
    public void Steps_go_from_planned_over_running_to_done()
    {
        var story = Tell(new PlannedEvent("up", [One, Two]), new StepStartedEvent(One, 1, 2), new StatementStartedEvent(One, 1, 3, "CREATE TABLE"));
        Assert.Equal(["running", "pending"], story.Steps.Select(step => step.State));
        Assert.Equal("1 of 3: CREATE TABLE", story.Steps[0].Statement);

        story = story.With([new RunEventDocument(4, DateTimeOffset.UnixEpoch, new StepCompletedEvent(One, 12))]);
        Assert.Equal(["done", "pending"], story.Steps.Select(step => step.State));
    }

    [Fact]
    public void A_second_attempt_keeps_what_the_first_one_did()
    {
        var story = Tell(
            new PlannedEvent("up", [One, Two]), new StepStartedEvent(One, 1, 2), new StepCompletedEvent(One, 5), new StepStartedEvent(Two, 2, 2),
            new StateChangedEvent("running", "interrupted", "worker-1", "it died"), new StateChangedEvent("interrupted", "running", "worker-2", null),
            new PlannedEvent("up", [Two]), new StepStartedEvent(Two, 1, 1), new StepCompletedEvent(Two, 5));

        Assert.Equal([("001", "done"), ("002", "done")], story.Steps.Select(step => (step.Step.Version, step.State)));
    }

    [Fact]
    public void What_is_waited_for_is_forgotten_when_something_moves()
    {
        var waiting = Tell(new PlannedEvent("up", [One]), new StepStartedEvent(One, 1, 1), new WaitingForLockEvent(One, [], 500));
        Assert.IsType<WaitingForLockEvent>(waiting.Wait);

        Assert.Null(waiting.With([new RunEventDocument(9, DateTimeOffset.UnixEpoch, new StepCompletedEvent(One, 5))]).Wait);
    }

    [Fact]
    public void An_event_that_is_told_twice_counts_once()
    {
        RunEventDocument[] events = [new(1, DateTimeOffset.UnixEpoch, new PlannedEvent("up", [One])), new(2, DateTimeOffset.UnixEpoch, new StepCompletedEvent(One, 5))];

        var story = RunStory.Empty.With(events).With(events);

        Assert.Equal(2, story.Lines.Count);
        Assert.Equal(2, story.LastEvent);
    }

    [Fact]
    public void Only_the_newest_lines_are_kept_and_the_rest_is_counted()
    {
        var story = Tell([.. Enumerable.Range(0, 450).Select(_ => new StepCompletedEvent(One, 1))]);

        Assert.Equal(400, story.Lines.Count);
        Assert.Equal(50, story.Omitted);
    }

    private static RunStory Tell(params RunEvent[] events) =>
        RunStory.Empty.With(events.Select((happened, index) => new RunEventDocument(index + 1, DateTimeOffset.UnixEpoch, happened)));
}
