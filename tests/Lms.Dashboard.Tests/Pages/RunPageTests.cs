using Lms.Contracts.Access;
using Lms.Dashboard.Tests.Browsing;
using Lms.Testing;
using Microsoft.Playwright;
using Npgsql;

namespace Lms.Dashboard.Tests.Pages;

public sealed class RunPageTests(PostgresServer server, Chromium chromium) : DashboardTest(server, chromium)
{
    protected override async Task PrepareAsync()
    {
        await Database.ExecuteAsync("CREATE TABLE gate (id int)", Token);
        Catalog.Write("001-create-books.sql", "-- Books.\n-- migrate:up\nCREATE TABLE books (id int);\n-- migrate:down\nDROP TABLE books;\n");
        Catalog.Write("002-take-the-gate.sql", "-- migrate:up\nALTER TABLE gate ADD COLUMN note text;\n-- migrate:down\nALTER TABLE gate DROP COLUMN note;\n");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_plan_is_looked_at_applied_and_watched_to_its_end(bool withScripts)
    {
        await using var visitor = await SignInAsync(Roles.Operator, options: new() { JavaScriptEnabled = withScripts });
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Plan 2 migrations" }).ClickAsync();
        await visitor.SeesAsync("2 migrations would be applied");
        await visitor.FillAsync("Reason", "books are wanted");
        await visitor.PressAsync("Apply 2 migrations");

        await visitor.Page.WaitForURLAsync("**/runs/*");
        if (!withScripts)
        {
            await EndAsync(Worker, Guid.Parse(visitor.Page.Url[^36..]));
            await visitor.Page.ReloadAsync();
        }

        await Assertions.Expect(visitor.Page.Locator("h1")).ToContainTextAsync("succeeded");
        await visitor.SeesAsync("books are wanted");
        await visitor.SeesAsync("2 of 2");
        Assert.True(await ExistsAsync("books"));
    }

    [Fact]
    public async Task A_run_that_waits_for_a_lock_shows_who_holds_it_and_goes_on_by_itself()
    {
        await using var holder = await HoldGateAsync();
        await using var visitor = await SignInAsync(Roles.Operator);
        var run = await Worker.Admin.StartRunAsync(Migrate(), Token);
        await visitor.GoAsync($"/runs/{run.Id}");

        await visitor.SeesAsync("Held by");
        await visitor.SeesAsync("LOCK TABLE gate IN ACCESS SHARE MODE");
        await holder.DisposeAsync();

        await Assertions.Expect(visitor.Page.Locator("h1")).ToContainTextAsync("succeeded");
        await visitor.SeesNotAsync("LOCK TABLE");
    }

    [Fact]
    public async Task A_run_is_cancelled_with_a_reason_that_stays()
    {
        await using var holder = await HoldGateAsync();
        await using var visitor = await SignInAsync(Roles.Operator, "carol");
        var run = await Worker.Admin.StartRunAsync(Migrate(), Token);
        await visitor.GoAsync($"/runs/{run.Id}");
        await visitor.Page.GetByText("Cancel this run").ClickAsync();
        await visitor.Page.Locator("#cancel").GetByLabel("Reason").FillAsync("wrong day");

        await visitor.PressAsync("Cancel the run");

        await Assertions.Expect(visitor.Page.Locator("h1")).ToContainTextAsync("cancelled");
        await visitor.SeesAsync("carol");
        await visitor.SeesAsync("wrong day");
    }

    [Fact]
    public async Task What_somebody_is_typing_survives_that_the_page_is_freshened()
    {
        await using var holder = await HoldGateAsync();
        await using var visitor = await SignInAsync(Roles.Operator);
        var run = await Worker.Admin.StartRunAsync(Migrate(), Token);
        await visitor.GoAsync($"/runs/{run.Id}");
        await visitor.SeesAsync("Held by");
        await visitor.Page.GetByText("Cancel this run").ClickAsync();
        var field = visitor.Page.Locator("#cancel").GetByLabel("Reason");
        await field.FillAsync("half a reas");
        var before = await visitor.Page.Locator(".flash").InnerTextAsync();

        await Assertions.Expect(visitor.Page.Locator(".flash")).Not.ToHaveTextAsync(before);

        await Assertions.Expect(field).ToHaveValueAsync("half a reas");
        await Assertions.Expect(field).ToBeFocusedAsync();
        await holder.DisposeAsync();
        await EndAsync(Worker, run.Id);
    }

    [Fact]
    public async Task Two_clicks_ask_for_one_run()
    {
        await using var visitor = await SignInAsync(Roles.Operator, options: WithoutScripts);
        await visitor.GoAsync("/databases/shop/plan");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => visitor.SendAgainAsync("form[action$='/runs']")));

        Assert.Single((await Worker.Admin.ListRunsAsync(new() { Database = "shop" }, Token)).Runs);
    }

    [Fact]
    public async Task A_viewer_sees_everything_and_is_offered_nothing_nor_let_do_it()
    {
        await using var visitor = await SignInAsync(Roles.Viewer);
        await visitor.GoAsync("/databases/shop/plan");
        await visitor.SeesAsync("2 migrations would be applied");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Apply 2 migrations" })).ToHaveCountAsync(0);
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Tokens" })).ToHaveCountAsync(0);

        var answer = await visitor.Page.GotoAsync("/tokens");
        Assert.Equal(403, answer!.Status);
        await visitor.SeesAsync("Your role does not allow this.");
    }

    [Fact]
    public async Task A_failure_is_shown_with_its_coordinates_and_the_way_out()
    {
        Catalog.Write("003-broken.sql", "-- migrate:up\nALTER TABLE nothing ADD COLUMN x int;\n");
        await using var visitor = await SignInAsync(Roles.Operator);
        var run = await Worker.Admin.StartRunAsync(Migrate(), Token);
        await visitor.GoAsync($"/runs/{run.Id}");

        await Assertions.Expect(visitor.Page.Locator("h1")).ToContainTextAsync("failed");
        await visitor.SeesAsync("42P01");
        await visitor.SeesAsync("003-broken.sql:2");
        await visitor.GoAsync("/databases/shop");
        await visitor.PressAsync("Repair");
        await visitor.Page.WaitForURLAsync("**/runs/*");
        await Assertions.Expect(visitor.Page.Locator("h1")).ToContainTextAsync("succeeded");
    }

    /// <summary>Somebody who is in the way until the connection is closed.</summary>
    private async Task<NpgsqlConnection> HoldGateAsync()
    {
        var holder = await Database.OpenAsync(Token);
        await using var command = new NpgsqlCommand("BEGIN; LOCK TABLE gate IN ACCESS SHARE MODE", holder);
        await command.ExecuteNonQueryAsync(Token);
        return holder;
    }
}
