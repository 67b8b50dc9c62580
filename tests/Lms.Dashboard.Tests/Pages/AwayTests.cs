using Lms.Contracts.Access;
using Lms.Dashboard.Tests.Browsing;
using Lms.Dashboard.Tests.Hosting;
using Lms.Testing;
using Lms.Testing.Workers;
using Microsoft.Playwright;

namespace Lms.Dashboard.Tests.Pages;

public sealed class AwayTests(PostgresServer server, Chromium chromium) : WorkerTest(server)
{
    [Fact]
    public async Task While_no_worker_answers_an_open_page_says_so_and_it_recovers_by_itself()
    {
        Catalog.WithTable("001", "books");
        var setup = NewSetup();
        await using var first = await WorkerProcess.StartAsync(setup, Token);
        var token = await first.Admin.CreateTokenAsync(new NewTokenDocument("alice", Roles.Admin, LifetimeHours: 1), Token);
        await using var dashboard = await DashboardHost.StartAsync(Token, first.Address);
        await using var visitor = await Visitor.ArriveAsync(chromium, dashboard.Address);
        await visitor.Page.GotoAsync((await dashboard.CreateLinkAsync(token.Secret, Token)).ToString());
        await visitor.SeesAsync("Recent runs");

        first.Kill();
        await first.ExitAsync(Token);
        await visitor.SeesAsync("No worker answers");
        await visitor.SeesNotAsync("Recent runs");

        await using var second = await WorkerProcess.StartAsync(setup, first.Address, Token);
        await visitor.SeesAsync("Recent runs");
    }

    [Fact]
    public async Task When_one_worker_is_gone_another_is_asked()
    {
        Catalog.WithTable("001", "books");
        var setup = NewSetup();
        await using var worker = await StartAsync(setup);
        await using var dashboard = await DashboardHost.StartAsync(Token, new Uri($"http://127.0.0.1:{LoopbackPort.Free()}"), worker.Address);
        await using var visitor = await Visitor.ArriveAsync(chromium, dashboard.Address, new BrowserNewContextOptions { JavaScriptEnabled = false });
        await visitor.Page.GotoAsync((await dashboard.CreateLinkAsync(setup.AdminToken, Token)).ToString());
        await visitor.GoAsync("/databases/shop/plan");
        await visitor.PressAsync("Apply 1 migration");

        await visitor.Page.WaitForURLAsync("**/runs/*");
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_shown_as_such_beside_the_others()
    {
        Catalog.WithTable("001", "books");
        var setup = NewSetup().WithDatabase("away", $"Host=127.0.0.1;Port={LoopbackPort.Free()};Username=nobody;Database=nothing", Catalog.Path);
        await using var worker = await StartAsync(setup);
        await using var dashboard = await DashboardHost.StartAsync(Token, worker.Address);
        await using var visitor = await Visitor.ArriveAsync(chromium, dashboard.Address);
        await visitor.Page.GotoAsync((await dashboard.CreateLinkAsync(setup.AdminToken, Token)).ToString());

        await Assertions.Expect(visitor.Page.Locator("#database-shop")).ToContainTextAsync("pending");
        await Assertions.Expect(visitor.Page.Locator("#database-away .failure")).ToBeVisibleAsync();
        var answer = await visitor.Page.GotoAsync("/databases/away");
        Assert.Equal(503, answer!.Status);
        await visitor.SeesAsync("A database does not answer");
    }
}
