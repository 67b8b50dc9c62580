using Lms.Dashboard.Tests.Hosting;
using Lms.Testing;

namespace Lms.Dashboard.Tests.Serving;

/// <summary>What a browser is told that it may do with any answer.</summary>
public sealed class SecurityHeaderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/nowhere")]
    [InlineData("/alive")]
    public async Task Nothing_but_our_own_runs_and_nobody_frames_it(string path)
    {
        await using var dashboard = await DashboardHost.StartAsync(Token, new Uri($"http://127.0.0.1:{LoopbackPort.Free()}"));
        using var http = new HttpClient { BaseAddress = dashboard.Address };

        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), Token);

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("require-trusted-types-for 'script'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
    }
}
