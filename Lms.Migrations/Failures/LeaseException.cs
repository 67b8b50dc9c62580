using Lms.Migrations.Leasing;

namespace Lms.Migrations.Failures;

/// <summary>Another run held the lease for as long as this one was willing to wait; nothing was changed.</summary>
public sealed class LeaseNotObtainedException(LeaseHolder holder, TimeSpan waited)
    : MigrationException($"The lease is held by {holder} since {holder.AcquiredAt:u}; gave up after {waited.TotalSeconds:0.#} s.")
{
    /// <summary>Who holds it.</summary>
    public LeaseHolder Holder { get; } = holder;
}

/// <summary>The lease was lost in the middle of a run; nothing more was changed once that was known.</summary>
public sealed class LeaseLostException(string message) : MigrationException(message);
