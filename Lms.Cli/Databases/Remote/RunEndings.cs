using Lms.Contracts.Failures;
using Lms.Contracts.Runs;

namespace Lms.Cli.Databases.Remote;

/// <summary>A worker's run failed.</summary>
internal sealed class RunFailedException(Failure failure) : Exception(failure.Message)
{
    /// <summary>Why, in the worker's words and with its coordinates.</summary>
    public Failure Failure { get; } = failure;
}

/// <summary>A worker's run was cancelled, or never approved.</summary>
/// <param name="cancellation">By whom, and why.</param>
/// <param name="hasBegun">Whether a worker ever began it.</param>
internal sealed class RunCancelledException(CancellationDocument cancellation, bool hasBegun)
    : OperationCanceledException($"{SayWho(cancellation)}; {(hasBegun ? "nothing was left half-done" : "nothing of it was run")}.")
{
    /// <summary>By whom and why: <c>Cancelled by ada (wrong week)</c>.</summary>
    public string Who { get; } = SayWho(cancellation);

    private static string SayWho(CancellationDocument cancellation)
    {
        var verb = cancellation.IsRejection ? "Rejected" : "Cancelled";
        return string.IsNullOrEmpty(cancellation.Reason) ? $"{verb} by {cancellation.By}" : $"{verb} by {cancellation.By} ({cancellation.Reason})";
    }
}

/// <summary>Whoever watched a worker's run has left it; it goes on.</summary>
internal sealed class WatchStoppedException(Guid runId) : Exception($"Run {runId} goes on; only the watching has stopped.")
{
    /// <summary>How to see it again.</summary>
    public string WayOut { get; } = $"Watch it with 'lms run watch {runId}'; stop it with 'lms run cancel {runId}'.";
}
