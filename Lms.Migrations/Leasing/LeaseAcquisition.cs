using System.Security.Cryptography;
using Lms.Migrations.Execution;
using Lms.Migrations.Failures;
using Lms.Migrations.Observation;

namespace Lms.Migrations.Leasing;

/// <summary>Obtains the lease by polling with jitter.</summary>
/// <remarks>A waiter that blocked inside the server would keep a snapshot open, for which a concurrent index build of the
/// holder would wait in turn: a deadlock.</remarks>
/// <param name="store">Where it is kept.</param>
/// <param name="database">The target's name.</param>
/// <param name="run">Who asks.</param>
/// <param name="options">Duration and patience.</param>
/// <param name="time">The clock.</param>
internal sealed class LeaseAcquisition(
    ILeaseStore store, string database, RunContext run, MigrationRunnerOptions options, TimeProvider time)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);

    /// <summary>Waits for the lease; null when <paramref name="isStillWanted"/> said no while waiting.</summary>
    /// <exception cref="LeaseNotObtainedException">It was held for longer than the options allow to wait.</exception>
    public async Task<Lease?> AcquireAsync(
        Func<CancellationToken, Task<bool>> isStillWanted, Func<CancellationToken, Task>? meanwhile, EventSink events, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task? aside = null;
        try
        {
            return await PollAsync(isStillWanted, () => aside ??= meanwhile?.Invoke(waiting.Token), events, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Instruments.LeaseWaited(database, time.GetElapsedTime(began));
            await waiting.CancelAsync().ConfigureAwait(false);
            // What it did aside was a favour to the run that was waited for: its failures are that run's to see.
            if (aside is not null)
                await aside.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Lease?> PollAsync(
        Func<CancellationToken, Task<bool>> isStillWanted, Action whileWaiting, EventSink events, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var pause = ShortestPause;
        var reported = TimeSpan.MinValue;
        while (true)
        {
            var asked = time.GetTimestamp();
            var attempt = await store.TryAcquireAsync(run, options.LeaseDuration, cancellationToken).ConfigureAwait(false);
            if (attempt is LeaseAttempt.Won won)
            {
                events.Raise(new LeaseAcquired(won.Epoch, won.TakenOverFrom));
                if (won.TakenOverFrom is not null)
                    Instruments.LeaseTakenOver(database);
                return new Lease(store, database, run, won, asked, options, time);
            }

            whileWaiting();
            var waited = time.GetElapsedTime(began);
            if (((LeaseAttempt.Held)attempt).Holder is { } holder)
            {
                if (waited >= options.LeaseWait)
                    throw NotObtained(holder, waited);

                if (reported + ReportInterval <= waited || reported < TimeSpan.Zero)
                {
                    events.Raise(new WaitingForLease(holder, waited));
                    reported = waited;
                }
            }

            await Task.Delay(Jitter(pause), time, cancellationToken).ConfigureAwait(false);
            pause = pause * 1.5 < LongestPause ? pause * 1.5 : LongestPause;
            if (!await isStillWanted(cancellationToken).ConfigureAwait(false))
                return null;
        }
    }

    private static LeaseNotObtainedException NotObtained(LeaseHolder holder, TimeSpan waited) => new(holder, waited)
    {
        WayOut = "Wait for that run to end, or stop it on its machine; a run that died is replaced by itself.",
    };

    // Between half and all of the pause, so that waiters that started together spread out.
    private static TimeSpan Jitter(TimeSpan pause) => pause * (0.5 + (RandomNumberGenerator.GetInt32(1_000) / 2_000.0));
}
