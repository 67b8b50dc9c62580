using System.Net;
using Microsoft.Extensions.Logging;

namespace Lms.DocumentGateway;

internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Listening on {Address}")]
    public static partial void Listening(ILogger logger, EndPoint? address);

    [LoggerMessage(EventId = 2, Level = LogLevel.Debug, Message = "The connection of {Client} is closed: {Reason}")]
    public static partial void ConnectionClosed(ILogger logger, EndPoint client, string reason);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "A connection of {Client} is refused: there are {Count}")]
    public static partial void ConnectionRefused(ILogger logger, EndPoint client, int count);

    [LoggerMessage(EventId = 4, Level = LogLevel.Error, Message = "The command {Command} failed for a reason that is the gateway's own")]
    public static partial void CommandFailed(ILogger logger, Exception exception, string command);

    [LoggerMessage(EventId = 5, Level = LogLevel.Error, Message = "Sessions and cursors that are due to end could not be ended")]
    public static partial void HousekeepingFailed(ILogger logger, Exception exception);
}
