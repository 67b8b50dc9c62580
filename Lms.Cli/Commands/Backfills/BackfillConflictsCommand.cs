using System.CommandLine;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views;
using Lms.Contracts.Backfills;
using Lms.Contracts.Mapping;

namespace Lms.Cli.Commands.Backfills;

/// <summary><c>lms backfill conflicts</c>: what a rollback left alone, because it was changed since.</summary>
internal static class BackfillConflictsCommand
{
    private const int DefaultLimit = 50;

    public static Command Create(CommandBoundary boundary)
    {
        var id = BackfillId.Argument();
        var limit = new Option<int>("--limit")
        {
            HelpName = "N", CustomParser = CountArgument.Parse, DefaultValueFactory = _ => DefaultLimit, Description = "How many, in order of key.",
        };
        var command = new Command("conflicts", "Show what a rollback left alone, because it was changed or deleted since.") { id, limit };
        boundary.Bind(command, (session, parsed, cancellationToken) =>
            RunAsync(session, parsed.GetValue(id), parsed.GetValue(limit), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Session session, long id, int limit, CancellationToken cancellationToken)
    {
        var loop = new DatabaseLoop<ConflictListDocument>(session, DocumentContext.Default.DocumentConflictListDocument);
        return await loop.ReadAsync(
            await BackfillId.FindAsync(session, id, cancellationToken),
            async (database, found, token) =>
            {
                var status = await database.Backfills.ShowAsync(id, token);
                var conflicts = await database.Backfills.ConflictsAsync(id, limit, token);
                found(new ConflictListDocument(
                    database.Name, EngineName.Of(database.Engine), id, status.Conflicts, [.. conflicts.Select(BackfillMapping.ToDocument)]));
                if (!session.Settings.IsJson)
                    ConflictsView.Draw(session.Terminal.OutCanvas, database.Name, status, conflicts);
                return ExitCode.Done;
            },
            cancellationToken);
    }
}
