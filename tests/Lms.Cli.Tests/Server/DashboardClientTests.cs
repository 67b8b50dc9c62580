using System.Net;
using System.Text;
using Lms.Contracts.Client;

namespace Lms.Cli.Tests.Server;

/// <summary>What a dashboard, or somebody else in its place, may answer.</summary>
public sealed class DashboardClientTests
{
    private static readonly Uri Somewhere = new("https://dashboard.invalid/lms");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_asked_below_its_address_with_the_token()
    {
        using var answers = new Answers(HttpStatusCode.Created, """{ "url": "https://dashboard.invalid/lms/sign-in/x", "expiresAt": "2026-12-01T00:00:00Z" }""");
        using var client = new DashboardClient(Somewhere, "secret", answers);

        var link = await client.CreateLinkAsync(Token);

        Assert.Equal("https://dashboard.invalid/lms/sign-in/x", link.Url);
        Assert.Equal("POST https://dashboard.invalid/lms/sign-in/links Bearer secret", answers.Asked);
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, "", 5, "refuses the token")]
    [InlineData(HttpStatusCode.TooManyRequests, "", 3, "too many links")]
    [InlineData(HttpStatusCode.ServiceUnavailable, "<html>", 3, "no worker that answers")]
    [InlineData(HttpStatusCode.NotFound, "", 3, "is no dashboard: 404")]
    [InlineData(HttpStatusCode.Redirect, "", 3, "is no dashboard: 302")]
    [InlineData(HttpStatusCode.Created, "<html>", 3, "is no dashboard")]
    [InlineData(HttpStatusCode.Created, "{}", 3, "is no dashboard")]
    [InlineData(HttpStatusCode.Created, """{ "url": "javascript:alert(1)", "expiresAt": "2026-12-01T00:00:00Z" }""", 3, "is no dashboard")]
    public async Task Whatever_is_no_link_is_explained_with_a_way_out(HttpStatusCode status, string body, int exitCode, string words)
    {
        using var answers = new Answers(status, body);
        using var client = new DashboardClient(Somewhere, "secret", answers);

        var refused = await Assert.ThrowsAsync<ApiException>(() => client.CreateLinkAsync(Token));

        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        Assert.Equal(exitCode, refused.Failure.ExitCode);
        Assert.NotEmpty(refused.Failure.WayOut!);
        Assert.DoesNotContain("secret", $"{refused}", StringComparison.Ordinal);
    }

    private sealed class Answers(HttpStatusCode status, string body) : HttpMessageHandler
    {
        public string? Asked { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked = $"{request.Method} {request.RequestUri} {request.Headers.Authorization}";
            return Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") });
        }
    }
}
