using System.Globalization;
using Lms.ServiceDefaults.Secrets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Lms.ServiceDefaults.Logging;

/// <summary>One line for an entry, for people: <c>2026-11-26 17:11:45.123Z INF Hosting.Lifetime: Application started.</c></summary>
internal sealed class LineFormatter(SecretRedactor redactor, TimeProvider time) : ConsoleFormatter(LogFormat.Line)
{
    private readonly bool isColoured = !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        textWriter.Write(time.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss.fff'Z' ", CultureInfo.InvariantCulture));
        textWriter.Write(LogLevelText.Of(logEntry.LogLevel, isColoured));
        textWriter.Write(' ');
        textWriter.Write(CategoryName.Shorten(logEntry.Category));
        textWriter.Write(": ");
        textWriter.Write(OneLine.Of(redactor.Redact(message)));
        if (logEntry.Exception is { } exception)
        {
            textWriter.Write(" | ");
            textWriter.Write(OneLine.Of(redactor.Redact(exception.ToString())));
        }

        textWriter.Write('\n');
    }
}
