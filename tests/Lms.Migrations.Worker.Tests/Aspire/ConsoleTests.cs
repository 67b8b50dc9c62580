using System.Net;
using Lms.Contracts.Access;
using Lms.Migrations.Worker.Consoles;
using Lms.Migrations.Worker.Security;
using Lms.Testing;
using Lms.Testing.Workers;

namespace Lms.Migrations.Worker.Tests.Consoles;

/// <summary>Who may look at Hangfire's and Orleans' dashboards, and act there.</summary>
public sealed class ConsoleTests(PostgresServer server) : WorkerTest(server)
{
    private const string Delete = "/hangfire/jobs/enqueued/delete";

    [Fact]
    public async Task With_a_token_everybody_looks_operators_and_admins_act_and_the_audit_says_who()
    {
        await using var worker = await StartAsync();
        foreach (var (role, mayAct) in new[] { ("viewer", false), ("approver", false), ("operator", true), ("admin", true) })
        {
            using var http = worker.HttpWith(await SecretAsync(worker, role));
            foreach (var page in new[] { "/hangfire", "/hangfire/servers", "/hangfire/recurring", "/orleans/", "/orleans/ClusterStats" })
            {
                using var looked = await http.GetAsync(Path(page), Token);
                Assert.True(looked.IsSuccessStatusCode, $"{page} for {role}: {looked.StatusCode}");
            }

            using var acted = await http.PostAsync(Path(Delete), Jobs(), Token);
            Assert.Equal(mayAct ? HttpStatusCode.NoContent : HttpStatusCode.Forbidden, acted.StatusCode);
        }

        Assert.Equal(
            ["accepted|the admin", "accepted|the operator"],
            await Platform.RowsAsync("SELECT outcome, actor FROM audit WHERE action = 'jobs.change' AND asked IS NOT NULL ORDER BY 2", Token));
        Assert.Equal(
            ["the approver", "the viewer"],
            await Platform.RowsAsync($"SELECT actor FROM audit WHERE outcome = 'refused' AND target = '{Delete}' ORDER BY 1", Token));
    }

