using Lms.Cli.Databases;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views.Server;
using Lms.Contracts.Mapping;

namespace Lms.Cli.Commands;

/// <summary>Asks a worker for runs and leaves them alone.</summary>
internal static class DetachedRuns
{
    public static Task<int> StartAsync(Session session, Change change, RunTerms terms, CancellationToken cancellationToken)
    {
        var loop = new DatabaseLoop<DetachedDocument>(session, DocumentContext.Default.DocumentDetachedDocument);
        return loop.ChangeEachAsync(
            async (database, found, token) =>
            {
                var run = (await database.StartAsync(change, terms, token)).Taken
                    ?? throw new InvalidOperationException("Only a worker takes a run that nobody watches.");
                found(new DetachedDocument(database.Name, EngineName.Of(database.Engine), run));
                if (!session.Settings.IsJson)
                    RunDecisionView.DrawTaken(session.Terminal.OutCanvas, run);
                return ExitCode.Done;
            },
            cancellationToken);
    }
}
