using Lms.Contracts.Mapping;
using Lms.Contracts.Runs;
using Lms.Migrations.Failures;
using Lms.Migrations.History;
using Lms.Migrations.Planning;
using Lms.Migrations.Worker.Runs;
using Lms.Migrations.Worker.Runs.Storage;
using Lms.Migrations.Worker.Settings;

namespace Lms.Migrations.Worker.Execution;

/// <summary>What attempts before this one have done of a run: as they told it, and what they died before they could tell.</summary>
internal sealed class EarlierAttempts(RunEventStore events, DatabaseRegistry databases, WorkerSettings settings, TimeProvider time)
{
    // Told within moments: a worker that dies owes few.
    private const int StepsToLookAt = 50;

    /// <summary>Adds up what was done, and tells what was not told.</summary>
    /// <param name="run">As it was claimed.</param>
    /// <param name="record">Takes what was told.</param>
    /// <param name="observe">Takes what was not.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="MigrationException">The database cannot be asked.</exception>
    public async Task TellAsync(Run run, ResultRecord record, Action<MigrationEvent> observe, CancellationToken cancellationToken)
    {
        if (run.Attempts <= 1)
            return;

        HashSet<string> told = new(StringComparer.Ordinal);
        foreach (var stored in await events.ReadDoneAsync(run.Id, cancellationToken))
        {
            var happened = stored.ToDocument().Event;
            record.Recall(happened);
            if (happened is StepCompletedEvent done)
                told.Add(done.Step.Version);
        }

        if (run is { IsBegun: true, Plan: { } plan })
        {
            foreach (var step in await ReadStepsAsync(run, plan.Direction, cancellationToken))
            {
                if (told.Add(step.Step.Version) && step.ToEvent(plan.Database, plan.Direction) is { } untold)
                    observe(untold);
            }
        }
    }

    /// <summary>The newest steps that the history of the database has under the run's id, in the order in which they were done.</summary>
    private async Task<IEnumerable<StepCompletedEvent>> ReadStepsAsync(Run run, Direction direction, CancellationToken cancellationToken)
    {
        var runner = new MigrationRunner(databases.Require(run.Request.Database).Target, settings.Options, time: time);
        var query = new HistoryQuery
        {
            RunId = run.Id,
            Kinds = [direction == Direction.Up ? HistoryEventKind.Migrated : HistoryEventKind.RolledBack],
            Outcome = HistoryOutcome.Succeeded,
            Limit = StepsToLookAt,
        };
        var page = await runner.GetHistoryAsync(query, cancellationToken);
        return page.Events.Reverse().Select(happened => new StepCompletedEvent(
            new StepReference($"{happened.Version}", happened.Name ?? ""), happened.DurationMs ?? 0));
    }
}
