namespace Lms.Cli;

/// <summary>What the process's exit code tells a script. The numbers are a contract.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int MigrationFailed = 1;
    public const int Usage = 2;
    public const int Unavailable = 3;
    public const int LeaseNotObtained = 4;
    public const int Refused = 5;
    public const int NotClean = 6;
    public const int Cancelled = 130;

    // From the one that says least to the one that matters most when several databases end differently.
    private static readonly int[] ByWeight = [Done, NotClean, Refused, LeaseNotObtained, Unavailable, Usage, MigrationFailed, Cancelled];

    /// <summary>The code of a command over several databases that ended with these two.</summary>
    public static int Worse(int left, int right) =>
        Array.IndexOf(ByWeight, left) >= Array.IndexOf(ByWeight, right) ? left : right;
}
