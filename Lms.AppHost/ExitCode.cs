namespace Lms.AppHost;

/// <summary>What the process's exit code tells a script; the same numbers as those of <c>lms</c>.</summary>
internal static class ExitCode
{
    /// <summary>It ran, and was stopped by Ctrl+C or SIGTERM.</summary>
    public const int Done = 0;

    /// <summary>An option is wrong.</summary>
    public const int Usage = 2;

    /// <summary>A resource cannot be provided, or does not stay up.</summary>
    public const int Unavailable = 3;

    /// <summary>Stopped before it was ready.</summary>
    public const int Cancelled = 130;
}
