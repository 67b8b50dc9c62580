using System.Threading.RateLimiting;

namespace Lms.Dashboard.SignIn;

/// <summary>Counts from where somebody tries to sign in with what is nothing. Valid tokens and links pass in any case: nobody locks others
/// out.</summary>
internal sealed class SignInLimit : IDisposable
{
    /// <summary>Failures of one address in a minute, after which it is told to wait.</summary>
    public const int Most = 20;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<string> failures = PartitionedRateLimiter.Create<string, string>(address =>
        RateLimitPartition.GetFixedWindowLimiter(address, _ => new FixedWindowRateLimiterOptions { PermitLimit = Most, Window = Window }));

    /// <summary>Counts a failure.</summary>
    /// <returns>Whether there were too many.</returns>
    public bool IsExceededBy(HttpContext context)
    {
        using var lease = failures.AttemptAcquire(context.Connection.RemoteIpAddress?.ToString() ?? "unknown");
        return !lease.IsAcquired;
    }

    public void Dispose() => failures.Dispose();
}
