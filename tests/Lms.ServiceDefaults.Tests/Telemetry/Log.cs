using Microsoft.Extensions.Logging;

namespace Lms.ServiceDefaults.Tests.Telemetry;

/// <summary>Every entry that tests write.</summary>
internal static partial class Log
{
    [LoggerMessage(LogLevel.Error, "it failed with {Text}")]
    public static partial void Failed(ILogger logger, Exception? exception, string text);
}
