using System.CommandLine;

namespace Lms.Cli.Commands.Server;

/// <summary><c>lms windows</c>: when databases may be changed, and when they must not be.</summary>
internal static class WindowsCommand
{
    public static Command Create(CommandBoundary boundary) => new("windows", "Keep maintenance windows and freezes: when databases may be changed, and when not.")
    {
        WindowListCommand.Create(boundary),
        WindowAddCommand.Create(boundary),
        WindowRemovalCommand.CreateRemove(boundary),
        FreezeCommand.Create(boundary),
        WindowRemovalCommand.CreateUnfreeze(boundary),
    };
}
