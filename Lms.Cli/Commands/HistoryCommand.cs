using System.CommandLine;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views;
using Lms.Contracts.History;
using Lms.Contracts.Mapping;
using Lms.Migrations.History;

namespace Lms.Cli.Commands;

/// <summary><c>lms history</c>: who did what when, and how it ended.</summary>
internal static class HistoryCommand
{
    public static Command Create(CommandBoundary boundary)
    {
        var options = new HistoryQueryOptions();
        var command = new Command("history", "Show who did what when, rollbacks and failures included.");
        foreach (var option in options.All)
            command.Options.Add(option);
        boundary.Bind(command, (session, parsed, cancellationToken) =>
            RunAsync(session, options.Read(parsed, session.Time), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Session session, HistoryQuery query, CancellationToken cancellationToken)
    {
        if (query.Before is not null)
            _ = await session.SingleDatabaseAsync("The number of an event belongs to one database.", cancellationToken);

        List<(string Database, HistoryPage Page)> shown = [];
        var loop = new DatabaseLoop<HistoryDocument>(session, DocumentContext.Default.DocumentHistoryDocument);
        var exitCode = await loop.ReadEachAsync(
            async (database, found, token) =>
            {
                var page = await database.GetHistoryAsync(query, token);
                found(page.ToDocument(database.Name, database.Engine));
                shown.Add((database.Name, page));
                return ExitCode.Done;
            },
            cancellationToken);
        if (!session.Settings.IsJson && shown.Count > 0)
            HistoryView.Draw(session.Terminal.OutCanvas, shown, query);
        return exitCode;
    }
}
