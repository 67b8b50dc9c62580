using Hangfire.Logging;

namespace Lms.Migrations.Worker.Lanes;

/// <summary>What Hangfire has to say, in the worker's log.</summary>
/// <remarks>Hangfire has one log for the process, whoever sets it last; with one logger for all, that need not live as long as any container.</remarks>
internal sealed class JobLog(ILoggerFactory loggers) : ILogProvider
{
    /// <summary>The category of all of it.</summary>
    public const string Category = "Hangfire";

    private readonly Lines lines = new(loggers.CreateLogger(Category));

    public ILog GetLogger(string name) => lines;

    private sealed class Lines(ILogger logger) : ILog
    {
        public bool Log(Hangfire.Logging.LogLevel logLevel, Func<string>? messageFunc, Exception? exception = null)
        {
            var level = ToLevel(logLevel);
            if (!logger.IsEnabled(level))
                return false;

            // Without a message it is asked whether one would be written.
            if (messageFunc?.Invoke() is { } message)
                Worker.Log.JobsSay(logger, level, exception, message);
            return true;
        }

        private static Microsoft.Extensions.Logging.LogLevel ToLevel(Hangfire.Logging.LogLevel level) => level switch
        {
            Hangfire.Logging.LogLevel.Trace => Microsoft.Extensions.Logging.LogLevel.Trace,
            Hangfire.Logging.LogLevel.Debug => Microsoft.Extensions.Logging.LogLevel.Debug,
            Hangfire.Logging.LogLevel.Info => Microsoft.Extensions.Logging.LogLevel.Information,
            Hangfire.Logging.LogLevel.Warn => Microsoft.Extensions.Logging.LogLevel.Warning,
            Hangfire.Logging.LogLevel.Error => Microsoft.Extensions.Logging.LogLevel.Error,
            _ => Microsoft.Extensions.Logging.LogLevel.Critical,
        };
    }
}
