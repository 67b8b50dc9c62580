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
    private const int DefaultLimit = 50;

    public static Command Create(CommandBoundary boundary)
    {
        var limit = new Option<int>("--limit")
        {
            HelpName = "N", CustomParser = CountArgument.Parse, DefaultValueFactory = _ => DefaultLimit, Description = "How many events, newest first.",
        };
        var command = new Command("history", "Show who did what when, rollbacks and failures included.") { limit };
        boundary.Bind(command, (session, parsed, cancellationToken) => RunAsync(session, parsed.GetValue(limit), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Session session, int limit, CancellationToken cancellationToken)
    {
        List<(string Database, IReadOnlyList<HistoryEvent> Events)> shown = [];
        var loop = new DatabaseLoop<HistoryDocument>(session, DocumentContext.Default.DocumentHistoryDocument);
        var exitCode = await loop.ReadEachAsync(
            async (target, found, token) =>
            {
                var page = await session.RunnerFor(target).GetHistoryAsync(new HistoryQuery { Limit = limit }, token);
                found(ToDocument(target, page.Events));
                shown.Add((target.Name, page.Events));
                return ExitCode.Done;
            },
            cancellationToken);
        if (!session.Settings.IsJson && shown.Count > 0)
            HistoryView.Draw(session.Terminal.OutCanvas, shown, limit);
        return exitCode;
    }

    private static HistoryDocument ToDocument(DatabaseTarget target, IReadOnlyList<HistoryEvent> events) => new(
        target.Name, EngineName.Of(target.Engine),
        [.. events.Select(happened => new EventDocument(
            happened.Id, happened.At, happened.Kind.Wire(), happened.Outcome.Wire(), happened.Version?.ToString(), happened.Name,
            happened.Checksum, happened.DurationMs, happened.RunId, happened.Epoch, happened.Actor, happened.Reason, happened.Host,
            happened.ToolVersion, happened.Error, happened.Detail))]);
}
