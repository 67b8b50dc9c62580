using System.Text.Json;
using Lms.ServiceDefaults.Secrets;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Lms.ServiceDefaults.Health;

/// <summary>A health report as JSON:
/// <c>{ "status": "Healthy", "durationMs": 3.1, "checks": [{ "name", "status", "durationMs", "description" }] }</c>.</summary>
internal static class HealthDocument
{
    public static byte[] Write(HealthReport report, SecretRedactor redactor)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("status", report.Status.ToString());
            WriteDuration(json, report.TotalDuration);
            json.WriteStartArray("checks");
            foreach (var (name, entry) in report.Entries)
            {
                json.WriteStartObject();
                json.WriteString("name", name);
                json.WriteString("status", entry.Status.ToString());
                WriteDuration(json, entry.Duration);
                json.WriteString("description", entry.Description is { } description ? redactor.Redact(description) : null);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteDuration(Utf8JsonWriter json, TimeSpan duration) =>
        json.WriteNumber("durationMs", Math.Round(duration.TotalMilliseconds, 1));
}
