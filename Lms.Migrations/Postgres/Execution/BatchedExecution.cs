using Lms.Migrations.Backfills;
using Lms.Migrations.Catalog;
using Lms.Migrations.History;
using Lms.Migrations.Planning;

namespace Lms.Migrations.Postgres.Execution;

/// <summary>Runs a step whose statements are backfills, or undo them. Never one transaction: each batch is one.</summary>
/// <param name="run">The step.</param>
/// <param name="store">Where its backfills are kept.</param>
/// <param name="record">Writes a change of history under the lease.</param>
internal sealed class BatchedExecution(StepRun run, IBackfillStore store, Func<HistoryChange, CancellationToken, Task> record)
{
    private readonly BackfillRun backfill = new(store, run.Step, run.Lease, run.Events, run.Gate, run.Options, run.Time);

    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        var began = run.Time.GetTimestamp();
        await record(
            HistoryChange.For(run.Step.Migration, EntryStatus.Running, HistoryEventKind.Started, HistoryOutcome.Succeeded) with
            {
                Duration = TimeSpan.Zero,
                Detail = run.Step.Direction == Direction.Up ? "in batches" : "undoing, in batches",
            },
            cancellationToken).ConfigureAwait(false);

        var details = new List<string>();
        var statements = run.Step.Section.Statements;
        for (var i = 0; i < statements.Count; i++)
        {
            if (await ExecuteAsync(statements[i], i + 1, cancellationToken).ConfigureAwait(false) is { } status)
                details.Add(BackfillSummary.Of(status));
        }

        if (run.Step.Direction == Direction.Up)
            await new Verification(run).CheckAsync(run.Step.Migration.Verify, cancellationToken).ConfigureAwait(false);
        var success = run.Success(run.Time.GetElapsedTime(began)) with { Detail = details.Count > 0 ? string.Join("; ", details) : null };
        await record(success, cancellationToken).ConfigureAwait(false);
    }

    private async Task<BackfillStatus?> ExecuteAsync(Statement statement, int number, CancellationToken cancellationToken) => statement switch
    {
        BackfillStatement forward => await new BackfillExecution(backfill).ApplyAsync(forward, number, cancellationToken).ConfigureAwait(false),
        UndoStatement back => await new BackfillUndo(backfill).RunAsync(back, cancellationToken).ConfigureAwait(false),
        _ => throw new InvalidOperationException($"{run.Step.Migration}: a batched section holds nothing but backfills."),
    };
}
