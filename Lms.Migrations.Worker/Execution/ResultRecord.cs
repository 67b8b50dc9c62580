using Lms.Contracts.Backfills;
using Lms.Contracts.Databases;
using Lms.Contracts.Mapping;
using Lms.Contracts.Runs;
using Lms.Migrations.Backfills;
using Lms.Migrations.Seeding;
using Lms.Migrations.Worker.Runs;

namespace Lms.Migrations.Worker.Execution;

/// <summary>What a run has done so far, earlier attempts included.</summary>
internal sealed class ResultRecord
{
    private readonly List<StepDocument> steps = [];
    private readonly Dictionary<long, BackfillDocument> backfills;
    private readonly Dictionary<long, long> begun = [];
    private readonly List<SeededDocument> seeders = [];
    private readonly List<MigrationDocument> entries;
    private readonly List<RepairFindingDocument> repaired;

    public ResultRecord(Run run)
    {
        var earlier = run.Result ?? new RunResultDocument();
        backfills = earlier.Backfills.ToDictionary(backfill => backfill.Id);
        entries = [.. earlier.Entries];
        repaired = [.. earlier.Repaired];
    }

    /// <summary>Whether the lease was won in this attempt: before that the database may have been away.</summary>
    public bool HasHeldLease { get; private set; }

    /// <summary>Whether this attempt has done something that the next one need not do again.</summary>
    public bool HasProgressed { get; private set; }

    public void Add(MigrationEvent happened)
    {
        switch (happened)
        {
            case LeaseAcquired:
                HasHeldLease = true;
                break;
            case BackfillProgress { Status: var status }:
                Add(status);
                break;
            case BackfillEnded { Status: var status }:
                Add(status);
                break;
            case StepCompleted { Step.Migration: var migration } done:
                HasProgressed = true;
                steps.Add(new StepDocument(migration.Version.ToString(), migration.Name, (long)done.Duration.TotalMilliseconds));
                break;
            case SeederCompleted done:
                HasProgressed = true;
                seeders.Add(new SeededDocument(done.Name, "seeded", done.Rows, (long)done.Duration.TotalMilliseconds, Why: null));
                break;
            case SeederSkipped skipped:
                seeders.Add(new SeededDocument(skipped.Name, "skipped", Rows: null, DurationMs: null, skipped.Why));
                break;
            default:
                break;
        }
    }

    private void Add(BackfillStatus status)
    {
        // The first look of an attempt tells what was there before it.
        var done = status.Processed + status.Restored;
        HasProgressed |= begun.TryGetValue(status.Id, out var before) && done > before;
        begun.TryAdd(status.Id, done);
        backfills[status.Id] = status.ToDocument();
    }

    /// <summary>Adds what an earlier attempt has done, as it told it.</summary>
    public void Recall(RunEvent happened)
    {
        switch (happened)
        {
            case BackfillEndedEvent { Backfill: var backfill }:
                backfills[backfill.Id] = backfill;
                break;
            case StepCompletedEvent done:
                steps.Add(new StepDocument(done.Step.Version, done.Step.Name, done.DurationMs));
                break;
            case SeederCompletedEvent done:
                seeders.Add(new SeededDocument(done.Name, "seeded", done.Rows, done.DurationMs, Why: null));
                break;
            case SeederSkippedEvent skipped:
                seeders.Add(new SeededDocument(skipped.Name, "skipped", Rows: null, DurationMs: null, skipped.Why));
                break;
            default:
                break;
        }
    }

    public void Add(IEnumerable<MigrationDocument> changed) => entries.AddRange(changed);

    public void Add(IEnumerable<RepairFindingDocument> findings) => repaired.AddRange(findings);

    /// <param name="duration">From the first attempt's begin until now.</param>
    public RunResultDocument ToDocument(TimeSpan duration) => new()
    {
        Steps = [.. steps],
        Backfills = [.. backfills.Values],
        Seeders = [.. seeders],
        Entries = [.. entries],
        Repaired = [.. repaired],
        DurationMs = (long)duration.TotalMilliseconds,
    };
}
