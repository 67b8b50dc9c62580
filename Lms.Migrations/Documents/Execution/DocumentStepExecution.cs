using Lms.Migrations.Backfills;
using Lms.Migrations.Catalog;
using Lms.Migrations.Documents.Commands;
using Lms.Migrations.Execution;
using Lms.Migrations.History;
using Lms.Migrations.Planning;

namespace Lms.Migrations.Documents.Execution;

/// <summary>Runs a step over documents: checks → look at indexes → mark as running → commands and backfills → checks → record.
/// Safe to begin anew after any failure.</summary>
internal sealed class DocumentStepExecution(DocumentStepRun run)
{
    private readonly IReadOnlyList<Statement> statements = run.Step.Section.Statements;
    private readonly BackfillRun backfill = new(run.Backfills, run.Step, run.Lease, run.Events, run.Gate, run.Options, run.Time);

    /// <exception cref="Failures.StepFailedException">A check found something, or the server refused a command.</exception>
    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        var began = run.Time.GetTimestamp();
        var checks = new CheckExecution(run);
        await checks.RunAsync(CheckMoment.Before, cancellationToken).ConfigureAwait(false);
        var found = await new IndexInspection(run).InspectAsync(cancellationToken).ConfigureAwait(false);
        await RecordAsync(Started(), cancellationToken).ConfigureAwait(false);

        var parts = new List<StepOutcome>();
        for (var i = 0; i < statements.Count; i++)
        {
            run.Events.Raise(new StatementStarted(run.Step, i + 1, statements.Count, StatementSummary.Of(statements[i])));
            if (!found.Contains(statements[i]))
                parts.Add(await ExecuteAsync(statements[i], i + 1, cancellationToken).ConfigureAwait(false));
        }

        await checks.RunAsync(CheckMoment.After, cancellationToken).ConfigureAwait(false);
        var outcome = StepOutcomes.Combine(parts);
        await RecordAsync(Succeeded(outcome, run.Time.GetElapsedTime(began)), cancellationToken).ConfigureAwait(false);
    }

    private async Task<StepOutcome> ExecuteAsync(Statement statement, int number, CancellationToken cancellationToken)
    {
        switch (statement)
        {
            case BackfillStatement forward:
                return StepOutcomes.Of(await new BackfillExecution(backfill).ApplyAsync(forward, number, cancellationToken).ConfigureAwait(false));
            case UndoStatement back:
                return StepOutcomes.Of(await new BackfillUndo(backfill).RunAsync(back, cancellationToken).ConfigureAwait(false));
            default:
                return await new CommandExecution(run, statement, number).RunAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private HistoryChange Started() =>
        HistoryChange.For(run.Step.Migration, EntryStatus.Running, HistoryEventKind.Started, HistoryOutcome.Succeeded) with
        {
            Duration = TimeSpan.Zero,
            Detail = (run.Step.Direction, run.Step.Section.IsBatched) switch
            {
                (Direction.Up, true) => "in batches",
                (Direction.Up, false) => "command by command",
                (_, true) => "undoing, in batches",
                _ => "undoing, command by command",
            },
        };

    private HistoryChange Succeeded(StepOutcome outcome, TimeSpan duration)
    {
        var (status, kind) = run.Step.Direction == Direction.Up
            ? (EntryStatus.Applied, HistoryEventKind.Migrated)
            : (EntryStatus.RolledBack, HistoryEventKind.RolledBack);
        return HistoryChange.For(run.Step.Migration, status, kind, HistoryOutcome.Succeeded) with
        {
            Duration = duration,
            Detail = outcome.Message,
            Result = outcome,
        };
    }

    private async Task RecordAsync(HistoryChange change, CancellationToken cancellationToken)
    {
        try
        {
            await run.Record(change, cancellationToken).ConfigureAwait(false);
        }
        catch (DocumentCommandException refusal)
        {
            throw DocumentStepFailure.OfHistory(run.Step, refusal);
        }
    }
}
