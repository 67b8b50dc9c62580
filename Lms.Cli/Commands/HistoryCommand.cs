using System.CommandLine;
using Lms.Cli.Configuration;
using Lms.Cli.Output;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views;
using Lms.Migrations;
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
            _ = session.SingleDatabase("The number of an event belongs to one database.");

        List<(string Database, HistoryPage Page)> shown = [];
        var loop = new DatabaseLoop<HistoryDocument>(session, DocumentContext.Default.DocumentHistoryDocument);
        var exitCode = await loop.ReadEachAsync(
            async (target, found, token) =>
            {
                var page = await session.RunnerFor(target).GetHistoryAsync(query, token);
                found(ToDocument(target, page));
                shown.Add((target.Name, page));
                return ExitCode.Done;
            },
            cancellationToken);
        if (!session.Settings.IsJson && shown.Count > 0)
            HistoryView.Draw(session.Terminal.OutCanvas, shown, query);
        return exitCode;
    }

    private static HistoryDocument ToDocument(DatabaseTarget target, HistoryPage page) => new(
        target.Name, EngineName.Of(target.Engine),
        [.. page.Events.Select(happened => new EventDocument(
            happened.Id, happened.At, happened.Kind.Wire(), happened.Outcome.Wire(), happened.Version?.ToString(), happened.Name,
            happened.Checksum, happened.DurationMs, happened.RunId, happened.Epoch, happened.Actor, happened.Reason, happened.Host,
            happened.ToolVersion, happened.Error, happened.Detail))],
        page.Next);
}
