using Microsoft.Extensions.Logging;

namespace Lms.ServiceProcess;

/// <summary>Every entry that the service can write.</summary>
internal static partial class Log
{
    [LoggerMessage(LogLevel.Warning, "told {Text}")]
    public static partial void Told(ILogger logger, string text);

    [LoggerMessage(LogLevel.Error, "it failed")]
    public static partial void Failed(ILogger logger, Exception exception);
}
