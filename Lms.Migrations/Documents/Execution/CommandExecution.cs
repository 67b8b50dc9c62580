using System.Text.Json;
using Lms.Migrations.Catalog;
using Lms.Migrations.Documents.Commands;
using Lms.Migrations.Failures;
using Lms.Migrations.History;

namespace Lms.Migrations.Documents.Execution;

/// <summary>Runs one command of a migration. Every wait for a lock is bounded; one that lost gives way, and is tried again.</summary>
internal sealed class CommandExecution(DocumentStepRun run)
{
    private const int LockTimeout = 24;
    private const int NamespaceNotFound = 26;
    private const int IndexNotFound = 27;
    private const int WriteConflict = 112;

    /// <exception cref="StepFailedException">The server refused it, or a write of it.</exception>
    /// <exception cref="LeaseLostException">Another run took over.</exception>
    public async Task<StepOutcome> RunAsync(Statement statement, int number, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await AttemptAsync(statement, cancellationToken).ConfigureAwait(false);
            }
            catch (DocumentCommandException refusal) when (IsDoneAlready(statement, refusal))
            {
                return new StepOutcome($"{NameOf(statement)}: there was nothing to drop");
            }
            catch (DocumentCommandException refusal) when (refusal.Code is LockTimeout or WriteConflict && attempt < run.Options.LockAttempts)
            {
                await PauseAsync(attempt, refusal, cancellationToken).ConfigureAwait(false);
            }
            catch (DocumentCommandException refusal)
            {
                throw DocumentStepFailure.Of(run.Step, refusal, statement, number);
            }
        }
    }

    private async Task<StepOutcome> AttemptAsync(Statement statement, CancellationToken cancellationToken)
    {
        await LeaseFence.AssertAsync(run.Database, run.Lease, cancellationToken).ConfigureAwait(false);
        var fence = LeaseFence.Command(run.Lease.Epoch, run.Lease.Run.RunId);
        var text = await run.Database.RunFencedAsync(statement.Text, fence, run.Bounds, cancellationToken).ConfigureAwait(false)
            ?? throw LeaseFence.Lost(run.Lease.Epoch);
        // Fails at the first write error.
        WriteReply.Parse(text);

        var reply = EjsonElement.Parse(text);
        return new StepOutcome(
            $"{NameOf(statement)} done", Count(reply.Field("n")), Count(reply.Field("nModified") ?? reply.Field("n")));
    }

    private async Task PauseAsync(int attempt, DocumentCommandException refusal, CancellationToken cancellationToken)
    {
        var delay = Migrations.Execution.RetryPause.After(run.Options, attempt);
        run.Events.Raise(new RetryScheduled(run.Step, attempt, run.Options.LockAttempts, delay, refusal.Message, []));
        await Task.Delay(delay, run.Time, cancellationToken).ConfigureAwait(false);
    }

    // A run that died in the middle of its drops begins anew with the first of them.
    private static bool IsDoneAlready(Statement statement, DocumentCommandException refusal) =>
        refusal.Code is IndexNotFound or NamespaceNotFound && NameOf(statement) is "dropIndexes" or "drop";

    private static string NameOf(Statement statement) => EjsonElement.Parse(statement.Text).EnumerateObject().First().Name;

    private static long Count(JsonElement? field) => field is { } number && number.IsNumber() ? number.AsLong() : 0;
}
