using System.Security.Cryptography;

namespace Lms.Migrations.Execution;

/// <summary>The pause before another attempt at something that lost against others.</summary>
internal static class RetryPause
{
    /// <summary>Doubles with each attempt up to its limit, give or take a quarter, so that those that lost together spread out.</summary>
    /// <param name="options">The first pause and the longest.</param>
    /// <param name="attempt">The 1-based number of the attempt that failed.</param>
    public static TimeSpan After(MigrationRunnerOptions options, int attempt)
    {
        var doubled = options.RetryDelay * Math.Pow(2, Math.Min(attempt - 1, 20));
        var bounded = doubled < options.RetryDelayLimit ? doubled : options.RetryDelayLimit;
        return bounded * (0.75 + (RandomNumberGenerator.GetInt32(500) / 1_000.0));
    }
}
