namespace Lms.Migrations.Worker;

/// <summary>What only this stack has to say.</summary>
internal static partial class Log
{
    [LoggerMessage(LogLevel.Critical, "the cluster has given this worker up, which goes on without it until it is started anew: {reason}")]
    public static partial void SiloOut(ILogger logger, Exception? exception, string reason);

    [LoggerMessage(LogLevel.Warning, "the coordinator of {database} does not answer: {reason}")]
    public static partial void CoordinatorAway(ILogger logger, string database, string reason);

    [LoggerMessage(LogLevel.Warning, "the coordinator of {database} failed, trying here: {reason}")]
    public static partial void CoordinatorFaulty(ILogger logger, string database, string reason);

    [LoggerMessage(LogLevel.Information, "the stream of run {run} broke, going on after its last event: {reason}")]
    public static partial void StreamLost(ILogger logger, Guid run, string reason);

    [LoggerMessage("{message}")]
    public static partial void JobsSay(ILogger logger, LogLevel level, Exception? exception, string message);

    [LoggerMessage(LogLevel.Warning, "what recurs could not be written down, trying again: {reason}")]
    public static partial void JobsUnwritten(ILogger logger, string reason);
}
