using Microsoft.Extensions.Logging;

namespace Lms.ServiceDefaults;

/// <summary>Every line that is the same in all services' logs.</summary>
internal static partial class Log
{
    [LoggerMessage(LogLevel.Information, "standard input has ended, and with it this service")]
    public static partial void InputEnded(ILogger logger);
}
