using System.CommandLine;

namespace Lms.Cli.Commands.Server;

/// <summary><c>lms run</c>: looks at the runs of a worker, watches them, stops them, lets them begin.</summary>
internal static class RunCommand
{
    public static Command Create(CommandBoundary boundary) => new("run", "Look at the runs of a worker, watch them, stop them, approve them.")
    {
        RunListCommand.Create(boundary),
        RunShowCommand.Create(boundary),
        RunWatchCommand.Create(boundary),
        RunCancelCommand.Create(boundary),
        RunApproveCommand.Create(boundary),
        RunRejectCommand.Create(boundary),
    };
}
