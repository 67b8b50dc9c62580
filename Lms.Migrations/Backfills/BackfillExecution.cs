using System.Diagnostics;
using Lms.Migrations.Catalog;
using Lms.Migrations.Failures;
using Lms.Migrations.Observation;

namespace Lms.Migrations.Backfills;

/// <summary>Runs a backfill statement of a step: find or begin → settle → adopt → drive to its end → make sure.</summary>
internal sealed class BackfillExecution(BackfillRun run)
{
    /// <summary>Begins the backfill, or goes on with it where an earlier run left it, and drives it to its end.</summary>
    /// <param name="statement">What to run.</param>
    /// <param name="number">Its 1-based number in the up section.</param>
    /// <param name="cancellationToken">Leaves the backfill interrupted.</param>
    /// <exception cref="StepFailedException">It was refused, cancelled by an operator, or chunks are left that the server rejects.</exception>
    public Task<BackfillStatus> ApplyAsync(BackfillStatement statement, int number, CancellationToken cancellationToken) =>
        Span.RunAsync(SpanNames.Backfill, activity => ApplyAsync(statement, number, activity, cancellationToken));

    private async Task<BackfillStatus> ApplyAsync(
        BackfillStatement statement, int number, Activity? activity, CancellationToken cancellationToken)
    {
        var status = await BeginAsync(statement, number, cancellationToken).ConfigureAwait(false);
        var work = run.WorkOn(status, statement.Backfill);
        BackfillSpan.Identify(activity, work, BackfillSpan.Drive);
        var end = await new BackfillDrive(run, work, status.State).RunAsync(cancellationToken).ConfigureAwait(false);
        BackfillSpan.TellDriven(activity, end);
        if (end.State == BackfillState.Succeeded)
            return end;

        throw end.State == BackfillState.Cancelled
            ? run.Failure(statement, number, $"backfill {end.Id} was cancelled by {end.ChangedBy}{Because(end.Reason)}",
                "What it did stays and is in its journal: 'lms rollback' undoes it, 'lms migrate' goes on with it.")
            : run.Failure(statement, number, $"backfill {end.Id} failed: {end.Reason}",
                $"What was done stays. Correct the cause and run 'lms migrate' again: it tries only what is left. 'lms backfill show {end.Id}' tells more.");
    }

    private async Task<BackfillStatus> BeginAsync(BackfillStatement statement, int number, CancellationToken cancellationToken)
    {
        var migration = run.Step.Migration;
        if (await run.Store.FindAsync(migration.Version, number, cancellationToken).ConfigureAwait(false) is not { } found)
            return await CreateAsync(statement, number, cancellationToken).ConfigureAwait(false);

        if (found.Checksum != migration.Checksum)
        {
            throw run.Failure(statement, number, $"{migration.Id} was changed after its backfill {found.Id} had begun, which is {Describe(found)}",
                "Restore the file to go on with it; or undo what it did with 'lms rollback', and then run the changed file.");
        }

        if (found.State == BackfillState.Undoing)
        {
            throw run.Failure(statement, number, $"backfill {found.Id} is being undone, and {found.Restored:N0} values are restored already",
                "Complete the rollback first: 'lms rollback'.");
        }

        return await ContinueAsync(found, cancellationToken).ConfigureAwait(false);
    }

    private async Task<BackfillStatus> CreateAsync(BackfillStatement statement, int number, CancellationToken cancellationToken)
    {
        try
        {
            var id = await run.Store.CreateAsync(run.Step.Migration, number, statement.Backfill, run.Lease, cancellationToken).ConfigureAwait(false);
            return await run.StatusAsync(id, cancellationToken).ConfigureAwait(false);
        }
        catch (BackfillRefusedException refused)
        {
            throw run.Failure(statement, number, refused.Message, refused.WayOut ?? "Nothing was changed. Correct the file and run again.", refused);
        }
    }

    private async Task<BackfillStatus> ContinueAsync(BackfillStatus found, CancellationToken cancellationToken)
    {
        var status = await run.SettleAsync(found, cancellationToken).ConfigureAwait(false);
        await run.Store.AdoptAsync(status.Id, run.Lease, cancellationToken).ConfigureAwait(false);
        // A paused one stays paused: whoever paused it decides when it goes on.
        if (status.State != BackfillState.Paused)
            await run.TransitionAsync(status, BackfillState.Running, "the next run goes on", cancellationToken).ConfigureAwait(false);
        return await run.StatusAsync(status.Id, cancellationToken).ConfigureAwait(false);
    }

    private static string Describe(BackfillStatus status) =>
        $"{BackfillTerms.Term(status.State)} at {status.Processed:N0} keys";

    private static string Because(string? reason) => reason is null ? "" : $": {reason}";
}
