using Lms.Migrations.Backfills;
using Lms.Migrations.Failures;

namespace Lms.Migrations;

/// <summary>How patient and how cautious a run is. Every duration has a bound; there is no way to wait for ever.</summary>
public sealed record MigrationRunnerOptions
{
    /// <summary>Longest wait for one lock before the attempt gives way to the queue behind it.</summary>
    /// <remarks>Range 10 ms – 5 min. Two seconds keep a blocked <c>ALTER TABLE</c> from holding up every query queued
    /// behind it for longer than users forgive. A migration may choose its own with <c>lock_timeout:</c>.</remarks>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest wait for one lock of a statement with CONCURRENTLY. Range 10 ms – 5 min.</summary>
    /// <remarks>Such a statement waits for every transaction older than itself, and nobody queues behind it; to give up after
    /// two seconds would throw a long build away for each report that runs.</remarks>
    public TimeSpan ConcurrentLockTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Longest time for one statement; zero leaves it unbounded. Default zero, for index builds last hours. Range 0 – 7 days.</summary>
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.Zero;

    /// <summary>Attempts at a migration whose locks were not granted in time, the first included. Range 1–100.</summary>
    public int LockAttempts { get; init; } = 10;

    /// <summary>Pause before the second attempt; doubles each time up to <see cref="RetryDelayLimit"/>, with jitter.
    /// Range 1 ms – 10 min.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest pause between two attempts. Range 1 ms – 1 h.</summary>
    public TimeSpan RetryDelayLimit { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Longest wait for another run on the same database to end; zero gives up at once. Range 0 – 24 h.</summary>
    public TimeSpan LeaseWait { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long the lease holds without a renewal. Range 1 s – 10 min; renewed at a third of it.</summary>
    /// <remarks>A holder whose connection is gone is replaced at once; this bound is for one that went silent.</remarks>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest time that clean-up may take after a failure or a cancellation. Range 1 s – 5 min.</summary>
    public TimeSpan CleanupTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Longest wait for a connection. Range 1 s – 5 min. Used where the connection string does not say.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How gently and how fast backfills run.</summary>
    public BackfillSettings Backfill { get; init; } = new();

    /// <summary>The most connections that a run may have open: those that work, renew the lease and look on, beside one for each lane.</summary>
    internal int MostConnections => Backfill.Lanes + 8;

    /// <summary>Checks every range.</summary>
    /// <exception cref="RequestException">A value is out of its range; the message names it and the range.</exception>
    public void Validate()
    {
        OptionRange.Check(nameof(LockTimeout), LockTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(5));
        OptionRange.Check(nameof(ConcurrentLockTimeout), ConcurrentLockTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(5));
        OptionRange.Check(nameof(StatementTimeout), StatementTimeout, TimeSpan.Zero, TimeSpan.FromDays(7));
        OptionRange.Check(nameof(LockAttempts), LockAttempts, 1, 100);
        OptionRange.Check(nameof(RetryDelay), RetryDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(10));
        OptionRange.Check(nameof(RetryDelayLimit), RetryDelayLimit, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1));
        OptionRange.Check(nameof(LeaseWait), LeaseWait, TimeSpan.Zero, TimeSpan.FromHours(24));
        OptionRange.Check(nameof(LeaseDuration), LeaseDuration, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        OptionRange.Check(nameof(CleanupTimeout), CleanupTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        OptionRange.Check(nameof(ConnectTimeout), ConnectTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        Backfill.Validate();
    }
}
