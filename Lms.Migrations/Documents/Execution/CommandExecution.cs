using Lms.Migrations.Catalog;
using Lms.Migrations.Documents.Commands;
using Lms.Migrations.Execution;
using Lms.Migrations.Failures;
using Lms.Migrations.History;
using Lms.Migrations.Observation;

namespace Lms.Migrations.Documents.Execution;

/// <summary>Runs one command of a migration. Every wait for a lock is bounded; one that lost gives way, and is tried again.</summary>
internal sealed class CommandExecution(DocumentStepRun run, Statement statement, int number)
{
    private readonly CommandSummary command = CommandSummary.Of(statement);

    /// <exception cref="StepFailedException">The server refused it, or a write of it.</exception>
    /// <exception cref="LeaseLostException">Another run took over.</exception>
    public async Task<StepOutcome> RunAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            DocumentCommandException contention;
            try
            {
                return await AttemptAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (DocumentCommandException refusal) when (IsDoneAlready(refusal))
            {
                return command.NothingToDrop();
            }
            catch (DocumentCommandException refusal) when (refusal.Code is MongoError.LockTimeout or MongoError.WriteConflict)
            {
                contention = refusal;
            }
            catch (DocumentCommandException refusal)
            {
                throw DocumentStepFailure.Of(run.Step, refusal, statement, number);
            }

            var holders = await run.Database.ReadHoldersAsync(command.Collection, cancellationToken).ConfigureAwait(false);
            if (attempt >= run.Options.LockAttempts)
                throw DocumentStepFailure.OfContention(run.Step, contention, statement, number, attempt, holders);
            await PauseAsync(attempt, contention, holders, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<StepOutcome> AttemptAsync(CancellationToken cancellationToken)
    {
        await LeaseFence.AssertAsync(run.Database, run.Lease, cancellationToken).ConfigureAwait(false);
        var fence = LeaseFence.Command(run.Lease.Epoch, run.Lease.Run.RunId);
        var reply = await run.Database.RunFencedAsync(statement.Text, fence, run.Bounds, cancellationToken).ConfigureAwait(false)
            ?? throw LeaseFence.Lost(run.Lease.Epoch);
        var fields = EjsonElement.Parse(reply);
        WriteErrors.Throw(fields, except: _ => false);
        return command.Done(fields);
    }

    private async Task PauseAsync(
        int attempt, DocumentCommandException contention, IReadOnlyList<Blocker> holders, CancellationToken cancellationToken)
    {
        var delay = RetryPause.After(run.Options, attempt);
        run.Events.Raise(new RetryScheduled(run.Step, attempt, run.Options.LockAttempts, delay, contention.Message, holders));
        Instruments.LockRetried(run.Lease.Database);
        await Task.Delay(delay, run.Time, cancellationToken).ConfigureAwait(false);
    }

    // A run that died in the middle of its drops begins anew with the first of them.
    private bool IsDoneAlready(DocumentCommandException refusal) =>
        refusal.Code is MongoError.IndexNotFound or MongoError.NamespaceNotFound && command.Name == "dropIndexes";
}
