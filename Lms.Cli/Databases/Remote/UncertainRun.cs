using Lms.Contracts.Client;
using Lms.Contracts.Failures;

namespace Lms.Cli.Databases.Remote;

/// <summary>What to say when the connection is lost and the run may well go on: which one, and how to find it.</summary>
internal static class UncertainRun
{
    /// <summary>It was asked for, and no answer came.</summary>
    public static ApiException MayBeTaken(ApiException cause) => With(
        cause, cause.Failure with
        {
            Message = $"Whether the run was taken is not known. {cause.Message}",
            WayOut = "Look with 'lms run list' before asking again: asked again, it is another run.",
        });

    /// <summary>It was asked for, and whoever asked left before an answer came.</summary>
    public static ApiException MayBeTaken(OperationCanceledException cause) => new(
        new Failure
        {
            Kind = "cancelled",
            ExitCode = ExitCode.Cancelled,
            Message = "Cancelled before the worker answered; whether the run was taken is not known.",
            WayOut = "Look with 'lms run list'; stop it with 'lms run cancel'.",
        },
        status: null, cause);

    /// <summary>It was watched, and nothing is heard of it any more.</summary>
    public static ApiException OutOfSight(Guid run, ApiException cause) => With(
        cause, cause.Failure with
        {
            Message = $"Run {run} is out of sight. {cause.Message}",
            WayOut = $"It goes on without anybody watching. {Again(run)}",
        });

    /// <summary>It was to be cancelled, and that was refused or did not arrive.</summary>
    public static ApiException NotCancelled(Guid run, ApiException cause) => With(
        cause, cause.Failure with
        {
            Message = cause.IsTemporary
                ? $"Whether run {run} is being cancelled is not known. {cause.Message}"
                : $"Run {run} goes on; it could not be cancelled. {cause.Message}",
            WayOut = Again(run),
        });

    private static string Again(Guid run) => $"Watch it with 'lms run watch {run}'; stop it with 'lms run cancel {run}'.";

    private static ApiException With(ApiException cause, Failure failure) => new(failure, cause.Status, cause);
}
