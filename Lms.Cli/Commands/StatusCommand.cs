using System.CommandLine;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views;
using Lms.Contracts.Databases;
using Lms.Contracts.Mapping;
using Lms.Migrations.Planning;

namespace Lms.Cli.Commands;

/// <summary><c>lms status</c>: how every migration stands.</summary>
internal static class StatusCommand
{
    public static Command Create(CommandBoundary boundary)
    {
        var check = new Option<bool>("--check") { Description = "Exit with 6 unless every migration is applied, present and unchanged." };
        var command = new Command("status", "Show every migration with its state.") { check };
        boundary.Bind(command, (session, parsed, cancellationToken) => RunAsync(session, parsed.GetValue(check), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Session session, bool check, CancellationToken cancellationToken)
    {
        List<DatabaseStatus> shown = [];
        var loop = new DatabaseLoop<StatusDocument>(session, DocumentContext.Default.DocumentStatusDocument);
        var exitCode = await loop.ReadEachAsync(
            async (database, found, token) =>
            {
                var status = await database.GetStatusAsync(token);
                found(status.ToDocument());
                shown.Add(status);
                return check && !status.IsClean ? ExitCode.NotClean : ExitCode.Done;
            },
            cancellationToken);
        if (!session.Settings.IsJson && shown.Count > 0)
            StatusView.Draw(session.Terminal.OutCanvas, shown);
        return exitCode;
    }
}
