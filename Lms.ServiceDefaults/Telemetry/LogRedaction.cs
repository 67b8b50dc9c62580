using Lms.ServiceDefaults.Secrets;
using OpenTelemetry;
using OpenTelemetry.Logs;

namespace Lms.ServiceDefaults.Telemetry;

/// <summary>Takes secrets out of everything in a log entry that is text, before it is exported.</summary>
internal sealed class LogRedaction(SecretRedactor redactor) : BaseProcessor<LogRecord>
{
    public override void OnEnd(LogRecord data)
    {
        if (data.FormattedMessage is { } message)
            data.FormattedMessage = redactor.Redact(message);
        if (data.Body is { } body)
            data.Body = redactor.Redact(body);
        if (data.Attributes is { } attributes)
            data.Attributes = Redact(attributes);
        if (data.Exception is { } exception)
            RedactException(data, exception);
    }

    private IReadOnlyList<KeyValuePair<string, object?>> Redact(IReadOnlyList<KeyValuePair<string, object?>> attributes)
    {
        KeyValuePair<string, object?>[]? redacted = null;
        for (var i = 0; i < attributes.Count; i++)
        {
            var clean = redactor.Redact(attributes[i].Value);
            if (!ReferenceEquals(clean, attributes[i].Value))
                (redacted ??= [.. attributes])[i] = new(attributes[i].Key, clean);
        }

        return redacted ?? attributes;
    }

    // An exception cannot be changed. Where there is a secret in it, what the exporter would write of it is written here instead.
    private void RedactException(LogRecord data, Exception exception)
    {
        var text = exception.ToString();
        var redacted = redactor.Redact(text);
        if (ReferenceEquals(redacted, text))
            return;

        data.Exception = null;
        data.Attributes =
        [
            .. data.Attributes ?? [],
            new("exception.type", exception.GetType().Name),
            new("exception.message", redactor.Redact(exception.Message)),
            new("exception.stacktrace", redacted),
        ];
    }
}
