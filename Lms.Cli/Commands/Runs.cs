using Lms.Cli.Logging;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views;
using Lms.Migrations;
using Lms.Migrations.Backfills;

namespace Lms.Cli.Commands;

/// <summary>Carries a run out: shows it, logs it and keeps what it did for the JSON document.</summary>
internal static class Runs
{
    public delegate IAsyncEnumerable<MigrationEvent> Start(MigrationRunner runner, CancellationToken cancellationToken);

    /// <summary>Runs what <paramref name="start"/> starts on every database, within the bounds of the configuration as
    /// <paramref name="pace"/> changes them.</summary>
    public static Task<int> ExecuteAsync(
        Session session, Start start, Func<BackfillSettings, BackfillSettings> pace, bool noWait, CancellationToken cancellationToken)
    {
        var loop = new DatabaseLoop<RunDocument>(session, DocumentContext.Default.DocumentRunDocument);
        var wanted = session.Configuration.Options with { Backfill = pace(session.Configuration.Options.Backfill) };
        var options = noWait ? wanted with { LeaseWait = TimeSpan.Zero } : wanted;
        return loop.ChangeEachAsync((target, found, token) => RunAsync(session, target, start, options, found, token), cancellationToken);
    }

    private static async Task<int> RunAsync(
        Session session, DatabaseTarget target, Start start, MigrationRunnerOptions options, Action<RunDocument> found,
        CancellationToken cancellationToken)
    {
        var context = session.NewContext();
        var record = new RunRecord(target, context, session.Time);
        var log = new RunLog(session.Log, target.Name, context);
        try
        {
            var events = start(session.RunnerFor(target, context, options), cancellationToken);
            await session.NewDisplay().FollowAsync(target.Name, events, Observe, cancellationToken);
        }
        catch (OperationCanceledException cancelled) when (record.Left() is { } backfill)
        {
            throw new BackfillLeftException(backfill, cancelled);
        }
        finally
        {
            found(record.ToDocument());
        }

        if (record.Result is { } result && !session.Settings.IsJson)
            RunView.Draw(session.Terminal.OutCanvas, result, record.Backfills);
        return ExitCode.Done;

        void Observe(MigrationEvent happened)
        {
            record.Add(happened);
            log.Write(happened);
        }
    }
}
