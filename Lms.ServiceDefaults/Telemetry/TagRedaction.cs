using System.Globalization;
using Lms.ServiceDefaults.Secrets;

namespace Lms.ServiceDefaults.Telemetry;

/// <summary>Takes secrets out of the values of tags.</summary>
internal static class TagRedaction
{
    /// <summary>The value without secrets; the same instance when there is none.</summary>
    public static object? Redact(this SecretRedactor redactor, object? value) => value switch
    {
        null or bool or char or sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal => value,
        string text => redactor.Redact(text),
        string?[] texts => Redact(redactor, texts),
        Array => value,
        // An exporter would send it as text.
        _ => Redact(redactor, value, Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
    };

    private static object Redact(SecretRedactor redactor, object value, string text)
    {
        var redacted = redactor.Redact(text);
        return ReferenceEquals(redacted, text) ? value : redacted;
    }

    private static string?[] Redact(SecretRedactor redactor, string?[] texts)
    {
        var redacted = Array.ConvertAll(texts, text => text is null ? null : redactor.Redact(text));
        return redacted.AsSpan().SequenceEqual(texts) ? texts : redacted;
    }
}
