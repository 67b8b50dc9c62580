using Lms.Contracts.Access;
using Lms.Contracts.Runs;
using Lms.Dashboard.Tests.Browsing;
using Lms.Testing;
using Microsoft.Playwright;

namespace Lms.Dashboard.Tests.Pages;

public sealed class RollbackTests(PostgresServer server, Chromium chromium) : DashboardTest(server, chromium)
{
    protected override async Task PrepareAsync()
    {
        await WithSlowBackfillAsync(100, millisecondsEach: 0);
        Catalog.WithTable("002", "books");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_rollback_takes_the_databases_name_and_a_reason_and_is_a_story_in_the_history(bool withScripts)
    {
        await RunAsync(Worker, Migrate());
        await Database.ExecuteAsync("UPDATE accounts SET balance = 999 WHERE id IN (7, 8)", Token);
        await using var visitor = await SignInAsync(Roles.Operator, "grace", new() { JavaScriptEnabled = withScripts });
        await visitor.GoAsync("/databases/shop/plan?direction=down&all=true");
        await visitor.SeesAsync("2 migrations would be undone");

        await visitor.FillAsync("Reason", "the report was wrong");
        await visitor.FillAsync("Type shop to confirm", "shop");
        await visitor.PressAsync("Roll back 2 migrations");
        await visitor.Page.WaitForURLAsync("**/runs/*");
        await EndAsync(Worker, Guid.Parse(visitor.Page.Url[^36..]));

        await visitor.GoAsync("/history");
        var story = visitor.Page.Locator(".story");
        await Assertions.Expect(story).ToContainTextAsync("grace rolled back 2 migrations of shop");
        await Assertions.Expect(story).ToContainTextAsync("the report was wrong");
        await Assertions.Expect(story).ToContainTextAsync("98 restored");
        await Assertions.Expect(story).ToContainTextAsync("2 in conflict");
        await story.GetByRole(AriaRole.Link, new() { Name = "Backfill 1 of accounts" }).ClickAsync();
        await visitor.SeesAsync("Changed by somebody else since the backfill wrote them");
        Assert.False(await ExistsAsync("books"));
    }

    [Theory]
    [InlineData("sho", "why", "the name of the database was not typed")]
    [InlineData("", "why", "the name of the database was not typed")]
    [InlineData("shop", "", "a reason is missing")]
    public async Task Without_both_nothing_is_done_and_nothing_typed_is_lost(string name, string reason, string complaint)
    {
        await RunAsync(Worker, Migrate());
        await using var visitor = await SignInAsync(Roles.Operator, options: WithoutScripts);
        await visitor.GoAsync("/databases/shop/plan?direction=down");
        // What a browser would not even send.
        await visitor.Page.Locator("form[action$='/runs']").EvaluateAsync("form => form.noValidate = true");
        await visitor.FillAsync("Reason", reason);
        await visitor.FillAsync("Type shop to confirm", name);
        await visitor.PressAsync("Roll back 1 migration");

        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync(complaint);
        await Assertions.Expect(visitor.Page.GetByLabel("Reason").First).ToHaveValueAsync(reason);
        Assert.Single((await Worker.Admin.ListRunsAsync(new(), Token)).Runs);
        Assert.True(await ExistsAsync("books"));
    }

    [Fact]
    public async Task A_plan_that_has_changed_since_it_was_shown_is_not_run()
    {
        await RunAsync(Worker, Migrate());
        await using var visitor = await SignInAsync(Roles.Operator, options: WithoutScripts);
        await visitor.GoAsync("/databases/shop/plan?direction=down");
        await RunAsync(Worker, Rollback() with { Reason = "somebody was faster" });
        await visitor.FillAsync("Reason", "mine");
        await visitor.FillAsync("Type shop to confirm", "shop");
        await visitor.PressAsync("Roll back 1 migration");

        if (visitor.Page.Url.Contains("/runs/", StringComparison.Ordinal))
        {
            var run = await EndAsync(Worker, Guid.Parse(visitor.Page.Url[^36..]));
            Assert.Equal(RunStates.Failed, run.State);
        }

        Assert.True(await Database.ScalarAsync<bool>("SELECT bool_or(balance > 0) FROM accounts", Token));
    }
}
