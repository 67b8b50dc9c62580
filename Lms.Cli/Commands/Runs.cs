using Lms.Cli.Configuration;
using Lms.Cli.Logging;
using Lms.Cli.Output;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views;
using Lms.Migrations;
using Lms.Migrations.Planning;

namespace Lms.Cli.Commands;

/// <summary>Carries a run out: shows it, logs it and keeps what it did for the JSON document.</summary>
internal static class Runs
{
    public delegate IAsyncEnumerable<MigrationEvent> Start(MigrationRunner runner, CancellationToken cancellationToken);

    public static Task<int> ExecuteAsync(Session session, Start start, bool noWait, CancellationToken cancellationToken)
    {
        var loop = new DatabaseLoop<RunDocument>(session, DocumentContext.Default.DocumentRunDocument);
        var options = noWait ? session.Configuration.Options with { LeaseWait = TimeSpan.Zero } : session.Configuration.Options;
        return loop.ChangeEachAsync(
            async (target, found, token) =>
            {
                var context = session.NewContext();
                var record = new RunRecord(target, context, session.Time);
                var log = new RunLog(session.Log, target.Name, context);
                RunResult? result = null;
                try
                {
                    var events = start(session.RunnerFor(target, context, options), token);
                    await session.NewDisplay().FollowAsync(target.Name, events, Observe, token);
                }
                finally
                {
                    found(record.ToDocument());
                }

                if (result is not null && !session.Settings.IsJson)
                    RunView.Draw(session.Terminal.OutCanvas, result);
                return ExitCode.Done;

                void Observe(MigrationEvent happened)
                {
                    record.Add(happened);
                    log.Write(happened);
                    if (happened is RunCompleted { Result: var completed })
                        result = completed;
                }
            },
            cancellationToken);
    }

    /// <summary>What a run has done so far, whether or not it comes to its end.</summary>
    private sealed class RunRecord(DatabaseTarget target, RunContext context, TimeProvider time)
    {
        private readonly long startedAt = time.GetTimestamp();
        private readonly List<StepDocument> steps = [];
        private Direction direction;

        public void Add(MigrationEvent happened)
        {
            if (happened is RunPlanned planned)
                direction = planned.Plan.Direction;
            if (happened is StepCompleted { Step.Migration: var migration } done)
                steps.Add(new StepDocument(migration.Version.ToString(), migration.Name, (long)done.Duration.TotalMilliseconds));
        }

        public RunDocument ToDocument() => new(
            target.Name, EngineName.Of(target.Engine), direction.Wire(), context.RunId,
            (long)time.GetElapsedTime(startedAt).TotalMilliseconds, steps);
    }
}
