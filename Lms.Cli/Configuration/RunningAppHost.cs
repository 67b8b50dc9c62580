using System.Diagnostics;

namespace Lms.Cli.Configuration;

/// <summary>The app host that wrote a state file.</summary>
/// <remarks>
/// The contract: a running app host keeps <c>.lms/running.json</c>, readable by its owner only, in the directory it was
/// started from. It has the shape of <c>lms.json</c> with absolute paths, plus two properties, those of a worker and of the
/// dashboard while they are healthy, and is deleted on exit:
/// <code>
/// { "processId": 4711, "startedAt": "2026-01-31T09:30:00Z", 
///   "server": { "url": "http://127.0.0.1:5180", "token": "lms_…", "urls": [ "http://127.0.0.1:5180", "http://127.0.0.1:5181" ] },
///   "dashboard": { "url": "http://127.0.0.1:5170" }, "mongo": { "url": "mongodb://127.0.0.1:27017/withdrawals" },
///   "databases": [ { "name": "lms", "engine": "postgresql", "connection": "…", "catalog": "/…/migrations/lms", "seeders": "/…" } ] }
/// </code>
/// </remarks>
/// <param name="File">The state file.</param>
/// <param name="ProcessId">The app host's process.</param>
/// <param name="StartedAt">When it wrote the file.</param>
internal sealed record RunningAppHost(string File, int ProcessId, DateTimeOffset StartedAt)
{
    /// <summary>Its workers; null when it has none that is healthy.</summary>
    public RunningServer? Server { get; init; }

    /// <summary>Where its dashboard is; null when it has none that is healthy.</summary>
    public Uri? Dashboard { get; init; }

    /// <summary>The state file's path below the directory that the app host was started from.</summary>
    public static string RelativePath { get; } = Path.Combine(".lms", "running.json");

    // A process that is younger than the file only carries the app host's old number. Start times are rounded to clock ticks.
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(2);

    /// <summary>True while that process lives.</summary>
    public bool IsAlive()
    {
        try
        {
            using var process = Process.GetProcessById(ProcessId);
            return !process.HasExited && process.StartTime.ToUniversalTime() <= StartedAt.UtcDateTime + Rounding;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            // There is none of that number, or it has ended while it was looked at.
            return false;
        }
    }
}
