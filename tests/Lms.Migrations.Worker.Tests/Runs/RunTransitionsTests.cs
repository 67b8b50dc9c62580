using Lms.Migrations.Worker.Runs;

namespace Lms.Migrations.Worker.Tests.Runs;

public sealed class RunTransitionsTests
{
    private static readonly RunState[] All = Enum.GetValues<RunState>();

    public static TheoryData<string> Over { get; } = [.. All.Where(RunTransitions.IsOver).Select(state => state.ToString())];

    [Theory]
    [MemberData(nameof(Over))]
    public void From_where_a_run_is_over_it_goes_nowhere(string state) =>
        Assert.DoesNotContain(All, next => RunTransitions.IsAllowed(Enum.Parse<RunState>(state), next));

    [Fact]
    public void From_everywhere_else_there_is_a_way_to_an_end() =>
        Assert.All(All.Where(state => !RunTransitions.IsOver(state)), state => Assert.Contains(Reachable(state), RunTransitions.IsOver));

    [Fact]
    public void Every_state_can_be_reached_from_where_a_run_may_begin()
    {
        var reached = new[] { RunState.Queued, RunState.WaitingForApproval, RunState.WaitingForWindow }.SelectMany(Reachable).ToHashSet();

        Assert.Equal(All.ToHashSet(), reached);
    }

    [Fact]
    public void Every_run_that_is_not_over_can_be_cancelled_and_an_interrupted_one_by_who_takes_it_to_end_it() =>
        Assert.All(
            All.Where(state => !RunTransitions.IsOver(state)),
            state => Assert.True(RunTransitions.IsAllowed(state == RunState.Interrupted ? RunState.Running : state, RunState.Cancelled)));

    [Fact]
    public void A_way_that_is_not_in_the_table_is_a_fault_of_the_program() =>
        Assert.Throws<InvalidOperationException>(() => RunTransitions.Require(RunState.Succeeded, RunState.Running));

    private static HashSet<RunState> Reachable(RunState from)
    {
        HashSet<RunState> reached = [from];
        while (All.Where(next => !reached.Contains(next) && reached.Any(state => RunTransitions.IsAllowed(state, next))).ToList() is { Count: > 0 } found)
            reached.UnionWith(found);
        return reached;
    }
}
