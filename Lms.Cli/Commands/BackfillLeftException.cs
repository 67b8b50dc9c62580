using Lms.Cli.Databases.Remote;
using Lms.Cli.Output.Backfills;
using Lms.Migrations.Backfills;

namespace Lms.Cli.Commands;

/// <summary>A run was cancelled in the middle of a backfill, which keeps what it did.</summary>
internal sealed class BackfillLeftException(BackfillStatus status, OperationCanceledException cancelled)
    : OperationCanceledException(MessageFor(status, cancelled), cancelled, cancelled.CancellationToken)
{
    /// <summary>How it goes on.</summary>
    public string WayOut { get; } = status.State switch
    {
        BackfillState.Undoing => "The next 'lms rollback' goes on with it.",
        BackfillState.Paused or BackfillState.Pausing =>
            $"Let it go on with 'lms backfill resume {status.Id}' and 'lms migrate', or undo what it did with 'lms rollback'.",
        _ => "The next 'lms migrate' goes on with it.",
    };

    private static string MessageFor(BackfillStatus status, OperationCanceledException cancelled)
    {
        var measure = BackfillMeasure.Of(status);
        var share = measure.Fraction is { } fraction ? $" at {HumanText.Percent(fraction)}" : "";
        var left = status.State switch
        {
            BackfillState.Undoing => "is left half undone",
            BackfillState.Paused or BackfillState.Pausing => "is left as paused",
            BackfillState.Cancelled or BackfillState.Cancelling => "is left as cancelled",
            _ => "is left as interrupted",
        };
        var by = cancelled is RunCancelledException { Who: var who } ? who : "Cancelled";
        return $"{by}; backfill {status.Id} of {status.Source} {left}{share}. Every batch was either done or not begun.";
    }
}