    [Fact]
    public async Task Without_a_token_there_is_nothing_to_see_and_a_browser_is_shown_the_way_in()
    {
        await using var worker = await StartAsync();
        using var http = Browser(worker);

        foreach (var page in new[] { "/hangfire", "/hangfire/servers", "/hangfire/css18", "/orleans/", "/orleans/ClusterStats" })
        {
            using var refused = await http.GetAsync(Path(page), Token);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        using var asked = new HttpRequestMessage(HttpMethod.Get, Path("/hangfire/servers"));
        asked.Headers.Accept.ParseAdd("text/html");
        using var sent = await http.SendAsync(asked, Token);
        Assert.Equal((HttpStatusCode.Redirect, "/console?to=%2Fhangfire%2Fservers"), (sent.StatusCode, sent.Headers.Location!.OriginalString));
        using var page2 = await http.GetAsync(sent.Headers.Location, Token);
        Assert.Contains("value=\"/hangfire/servers\"", await page2.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_gets_a_ticket_for_a_token_that_opens_the_consoles_of_all_workers_and_nothing_else()
    {
        await using var worker = await StartAsync();
        await using var other = await StartAsync(worker.Setup.For("other"));
        using var http = Browser(worker);
        using var signedIn = await SignInAsync(http, await SecretAsync(worker, "operator"), "https://evil.example/");

        Assert.Equal((HttpStatusCode.SeeOther, "/hangfire"), (signedIn.StatusCode, signedIn.Headers.Location!.OriginalString));
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        var ticket = cookie.Split(';')[0];
        foreach (var at in new[] { worker, other })
        {
            await UntilTokensAsync(at);
            Assert.Equal(HttpStatusCode.OK, await GetAsync(at, "/hangfire", ticket));
            Assert.Equal(HttpStatusCode.OK, await GetAsync(at, "/orleans/ClusterStats", ticket));
            Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(at, "/api/v1/runs", ticket));
        }

        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(worker, ticket, origin: $"http://{worker.Address.Authority}"));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(worker, ticket, origin: "http://127.0.0.1:1"));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(worker, ticket, origin: null));
    }

    [Fact]
    public async Task A_ticket_ends_with_its_token()
    {
        await using var worker = await StartAsync();
        using var http = Browser(worker);
        var token = await worker.Admin.CreateTokenAsync(new NewTokenDocument("ada", "viewer", LifetimeHours: 1), Token);
        using var signedIn = await SignInAsync(http, token.Secret, "/orleans/");
        var ticket = signedIn.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        Assert.Equal("/orleans/", signedIn.Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.OK, await GetAsync(worker, "/hangfire", ticket));

        await worker.Admin.RevokeTokenAsync(token.Token.Id, Token);
        await UntilTokensAsync(worker);

        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(worker, "/hangfire", ticket));
    }

    [Fact]
    public async Task Whoever_tries_tokens_at_the_sign_in_is_turned_away()
    {
        await using var worker = await StartAsync();
        using var http = Browser(worker);
        var statuses = new List<HttpStatusCode>();
        for (var attempt = 0; attempt <= FailureLimiter.Most; attempt++)
        {
            using var refused = await SignInAsync(http, TokenText.Create().ToString(), "/hangfire");
            statuses.Add(refused.StatusCode);
            Assert.False(refused.Headers.Contains("Set-Cookie"));
        }

        Assert.All(statuses[..^1], status => Assert.Equal(HttpStatusCode.Unauthorized, status));
        Assert.Equal(HttpStatusCode.TooManyRequests, statuses[^1]);
    }

    [Fact]
    public void A_ticket_is_good_for_its_token_and_for_its_time_only()
    {
        var now = DateTimeOffset.UtcNow;
        var token = NewToken("abcdefghijkm");
        var ticket = ConsoleTicket.Create(token, now);

        Assert.True(ConsoleTicket.IsGood(ticket, token, now));
        Assert.False(ConsoleTicket.IsGood(ticket, token, now + ConsoleTicket.Lifetime + TimeSpan.FromSeconds(1)));
        Assert.False(ConsoleTicket.IsGood(ticket, NewToken("abcdefghijkm"), now));
        Assert.False(ConsoleTicket.IsGood(ticket, token with { Id = "another" }, now));
        var parts = ticket.Split('.');
        Assert.False(ConsoleTicket.IsGood($"{parts[0]}.{long.Parse(parts[1]) + 600}.{parts[2]}", token, now));
        foreach (var nonsense in new[] { "", ".", "..", "a.b.c", $"{parts[0]}.{parts[1]}.", $"{parts[0]}.9999999999999999999.{parts[2]}", ticket + ".x" })
            Assert.False(ConsoleTicket.IsGood(nonsense, token, now));
    }

    private static Token NewToken(string id) =>
        new(id, "ada", Role.Viewer, TokenText.Create().Hash(), "admin", DateTimeOffset.UtcNow, null, null, null, null);

    private static async Task<string> SecretAsync(WorkerHost worker, string role) =>
        (await worker.Admin.CreateTokenAsync(new NewTokenDocument($"the {role}", role, LifetimeHours: 1), Token)).Secret;

    private static Task UntilTokensAsync(WorkerHost worker) => worker.Service<TokenBook>().ReadAsync(Token);

    private static HttpClient Browser(WorkerHost worker) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = worker.Address };

    private static async Task<HttpResponseMessage> SignInAsync(HttpClient http, string secret, string to)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["token"] = secret, ["to"] = to });
        return await http.PostAsync(Path(ConsoleEndpoints.SignIn), form, Token);
    }

    private static async Task<HttpStatusCode> GetAsync(WorkerHost worker, string path, string ticket)
    {
        using var http = Browser(worker);
        using var request = new HttpRequestMessage(HttpMethod.Get, Path(path)) { Headers = { { "Cookie", ticket } } };
        using var answer = await http.SendAsync(request, Token);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> PostAsync(WorkerHost worker, string ticket, string? origin)
    {
        using var http = Browser(worker);
        using var request = new HttpRequestMessage(HttpMethod.Post, Path(Delete)) { Content = Jobs(), Headers = { { "Cookie", ticket } } };
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        using var answer = await http.SendAsync(request, Token);
        return answer.StatusCode;
    }

    private static FormUrlEncodedContent Jobs() => new([new("jobs[]", "1")]);

    private static Uri Path(string path) => new(path, UriKind.Relative);
}
