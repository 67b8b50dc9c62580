using System.CommandLine;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views;
using Lms.Contracts.Backfills;
using Lms.Contracts.Mapping;

namespace Lms.Cli.Commands.Backfills;

/// <summary><c>lms backfill show</c>: everything that is known of one.</summary>
internal static class BackfillShowCommand
{
    public static Command Create(CommandBoundary boundary)
    {
        var id = BackfillId.Argument();
        var watch = new Option<bool>("--watch") { Description = "Look again until it ends; Ctrl+C stops looking, not the backfill." };
        var command = new Command("show", "Show everything that is known of one.") { id, watch };
        boundary.Bind(command, (session, parsed, cancellationToken) =>
            RunAsync(session, parsed.GetValue(id), parsed.GetValue(watch), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Session session, long id, bool watch, CancellationToken cancellationToken)
    {
        session.OnlyLooks = true;
        var loop = new DatabaseLoop<BackfillShowDocument>(session, DocumentContext.Default.DocumentBackfillShowDocument);
        return await loop.ReadAsync(
            await BackfillId.FindAsync(session, id, cancellationToken),
            async (database, found, token) =>
            {
                var status = watch
                    ? await new BackfillWatch(session, database.Name).UntilEndAsync(database.Backfills, id, token)
                    : await database.Backfills.ShowAsync(id, token);
                found(new BackfillShowDocument(database.Name, EngineName.Of(database.Engine), status.ToDocument()));
                if (!session.Settings.IsJson)
                    BackfillView.Draw(session.Terminal.OutCanvas, database.Name, status);
                return ExitCode.Done;
            },
            cancellationToken);
    }
}
