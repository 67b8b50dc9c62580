using Lms.Migrations.Worker.Documents;

namespace Lms.Migrations.Worker.Api;

/// <summary>What people write by hand.</summary>
internal static class WrittenText
{
    /// <summary>Takes secrets out before anybody keeps them.</summary>
    public static string? Clean(this HttpContext context, string? text) =>
        context.RequestServices.GetRequiredService<DocumentRedaction>().Redact(text);
}
