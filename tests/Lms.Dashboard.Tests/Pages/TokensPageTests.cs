using System.Text.RegularExpressions;
using Lms.Contracts.Access;
using Lms.Dashboard.Tests.Browsing;
using Lms.Testing;
using Microsoft.Playwright;

namespace Lms.Dashboard.Tests.Pages;

public sealed partial class TokensPageTests(PostgresServer server, Chromium chromium) : DashboardTest(server, chromium)
{
    [Fact]
    public async Task A_token_is_made_shown_once_used_and_revoked()
    {
        await using var visitor = await SignInAsync(options: WithoutScripts);
        await visitor.GoAsync("/tokens");
        await visitor.FillAsync("For", "nightly job");
        await visitor.Page.GetByLabel("Role").SelectOptionAsync(Roles.Operator);
        await visitor.FillAsync("Lifetime in hours", "8");
        await visitor.PressAsync("Make token");
        var secret = await visitor.Page.GetByLabel("The token", new() { Exact = true }).InputValueAsync();
        Assert.Matches(TokenText(), secret);
        using (var client = Worker.ClientWith(secret))
            Assert.Equal("nightly job", (await client.GetIdentityAsync(Token)).Actor);

        await visitor.Page.ReloadAsync();
        await Assertions.Expect(visitor.Page.GetByLabel("The token", new() { Exact = true })).ToHaveCountAsync(0);
        await visitor.PressAsync("Revoke the token of nightly job");
        await visitor.SeesAsync("revoked by alice");
        await visitor.GoAsync("/audit");
        await visitor.SeesAsync("tokens.revoke");
    }

    [Fact]
    public async Task An_admin_who_revokes_the_token_of_this_session_is_out()
    {
        await using var visitor = await SignInAsync(actor: "mallory", options: WithoutScripts);
        await visitor.GoAsync("/tokens");
        await visitor.PressAsync("Revoke the token of mallory");

        await visitor.SeesAsync("Your session has ended with its token.");
    }

    [Fact]
    public async Task The_audit_is_exported_as_json_lines()
    {
        await using var visitor = await SignInAsync();
        await visitor.GoAsync("/audit");

        var download = await visitor.Page.RunAndWaitForDownloadAsync(() => visitor.Page.GetByText("Export as JSON lines").ClickAsync());

        Assert.Contains(await File.ReadAllLinesAsync(await download.PathAsync(), Token), line => line.Contains("tokens.create", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_form_that_comes_from_elsewhere_is_refused()
    {
        await using var visitor = await SignInAsync();
        await visitor.GoAsync("/tokens");
        var answer = await visitor.Page.APIRequest.PostAsync(
            new Uri(Dashboard.Address, "/tokens/add").ToString(), new() { Form = visitor.Page.APIRequest.CreateFormData().Set("actor", "eve").Set("role", "admin") });

        Assert.Equal(400, answer.Status);
        Assert.DoesNotContain((await Worker.Admin.ListTokensAsync(Token)).Tokens, token => token.Actor == "eve");
    }

    [GeneratedRegex("^lms_[a-z0-9]{12}_[0-9a-f]{64}$", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex TokenText();
}
