using Lms.Cli.Output;
using Lms.Cli.Output.Backfills;
using Lms.Migrations.Backfills;

namespace Lms.Cli.Tests.Output;

public sealed class BackfillStatesTests
{
    [Fact]
    public void Who_paused_and_who_resumed_stays_on_the_screen()
    {
        var states = new BackfillStates();
        BackfillStatus[] looks =
        [
            Backfills.Running, Backfills.Running, Backfills.Paused with { State = BackfillState.Pausing }, Backfills.Paused, Backfills.Paused,
            Backfills.Running with { ChangedBy = "bob" }, Backfills.Running with { ChangedBy = "bob" },
        ];

        var lines = looks.Select(states.StateChange).OfType<Phrase[]>().Select(line => string.Concat(line.Select(phrase => phrase.Text)));

        Assert.Equal(["  ‖ backfill 3: paused by alice (replica is behind)", "  ▶ backfill 3: resumed by bob"], lines);
    }

    [Fact]
    public void The_first_look_and_another_backfill_are_no_change()
    {
        var states = new BackfillStates();

        Assert.Null(states.StateChange(Backfills.Paused));
        Assert.Null(states.StateChange(Backfills.Running with { Id = 4 }));
    }
}
