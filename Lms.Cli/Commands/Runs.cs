using Lms.Cli.Databases;
using Lms.Cli.Logging;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views;

namespace Lms.Cli.Commands;

/// <summary>Carries a run out: shows it, logs it and keeps what it did for the JSON document.</summary>
internal static class Runs
{
    /// <summary>Runs <paramref name="change"/> on every database.</summary>
    public static Task<int> ExecuteAsync(Session session, Change.Planned change, RunTerms terms, CancellationToken cancellationToken)
    {
        if (terms.Detach)
            return DetachedRuns.StartAsync(session, change, terms, cancellationToken);

        var loop = new DatabaseLoop<RunReportDocument>(session, DocumentContext.Default.DocumentRunReportDocument);
        return loop.ChangeEachAsync((database, found, token) => RunAsync(session, database, change, terms, found, token), cancellationToken);
    }

    private static async Task<int> RunAsync(
        Session session, IDatabase database, Change.Planned change, RunTerms terms, Action<RunReportDocument> found, CancellationToken cancellationToken)
    {
        var run = await database.StartAsync(change, terms, cancellationToken);
        var record = new RunRecord(session.Time);
        var log = new RunLog(session.Log, database.Name, run.RunId, session.Settings.Reason);
        try
        {
            await record.FollowAsync(session.NewDisplay(), database.Name, run, log.Write);
        }
        finally
        {
            if (record.HasBegun)
                found(record.ToDocument(database, run.RunId));
        }

        if (record.Result is { } result && !session.Settings.IsJson)
            RunView.Draw(session.Terminal.OutCanvas, result, record.Backfills);
        return ExitCode.Done;
    }
}
