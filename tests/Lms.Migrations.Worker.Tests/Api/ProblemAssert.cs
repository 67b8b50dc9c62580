using System.Text.Json;

namespace Lms.Migrations.Worker.Tests.Api;

/// <summary>What is true of every answer that is no success.</summary>
internal static class ProblemAssert
{
    /// <summary>It is a problem document that says the same as the status, names the failure for programs, and is fit for an operator.</summary>
    /// <returns>Its sentence.</returns>
    public static async Task<string> IsProblemAsync(HttpResponseMessage answer, string what, CancellationToken cancellationToken)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        Assert.True((int)answer.StatusCode is >= 400 and < 500 or 503, $"{what}: {(int)answer.StatusCode} {text}");
        Assert.True(answer.Content.Headers.ContentType?.MediaType == "application/problem+json", $"{what}: {(int)answer.StatusCode} as {answer.Content.Headers.ContentType}");
        using var problem = JsonDocument.Parse(text);
        var root = problem.RootElement;
        Assert.Equal((int)answer.StatusCode, root.GetProperty("status").GetInt32());
        Assert.NotEmpty(root.GetProperty("title").GetString()!);
        var detail = root.GetProperty("detail").GetString()!;
        Assert.Equal(detail, root.GetProperty("failure").GetProperty("message").GetString());
        Assert.True(!detail.Contains("Exception", StringComparison.Ordinal) && !detail.Contains("Lms.", StringComparison.Ordinal), $"{what}: {detail}");
        return detail;
    }
}
