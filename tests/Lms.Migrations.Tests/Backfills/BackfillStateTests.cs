using Lms.Migrations.Backfills;

namespace Lms.Migrations.Tests.Backfills;

public sealed class BackfillStateTests
{
    private static readonly BackfillState[] States = Enum.GetValues<BackfillState>();

    [Fact]
    public void Every_state_but_the_first_can_be_reached_and_only_undone_is_an_end()
    {
        foreach (var state in States)
        {
            Assert.True(state == BackfillState.Running || States.Any(from => BackfillTransitions.IsAllowed(from, state)), $"nothing leads to {state}");
            Assert.Equal(state != BackfillState.Undone, States.Any(to => BackfillTransitions.IsAllowed(state, to)));
        }
    }

    [Fact]
    public void A_run_that_is_gone_leaves_a_state_that_the_next_run_or_a_rollback_can_go_on_from()
    {
        foreach (var state in States)
        {
            if (BackfillTransitions.Settled(state) is not { } settled)
                continue;

            Assert.True(BackfillTransitions.IsAllowed(state, settled));
            Assert.True(BackfillTransitions.IsAllowed(settled, BackfillState.Running));
            Assert.True(BackfillTransitions.IsAllowed(settled, BackfillState.Undoing));
        }
    }

    [Fact]
    public void What_is_undone_or_being_undone_never_runs_forward_again()
    {
        Assert.False(BackfillTransitions.IsAllowed(BackfillState.Undoing, BackfillState.Running));
        Assert.False(BackfillTransitions.IsAllowed(BackfillState.Undone, BackfillState.Running));
    }

    [Fact]
    public void Every_state_is_read_back_from_its_word()
    {
        foreach (var state in States)
            Assert.Equal(state, BackfillTerms.ReadState(BackfillTerms.Term(state)));
    }
}
