using System.CommandLine;
using Lms.Cli.Databases;

namespace Lms.Cli.Commands.Backfills;

/// <summary><c>lms backfill</c>: looks at the changes of data that run in batches, and steers them.</summary>
internal static class BackfillCommand
{
    public static Command Create(CommandBoundary boundary) =>
        new("backfill", "Look at the changes of data that run in batches, and steer them from any terminal.")
        {
            BackfillListCommand.Create(boundary),
            BackfillShowCommand.Create(boundary),
            BackfillChunksCommand.Create(boundary),
            Steer(boundary, "pause", "Let the lanes end their batch and then wait; a run that drives it goes on waiting.", BackfillRequest.Pause),
            Steer(boundary, "resume", "Let a paused one go on; when no run is there, the next 'lms migrate' does.", BackfillRequest.Resume),
            Steer(boundary, "cancel", "Stop it; what it did stays, and 'lms rollback' undoes it or 'lms migrate' goes on.", BackfillRequest.Cancel),
            BackfillConflictsCommand.Create(boundary),
        };

    private static Command Steer(CommandBoundary boundary, string name, string description, BackfillRequest request)
    {
        var id = BackfillId.Argument();
        var command = new Command(name, description) { id };
        boundary.Bind(command, (session, parsed, cancellationToken) =>
            BackfillSteering.RunAsync(session, parsed.GetValue(id), request, cancellationToken));
        return command;
    }
}
