using Lms.Cli.Databases;
using Lms.Cli.Databases.Remote;
using Lms.Cli.Output;
using Lms.Cli.Output.Json;
using Lms.Contracts.Mapping;
using Lms.Contracts.Runs;
using Lms.Migrations;
using Lms.Migrations.Backfills;
using Lms.Migrations.Planning;

namespace Lms.Cli.Commands;

/// <summary>What a run has done so far, whether or not it comes to its end.</summary>
internal sealed class RunRecord(TimeProvider time)
{
    private readonly long startedAt = time.GetTimestamp();
    private readonly List<StepDocument> steps = [];
    private readonly Dictionary<long, BackfillStatus> backfills = [];
    private Direction direction;

    /// <summary>Whether anything happened in it. A run that was refused, or never could be tried, has nothing to report.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>How the run ended; null unless it ended well.</summary>
    public RunResult? Result { get; private set; }

    /// <summary>Every backfill that the run worked on, as it was last heard of.</summary>
    public IReadOnlyCollection<BackfillStatus> Backfills => backfills.Values;

    /// <summary>Shows a run to its end.</summary>
    /// <param name="display">Where.</param>
    /// <param name="database">The database's name.</param>
    /// <param name="run">The run.</param>
    /// <param name="observe">Takes each event, too.</param>
    /// <exception cref="BackfillLeftException">It was cancelled in the middle of a backfill.</exception>
    public async Task FollowAsync(IRunDisplay display, string database, RunHandle run, Action<MigrationEvent> observe)
    {
        try
        {
            await display.FollowAsync(database, run, happened =>
            {
                Add(happened);
                observe(happened);
            });
        }
        catch (OperationCanceledException cancelled) when (Left() is { } backfill)
        {
            throw new BackfillLeftException(backfill, cancelled);
        }
    }

    private void Add(MigrationEvent happened)
    {
        HasBegun |= happened is not (RunMoved or WatchPaused or WatchResumed);
        switch (happened)
        {
            case RunPlanned { Plan: var plan }:
                direction = plan.Direction;
                break;
            case BackfillProgress { Status: var status }:
                backfills[status.Id] = status;
                break;
            case BackfillEnded { Status: var status }:
                backfills[status.Id] = status;
                break;
            case StepCompleted { Step.Migration: var migration } done:
                steps.Add(new StepDocument(migration.Version.ToString(), migration.Name, (long)done.Duration.TotalMilliseconds));
                break;
            case RunCompleted { Result: var result }:
                direction = result.Direction;
                Result = result;
                break;
            default:
                break;
        }
    }

    /// <summary>The backfill that a cancelled run leaves behind; null when it leaves none.</summary>
    private BackfillStatus? Left() =>
        backfills.Values.FirstOrDefault(status => status.State is not (BackfillState.Succeeded or BackfillState.Undone or BackfillState.Failed));

    /// <param name="database">The database that the run is about.</param>
    /// <param name="runId">The run.</param>
    public RunReportDocument ToDocument(IDatabase database, Guid runId) => new(
        database.Name, EngineName.Of(database.Engine), direction.Wire(), runId,
        (long)(Result?.Duration ?? time.GetElapsedTime(startedAt)).TotalMilliseconds, steps, [.. backfills.Values.Select(BackfillMapping.ToDocument)]);
}
