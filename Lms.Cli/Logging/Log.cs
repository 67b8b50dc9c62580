using Microsoft.Extensions.Logging;

namespace Lms.Cli.Logging;

/// <summary>Every line that the log can hold.</summary>
internal static partial class Log
{
    [LoggerMessage(LogLevel.Information, "run {runId}: {verb} {count}; reason: {reason}")]
    public static partial void RunPlanned(ILogger logger, string runId, string verb, string count, string reason);

    [LoggerMessage(LogLevel.Information, "{migration} {verb} in {milliseconds} ms")]
    public static partial void StepCompleted(ILogger logger, string migration, string verb, long milliseconds);

    [LoggerMessage(LogLevel.Warning, "{migration}: attempt {attempt} of {attempts} lost: {cause}")]
    public static partial void AttemptLost(ILogger logger, string migration, int attempt, int attempts, string cause);

    [LoggerMessage(LogLevel.Warning, "took the lease over from {holder}")]
    public static partial void LeaseTakenOver(ILogger logger, string holder);

    [LoggerMessage(LogLevel.Information, "{migration}: backfill {id} {state}: {outcome}; {reason}")]
    public static partial void BackfillEnded(ILogger logger, string migration, long id, string state, string outcome, string reason);

    [LoggerMessage(LogLevel.Warning, "backfill {id} of {migration} {request}; it is now {state}; reason: {reason}")]
    public static partial void BackfillSteered(ILogger logger, long id, string migration, string request, string state, string reason);

    [LoggerMessage(LogLevel.Information, "run {runId} ended well after {milliseconds} ms")]
    public static partial void RunCompleted(ILogger logger, string runId, long milliseconds);

    [LoggerMessage(LogLevel.Error, "{command} failed ({kind}): {explanation}")]
    public static partial void CommandFailed(ILogger logger, string command, string kind, string explanation);

    [LoggerMessage(LogLevel.Warning, "{command} was cancelled")]
    public static partial void CommandCancelled(ILogger logger, string command);

    [LoggerMessage(LogLevel.Warning, "repaired {migration} ({state}); reason: {reason}")]
    public static partial void Repaired(ILogger logger, string migration, string state, string reason);

    [LoggerMessage(LogLevel.Warning, "adopted {migration} without running it; reason: {reason}")]
    public static partial void Adopted(ILogger logger, string migration, string reason);

    [LoggerMessage(LogLevel.Warning, "marked {migration} as {state}; reason: {reason}")]
    public static partial void Marked(ILogger logger, string migration, string state, string reason);

    [LoggerMessage(LogLevel.Information, "seeder {seeder} wrote {rows} rows at scale {scale} in {milliseconds} ms")]
    public static partial void Seeded(ILogger logger, string seeder, long rows, decimal scale, long milliseconds);
}
