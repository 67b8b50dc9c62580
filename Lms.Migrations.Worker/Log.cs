using Lms.Migrations.Worker.Runs;

namespace Lms.Migrations.Worker;

/// <summary>Every line that a worker's log can hold.</summary>
internal static partial class Log
{
    [LoggerMessage(LogLevel.Information, "{worker} {version} serves {addresses} for {databases}; {environment}: {atStart}, {approval}")]
    public static partial void WorkerUp(
        ILogger logger, string worker, string version, string addresses, string databases, string environment, string atStart, string approval);

    [LoggerMessage(LogLevel.Information, "takes run {run} of {database}: {kind} for {actor}")]
    public static partial void RunTaken(ILogger logger, Guid run, string database, string kind, string actor);

    [LoggerMessage(LogLevel.Warning, "run {run} of {database} is interrupted: {worker} {why}")]
    public static partial void RunAbandoned(ILogger logger, Guid run, string database, string worker, string why);

    [LoggerMessage(LogLevel.Warning, "run {run} of {database} is {state} now: {reason}")]
    public static partial void AttemptEnded(ILogger logger, Guid run, string database, RunState state, string? reason);

    [LoggerMessage(LogLevel.Warning, "run {run} of {database} is another worker's by now; this one has changed nothing more")]
    public static partial void RunLost(ILogger logger, Guid run, string database);

    [LoggerMessage(LogLevel.Warning, "the end of run {run} of {database} could not be written; another worker goes on with it")]
    public static partial void EndUnwritten(ILogger logger, Guid run, string database);

    [LoggerMessage(LogLevel.Critical, "run {run} of {database} was left by a fault of this program")]
    public static partial void AttemptBroke(ILogger logger, Exception exception, Guid run, string database);

    [LoggerMessage(LogLevel.Information, "run {run} of {database} succeeded")]
    public static partial void RunSucceeded(ILogger logger, Guid run, string database);

    [LoggerMessage(LogLevel.Information, "applies at start: run {run} of {database}, {count} pending")]
    public static partial void AppliesAtStart(ILogger logger, Guid run, string database, int count);

    [LoggerMessage(LogLevel.Error, "cannot apply {database} at start: {reason}")]
    public static partial void StartNotApplied(ILogger logger, string database, string reason);

    [LoggerMessage(LogLevel.Warning, "signals of the platform database are lost, looking by itself until they are back: {reason}")]
    public static partial void SignalsLost(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Warning, "the platform database does not answer: {reason}")]
    public static partial void PlatformLost(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Debug, "the queue cannot be read: {reason}")]
    public static partial void QueueUnread(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Error, "the queue holds something that this worker does not understand")]
    public static partial void QueueFaulty(ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Debug, "the windows cannot be read: {reason}")]
    public static partial void WindowsUnread(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Debug, "the tokens cannot be read: {reason}")]
    public static partial void TokensUnread(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Debug, "the other workers could not be told that this one stops: {reason}")]
    public static partial void FarewellUnsaid(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Information, "lanes lent to a run of {database} ended: {reason}")]
    public static partial void LanesEnded(ILogger logger, string database, string reason);

    [LoggerMessage(LogLevel.Critical, "the audit cannot be written, so {action} by {actor} is not acknowledged: {reason}")]
    public static partial void AuditUnwritten(ILogger logger, string action, string actor, string reason);

    [LoggerMessage(LogLevel.Critical, "the audit misses {requests} requests without a valid token from {network}: {reason}")]
    public static partial void FloodUnwritten(ILogger logger, int requests, string network, string reason);

    [LoggerMessage(LogLevel.Error, "{method} {path} broke")]
    public static partial void RequestBroke(ILogger logger, Exception exception, string method, string path);
}
