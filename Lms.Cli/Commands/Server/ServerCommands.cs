using System.CommandLine;

namespace Lms.Cli.Commands.Server;

/// <summary>The commands that only a worker, or the dashboard over it, can answer.</summary>
internal static class ServerCommands
{
    private static readonly string[] Names = ["run", "windows", "token", "audit", "workers", "whoami", "dashboard"];

    /// <summary>Whether a call may be about one of them: it names one, or nothing that <paramref name="root"/> has already.</summary>
    /// <remarks>To build them takes a tenth of the time of a call that does not need them.</remarks>
    public static bool MayBeMeant(IReadOnlyList<string> arguments, RootCommand root) =>
        arguments.Any(Names.Contains) || !arguments.Any(argument => root.Subcommands.Any(command => command.Name == argument));

    public static void AddTo(RootCommand root, CommandBoundary boundary)
    {
        root.Subcommands.Add(RunCommand.Create(boundary));
        root.Subcommands.Add(WindowsCommand.Create(boundary));
        root.Subcommands.Add(TokenCommand.Create(boundary));
        root.Subcommands.Add(AuditCommand.Create(boundary));
        root.Subcommands.Add(WorkersCommand.Create(boundary));
        root.Subcommands.Add(WhoAmICommand.Create(boundary));
        root.Subcommands.Add(DashboardCommand.Create(boundary));
    }
}
