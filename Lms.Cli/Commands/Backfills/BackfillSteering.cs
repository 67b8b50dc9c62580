using Lms.Cli.Configuration;
using Lms.Cli.Logging;
using Lms.Cli.Output.Backfills;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views;
using Lms.Migrations.Backfills;

namespace Lms.Cli.Commands.Backfills;

/// <summary>What an operator can ask of a backfill.</summary>
internal enum BackfillRequest
{
    Pause,
    Resume,
    Cancel,
}

/// <summary>Writes an operator's request into the database; the lanes, wherever they are, obey it.</summary>
internal static class BackfillSteering
{
    public static async Task<int> RunAsync(Session session, long id, BackfillRequest request, CancellationToken cancellationToken)
    {
        var loop = new DatabaseLoop<BackfillShowDocument>(session, DocumentContext.Default.DocumentBackfillShowDocument);
        return await loop.ChangeAsync(
            await BackfillId.FindAsync(session, id, cancellationToken),
            async (target, found, token) =>
            {
                var status = await SendAsync(session.BackfillsOf(target), id, request, token);
                found(new BackfillShowDocument(target.Name, EngineName.Of(target.Engine), BackfillDocument.Of(status)));
                Log.BackfillSteered(
                    session.Log.For(target.Name), id, BackfillText.MigrationOf(status), Word(request), BackfillTerms.Term(status.State),
                    session.Settings.Reason ?? "none given");
                if (!session.Settings.IsJson)
                    BackfillView.DrawSteered(session.Terminal.OutCanvas, target.Name, status);
                return ExitCode.Done;
            },
            cancellationToken);
    }

    private static Task<BackfillStatus> SendAsync(
        BackfillControl backfills, long id, BackfillRequest request, CancellationToken cancellationToken) => request switch
    {
        BackfillRequest.Pause => backfills.PauseAsync(id, cancellationToken),
        BackfillRequest.Resume => backfills.ResumeAsync(id, cancellationToken),
        _ => backfills.CancelAsync(id, cancellationToken),
    };

    private static string Word(BackfillRequest request) => request switch
    {
        BackfillRequest.Pause => "asked to pause",
        BackfillRequest.Resume => "asked to go on",
        _ => "asked to stop",
    };
}
