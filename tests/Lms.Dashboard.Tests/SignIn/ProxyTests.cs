using System.Net.Http.Headers;
using System.Net.Http.Json;
using Lms.Contracts.Dashboard;
using Lms.Dashboard.Tests.Hosting;
using Lms.Testing;
using Lms.Testing.Workers;

namespace Lms.Dashboard.Tests.SignIn;

/// <summary>A dashboard whose certificate is a proxy's.</summary>
public sealed class ProxyTests(PostgresServer server) : WorkerTest(server)
{
    [Fact]
    public async Task What_a_trusted_proxy_says_of_a_request_is_in_links_and_cookies()
    {
        var (link, cookies) = await SignInThroughProxyAsync(trusted: "127.0.0.0/8");

        Assert.StartsWith("https://lms.example.org/sign-in/", link, StringComparison.Ordinal);
        Assert.Contains("secure", Assert.Single(cookies, cookie => cookie.StartsWith("lms-session=", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_anybody_else_says_of_it_is_not()
    {
        var (link, cookies) = await SignInThroughProxyAsync(trusted: "10.0.0.0/8");

        Assert.StartsWith("http://127.0.0.1:", link, StringComparison.Ordinal);
        Assert.DoesNotContain("secure", Assert.Single(cookies, cookie => cookie.StartsWith("lms-session=", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    private async Task<(string Link, IReadOnlyList<string> Cookies)> SignInThroughProxyAsync(string trusted)
    {
        await using var worker = await StartAsync();
        await using var dashboard = await DashboardHost.StartAsync([("Lms:TrustedProxies:0", trusted)], Token, worker.Address);
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        using var proxy = new HttpClient(handler) { BaseAddress = dashboard.Address };
        proxy.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        proxy.DefaultRequestHeaders.Add("X-Forwarded-Host", "lms.example.org");
        using var asked = new HttpRequestMessage(HttpMethod.Post, "/sign-in/links");
        asked.Headers.Authorization = new AuthenticationHeaderValue("Bearer", worker.Setup.AdminToken);
        using var created = await proxy.SendAsync(asked, Token);
        var link = (await created.Content.ReadFromJsonAsync<SignInLinkDocument>(Token))!.Url;
        using var opened = await proxy.GetAsync(new Uri(new Uri(link).PathAndQuery, UriKind.Relative), Token);
        return (link, [.. opened.Headers.GetValues("Set-Cookie")]);
    }
}
