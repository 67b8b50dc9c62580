using System.Net;
using Lms.Contracts.Access;
using Lms.Dashboard.Tests.Browsing;
using Lms.Testing;
using Lms.Testing.Workers;
using Microsoft.Playwright;

namespace Lms.Dashboard.Tests.Pages;

public sealed class SignInTests(PostgresServer server, Chromium chromium) : DashboardTest(server, chromium)
{
    protected override WorkerSetup Configure() => NewSetup().Set("Lms:TrustedProxies", "127.0.0.1");

    [Fact]
    public async Task A_link_signs_its_first_opener_in_and_nobody_else()
    {
        var link = await Dashboard.CreateLinkAsync(Worker.Setup.AdminToken, Token);
        await using var first = await ArriveAsync();
        await using var second = await ArriveAsync();

        await first.Page.GotoAsync(link.ToString());
        await first.SeesAsync("Overview");
        await second.Page.GotoAsync(link.ToString());

        await second.SeesAsync("That link was used before, or is too old.");
        await second.GoAsync("/runs");
        Assert.EndsWith("/sign-in?return=%2Fruns", second.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_signs_in_and_leads_on_to_the_page_that_was_wanted()
    {
        await using var visitor = await ArriveAsync(WithoutScripts);
        await visitor.GoAsync("/history?kind=migrated");
        await visitor.FillAsync("Token", "lms_abcdefghjkmn_" + new string('0', 64));
        await visitor.PressAsync("Sign in");
        await visitor.SeesAsync("That is not a token that is valid now.");

        await visitor.FillAsync("Token", Worker.Setup.AdminToken);
        await visitor.PressAsync("Sign in");

        await visitor.Page.WaitForURLAsync("**/history?kind=migrated");
    }

    [Theory]
    [InlineData("//elsewhere.example/")]
    [InlineData("https://elsewhere.example/")]
    [InlineData("/\\elsewhere.example")]
    public async Task Nobody_is_sent_elsewhere_after_signing_in(string wanted)
    {
        await using var visitor = await ArriveAsync(WithoutScripts);
        await visitor.GoAsync("/sign-in?return=" + Uri.EscapeDataString(wanted));
        await visitor.FillAsync("Token", Worker.Setup.AdminToken);
        await visitor.PressAsync("Sign in");

        await Assertions.Expect(visitor.Page).ToHaveURLAsync(new Uri(Dashboard.Address, "/").ToString());
    }

    [Fact]
    public async Task A_session_ends_with_its_token_and_says_so_also_on_an_open_page()
    {
        var created = await Worker.Admin.CreateTokenAsync(new NewTokenDocument("bob", Roles.Viewer, LifetimeHours: 1), Token);
        await using var visitor = await ArriveAsync();
        await visitor.Page.GotoAsync((await Dashboard.CreateLinkAsync(created.Secret, Token)).ToString());
        await visitor.SeesAsync("Overview");

        await Worker.Admin.RevokeTokenAsync(created.Token.Id, Token);

        await visitor.SeesAsync("Your session has ended with its token.");
    }

    [Fact]
    public async Task Whoever_signs_out_is_out()
    {
        await using var visitor = await SignInAsync(options: WithoutScripts);
        await visitor.Page.Locator(".menu summary").ClickAsync();
        await visitor.PressAsync("Sign out");

        await visitor.SeesAsync("You are signed out.");
        Assert.DoesNotContain(await visitor.CookiesAsync(), cookie => cookie.Name == "lms-session");
    }

    [Fact]
    public async Task The_session_is_a_cookie_that_scripts_cannot_read_and_that_does_not_tell_the_token()
    {
        await using var visitor = await SignInAsync();

        var cookie = Assert.Single(await visitor.CookiesAsync(), cookie => cookie.Name == "lms-session");

        Assert.True(cookie.HttpOnly);
        Assert.Equal(SameSiteAttribute.Lax, cookie.SameSite);
        Assert.DoesNotContain("lms_", cookie.Value, StringComparison.Ordinal);
        Assert.InRange(cookie.Expires, DateTimeOffset.UtcNow.AddMinutes(50).ToUnixTimeSeconds(), DateTimeOffset.UtcNow.AddMinutes(61).ToUnixTimeSeconds());
    }

    [Fact]
    public async Task Whoever_tries_tokens_is_soon_told_to_wait()
    {
        using var http = new HttpClient { BaseAddress = Dashboard.Address };
        var statuses = new List<HttpStatusCode>();
        for (var attempt = 0; attempt < 25; attempt++)
        {
            using var answer = await http.GetAsync(new Uri($"/sign-in/code{attempt}", UriKind.Relative), Token);
            statuses.Add(answer.StatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, statuses[0]);
        Assert.Equal(HttpStatusCode.TooManyRequests, statuses[^1]);
    }

    [Fact]
    public async Task The_audit_of_a_worker_that_trusts_the_dashboard_has_the_readers_address()
    {
        using var http = LoopbackHttp.From(IPAddress.Parse("127.0.0.9"), Dashboard.Address);
        http.DefaultRequestHeaders.Authorization = new("Bearer", "lms_abcdefghjkmn_" + new string('0', 64));
        using var refused = await http.PostAsync(new Uri("/sign-in/links", UriKind.Relative), content: null, Token);

        while (!(await Worker.Admin.ListAuditAsync(new(), Token)).Entries.Any(entry => entry.Address == "127.0.0.9"))
            await Task.Delay(100, Token);
    }

    [Fact]
    public async Task A_link_needs_a_token()
    {
        using var http = new HttpClient { BaseAddress = Dashboard.Address };
        using var none = await http.PostAsync(new Uri("/sign-in/links", UriKind.Relative), content: null, Token);
        http.DefaultRequestHeaders.Authorization = new("Bearer", "lms_abcdefghjkmn_" + new string('0', 64));
        using var wrong = await http.PostAsync(new Uri("/sign-in/links", UriKind.Relative), content: null, Token);

        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized], [none.StatusCode, wrong.StatusCode]);
    }
}
