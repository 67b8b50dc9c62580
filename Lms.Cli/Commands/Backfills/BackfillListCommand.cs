using System.CommandLine;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views;
using Lms.Contracts.Backfills;
using Lms.Contracts.Mapping;
using Lms.Migrations.Backfills;

namespace Lms.Cli.Commands.Backfills;

/// <summary><c>lms backfill list</c>: every backfill there ever was, newest first.</summary>
internal static class BackfillListCommand
{
    public static Command Create(CommandBoundary boundary)
    {
        var command = new Command("list", "Show every backfill with its state, newest first.");
        boundary.Bind(command, (session, _, cancellationToken) => RunAsync(session, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Session session, CancellationToken cancellationToken)
    {
        List<(string Database, IReadOnlyList<BackfillStatus> Backfills)> shown = [];
        var loop = new DatabaseLoop<BackfillListDocument>(session, DocumentContext.Default.DocumentBackfillListDocument);
        var exitCode = await loop.ReadEachAsync(
            async (database, found, token) =>
            {
                var backfills = await database.Backfills.ListAsync(token);
                found(new BackfillListDocument(database.Name, EngineName.Of(database.Engine), [.. backfills.Select(BackfillMapping.ToDocument)]));
                shown.Add((database.Name, backfills));
                return ExitCode.Done;
            },
            cancellationToken);
        if (!session.Settings.IsJson && shown.Count > 0)
            BackfillListView.Draw(session.Terminal.OutCanvas, shown);
        return exitCode;
    }
}
