using Lms.Cli.Databases;
using Lms.Cli.Logging;
using Lms.Cli.Output.Backfills;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views;
using Lms.Contracts.Backfills;
using Lms.Contracts.Mapping;
using Lms.Migrations.Backfills;

namespace Lms.Cli.Commands.Backfills;

/// <summary>Writes an operator's request into the database; the lanes, wherever they are, obey it.</summary>
internal static class BackfillSteering
{
    public static async Task<int> RunAsync(Session session, long id, BackfillRequest request, CancellationToken cancellationToken)
    {
        var loop = new DatabaseLoop<BackfillShowDocument>(session, DocumentContext.Default.DocumentBackfillShowDocument);
        return await loop.ChangeAsync(
            await BackfillId.FindAsync(session, id, cancellationToken),
            async (database, found, token) =>
            {
                var status = await database.Backfills.SteerAsync(id, request, token);
                found(new BackfillShowDocument(database.Name, EngineName.Of(database.Engine), status.ToDocument()));
                Log.BackfillSteered(
                    session.Log.For(database.Name), id, BackfillText.MigrationOf(status), Word(request), BackfillTerms.Term(status.State),
                    session.Settings.Reason ?? "none given");
                if (!session.Settings.IsJson)
                    BackfillView.DrawSteered(session.Terminal.OutCanvas, database.Name, status);
                return ExitCode.Done;
            },
            cancellationToken);
    }

    private static string Word(BackfillRequest request) => request switch
    {
        BackfillRequest.Pause => "asked to pause",
        BackfillRequest.Resume => "asked to go on",
        _ => "asked to stop",
    };
}
