using Microsoft.Extensions.Logging;

namespace Lms.ServiceDefaults.Logging;

/// <summary>Levels in three letters, and their colours on a terminal.</summary>
internal static class LogLevelText
{
    private const string Reset = "\e[0m";

    public static string Of(LogLevel level, bool isColoured) => level switch
    {
        LogLevel.Trace => "TRC",
        LogLevel.Debug => "DBG",
        LogLevel.Warning => isColoured ? $"\e[33mWRN{Reset}" : "WRN",
        LogLevel.Error => isColoured ? $"\e[31mERR{Reset}" : "ERR",
        LogLevel.Critical => isColoured ? $"\e[1;31mCRT{Reset}" : "CRT",
        _ => isColoured ? $"\e[32mINF{Reset}" : "INF",
    };
}
