using Lms.Cli.Configuration;
using Lms.Cli.Output;
using Lms.Cli.Output.Json;
using Lms.Migrations;
using Lms.Migrations.Backfills;
using Lms.Migrations.Planning;

namespace Lms.Cli.Commands;

/// <summary>What a run has done so far, whether or not it comes to its end.</summary>
internal sealed class RunRecord(DatabaseTarget target, RunContext context, TimeProvider time)
{
    private readonly long startedAt = time.GetTimestamp();
    private readonly List<StepDocument> steps = [];
    private readonly Dictionary<long, BackfillStatus> backfills = [];
    private Direction direction;

    /// <summary>How the run ended; null unless it ended well.</summary>
    public RunResult? Result { get; private set; }

    /// <summary>Every backfill that the run worked on, as it was last heard of.</summary>
    public IReadOnlyCollection<BackfillStatus> Backfills => backfills.Values;

    public void Add(MigrationEvent happened)
    {
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
                Result = result;
                break;
            default:
                break;
        }
    }

    /// <summary>The backfill that a cancelled run leaves behind; null when it leaves none.</summary>
    public BackfillStatus? Left() =>
        backfills.Values.FirstOrDefault(status => status.State is not (BackfillState.Succeeded or BackfillState.Undone or BackfillState.Failed));

    public RunDocument ToDocument() => new(
        target.Name, EngineName.Of(target.Engine), direction.Wire(), context.RunId,
        (long)time.GetElapsedTime(startedAt).TotalMilliseconds, steps, [.. backfills.Values.Select(BackfillDocument.Of)]);
}
