using System.CommandLine;
using Lms.Cli.Databases.Remote;
using Lms.Cli.Output;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views.Server;

namespace Lms.Cli.Commands.Server;

/// <summary><c>lms run watch</c>: shows a run from its beginning until it is over, and ends as it does.</summary>
internal static class RunWatchCommand
{
    public static Command Create(CommandBoundary boundary)
    {
        var id = RunId.Argument();
        var command = new Command("watch", "Show a run from its beginning until it is over; exits as it would have at the terminal that asked for it.") { id };
        boundary.Bind(command, (session, parsed, cancellationToken) => RunAsync(session, parsed.GetValue(id)!, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Session session, string id, CancellationToken cancellationToken)
    {
        var worker = session.RequireWorker();
        var run = await RunId.FindAsync(worker.Client, id, cancellationToken);
        var watched = worker.Watch(run, cancellationToken);
        var record = new RunRecord(session.Time);
        var exitCode = ExitCode.Done;
        try
        {
            await record.FollowAsync(session.NewDisplay(), run.Request.Database, watched, _ => { });
        }
        catch (Exception exception) when (session.Settings.IsJson && exception is RunFailedException or OperationCanceledException)
        {
            // The document of the run says how it ended.
            exitCode = FailureClassifier.Classify(exception).ExitCode;
        }

        var ended = watched.Ended() ?? throw new InvalidOperationException($"Run {run.Id} is not watched any more, and has not ended.");
        session.Answer(ended, DocumentContext.Default.RunDocument, canvas => RunOutcomeView.Draw(canvas, ended, record));
        return exitCode;
    }
}
