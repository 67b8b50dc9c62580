using Lms.Contracts.Failures;
using Lms.Migrations.Worker.Runs;

namespace Lms.Migrations.Worker.Execution;

/// <summary>Bounds how often a run is begun again that is lost each time before anything more was done: it may be what it does that takes
/// the worker or the server down.</summary>
internal static class LostRuns
{
    /// <summary>So many losses in a row end it.</summary>
    public const int Most = 5;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>How long it is left alone after so many; not at all after the first, which is likely the last.</summary>
    public static TimeSpan PauseAfter(int losses) =>
        losses < 2 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(Math.Pow(2, losses - 1), LongestPause.TotalSeconds));

    /// <summary>Whether nobody should begin it any more.</summary>
    public static bool IsHopeless(Run run) => run.Losses >= Most;

    public static Failure ToFailure(Run run) => new()
    {
        Kind = "internal",
        ExitCode = 1,
        Database = run.Request.Database,
        Message = $"The run was lost {run.Losses} times in a row, with its worker or its server, before anything more was done.",
        WayOut = "See in the logs of the worker and of the server what took them down each time, and ask again when that is mended.",
    };
}
