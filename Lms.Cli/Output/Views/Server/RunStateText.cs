using Lms.Contracts.Runs;

namespace Lms.Cli.Output.Views.Server;

/// <summary>A run's state as a sign and words: colour alone says nothing to some, and nothing in a file.</summary>
internal static class RunStateText
{
    public static Phrase Of(RunDocument run) => run.State switch
    {
        RunStates.Queued => Phrase.Notice("○ queued"),
        RunStates.WaitingForApproval => Phrase.Notice("‖ waits for approval"),
        RunStates.WaitingForWindow => Phrase.Notice("‖ waits for a window"),
        RunStates.Running when run.Cancellation is not null => Phrase.Notice("– cancelling"),
        RunStates.Running => Phrase.Accent("▶ running"),
        RunStates.Paused => Phrase.Notice("‖ paused"),
        RunStates.Interrupted => Phrase.Notice("! interrupted"),
        RunStates.Succeeded => Phrase.Good("✓ succeeded"),
        RunStates.Failed => Phrase.Bad("✗ failed"),
        RunStates.Cancelled => Phrase.Notice("– cancelled"),
        var other => other,
    };
}
