namespace Lms.Migrations.Leasing;

/// <summary>Where a database keeps its lease. All times are the server's.</summary>
internal interface ILeaseStore
{
    /// <summary>Takes the lease if it is free, or if its holder is dead or silent past expiry; never waits for it.</summary>
    Task<LeaseAttempt> TryAcquireAsync(RunContext run, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Extends the lease; false when it is no longer held under that epoch.</summary>
    Task<bool> RenewAsync(long epoch, RunContext run, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Gives the lease back, if it is still held under that epoch.</summary>
    Task ReleaseAsync(long epoch, RunContext run, CancellationToken cancellationToken);
}

/// <summary>The outcome of one attempt at the lease.</summary>
internal abstract record LeaseAttempt
{
    /// <summary>It is ours. <paramref name="TakenOverFrom"/> was found dead or silent, as <paramref name="Why"/> says.</summary>
    public sealed record Won(long Epoch, LeaseHolder? TakenOverFrom, string? Why) : LeaseAttempt;

    /// <summary>Somebody else holds it. Null when another attempt was being judged at the same moment.</summary>
    public sealed record Held(LeaseHolder? Holder) : LeaseAttempt;
}
