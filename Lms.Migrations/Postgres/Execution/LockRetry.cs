using Lms.Migrations.Execution;
using Lms.Migrations.Failures;
using Lms.Migrations.Observation;
using Npgsql;

namespace Lms.Migrations.Postgres.Execution;

/// <summary>Repeats what lost against other sessions: each attempt waits for a lock no longer than its bound, lets the queue
/// behind it pass, and tries again after a growing pause. The last attempt is bounded like the first.</summary>
internal sealed class LockRetry(StepRun run)
{
    /// <summary>Runs an attempt until it succeeds or the attempts are used up.</summary>
    /// <exception cref="StepFailedException">The last attempt's failure, naming who blocked it.</exception>
    public async Task RunAsync(Func<CancellationToken, Task> attempt, CancellationToken cancellationToken)
    {
        for (var number = 1; ; number++)
        {
            IReadOnlyList<Blocker> blockers;
            StepFailedException failure;
            await using (var observer = LockObserver.Start(run))
            {
                try
                {
                    await attempt(cancellationToken).ConfigureAwait(false);
                    return;
                }
                catch (StepFailedException exception) when (IsContention(exception.SqlState) && !exception.EndedTransaction)
                {
                    failure = exception;
                    blockers = observer.LastBlockers;
                }
            }

            if (number >= run.Options.LockAttempts)
                throw GaveUp(failure, blockers, number);

            var delay = RetryPause.After(run.Options, number);
            run.Events.Raise(new RetryScheduled(run.Step, number, run.Options.LockAttempts, delay, failure.Message, blockers));
            Instruments.LockRetried(run.Lease.Database);
            await Task.Delay(delay, run.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool IsContention(string? sqlState) => sqlState is
        PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;

    private static StepFailedException GaveUp(StepFailedException last, IReadOnlyList<Blocker> blockers, int attempts)
    {
        var blocked = blockers.Count == 0 ? "" : $"; blocked by {string.Join("; ", blockers)}";
        return new StepFailedException(last.Step, $"{last.Message}, {attempts} attempts in a row{blocked}", last.InnerException)
        {
            Fault = last.Fault,
            Blockers = blockers,
            WayOut = "Run again when the table is less busy, or end the sessions that block it; lock_timeout: and more attempts only help against short transactions.",
        };
    }
}
