using System.Globalization;
using Lms.Contracts.Access;
using Lms.Contracts.Windows;
using Lms.Dashboard.Tests.Browsing;
using Lms.Testing;
using Microsoft.Playwright;

namespace Lms.Dashboard.Tests.Pages;

public sealed class WindowsPageTests(PostgresServer server, Chromium chromium) : DashboardTest(server, chromium)
{
    protected override Task PrepareAsync()
    {
        Catalog.WithTable("001", "books");
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_window_is_added_and_confines_the_database_until_it_is_removed(bool withScripts)
    {
        await using var visitor = await SignInAsync(Roles.Operator, options: new() { JavaScriptEnabled = withScripts });
        await visitor.GoAsync("/windows");
        await visitor.SeesAsync("open: no window confines it");
        var far = DateTimeOffset.UtcNow.AddDays(40).ToString("yyyy-MM-dd'T'02:00'Z/PT2H'", CultureInfo.InvariantCulture);
        await visitor.FillAsync("Open", far);
        await visitor.FillAsync("Reason", "the quiet hours");
        await visitor.PressAsync("Add window");

        await Assertions.Expect(visitor.Page.Locator("#state-shop .window")).ToHaveAttributeAsync("data-tone", "wait");
        await visitor.SeesAsync("the quiet hours");
        await visitor.GoAsync("/databases/shop/plan");
        await visitor.SeesAsync("in the next window");
        await visitor.GoAsync("/windows");
        await visitor.PressAsync("Remove the window");

        await visitor.SeesAsync("open: no window confines it");
    }

    [Fact]
    public async Task A_window_that_closes_is_seen_to_close()
    {
        // Seconds have no place in a window's text, but a span that began in the past may end very soon.
        var end = DateTimeOffset.UtcNow.AddSeconds(15);
        var start = end.AddMinutes(-2);
        await Worker.Admin.AddWindowAsync(new NewWindowDocument($"{start:yyyy-MM-ddTHH:mm:ss}Z/PT2M"), Token);
        await using var visitor = await SignInAsync(Roles.Operator);
        await visitor.GoAsync("/windows");
        var state = visitor.Page.Locator("#state-shop .window");
        await Assertions.Expect(state).ToHaveAttributeAsync("data-tone", "good");

        await Assertions.Expect(state).ToHaveAttributeAsync("data-tone", "wait", new() { Timeout = 40_000 });
    }

    [Fact]
    public async Task What_is_wrong_with_a_window_is_said_and_what_was_typed_stays()
    {
        await using var visitor = await SignInAsync(Roles.Operator, options: WithoutScripts);
        await visitor.GoAsync("/windows");
        await visitor.FillAsync("Open", "Someday 25:00-26:00 Europe/Nowhere");
        await visitor.FillAsync("Reason", "kept");
        await visitor.PressAsync("Add window");

        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Someday");
        await Assertions.Expect(visitor.Page.GetByLabel("Open")).ToHaveValueAsync("Someday 25:00-26:00 Europe/Nowhere");
        await Assertions.Expect(visitor.Page.Locator("form[action='/windows/add']").GetByLabel("Reason")).ToHaveValueAsync("kept");
        Assert.Empty((await Worker.Admin.ListWindowsAsync(Token)).Windows);
    }

    [Fact]
    public async Task A_freeze_refuses_a_run_until_it_is_overridden_with_name_and_reason_or_lifted()
    {
        await using var visitor = await SignInAsync(Roles.Operator, "ken");
        await visitor.GoAsync("/windows");
        await visitor.Page.Locator("form[action='/freezes']").GetByLabel("Reason").FillAsync("year-end close");
        await visitor.PressAsync("Freeze");
        await visitor.SeesAsync("until it is lifted");
        await Assertions.Expect(visitor.Page.Locator("#state-shop")).ToContainTextAsync("year-end close");

        await visitor.GoAsync("/databases/shop/plan");
        await visitor.Page.GetByLabel("now", new() { Exact = true }).CheckAsync();
        await visitor.PressAsync("Apply 1 migration");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("year-end close");
        await visitor.Page.GetByText("Emergency: run").ClickAsync();
        await visitor.Page.GetByLabel("Override the window").CheckAsync();
        await visitor.Page.GetByLabel("now", new() { Exact = true }).CheckAsync();
        await visitor.FillAsync("Reason", "customers cannot pay");
        await visitor.FillAsync("Type shop to confirm", "shop");
        await visitor.PressAsync("Apply 1 migration");

        await Assertions.Expect(visitor.Page.Locator("h1")).ToContainTextAsync("succeeded");
        await visitor.GoAsync("/history?kind=windowOverridden");
        await visitor.SeesAsync("customers cannot pay");
    }

    [Fact]
    public async Task A_form_that_is_sent_again_with_something_else_in_it_is_another()
    {
        await using var visitor = await SignInAsync(Roles.Operator, options: WithoutScripts);
        await visitor.GoAsync("/windows");
        await visitor.FillAsync("Open", "Sun 02:00-04:00 Europe/Berlin");
        await visitor.SendAgainAsync("form[action='/windows/add']");
        await visitor.FillAsync("Open", "Mon 02:00-04:00 Europe/Berlin");
        await visitor.SendAgainAsync("form[action='/windows/add']");

        Assert.Equal(2, (await Worker.Admin.ListWindowsAsync(Token)).Windows.Count);
    }

    [Fact]
    public async Task A_form_that_is_sent_twice_adds_one_window()
    {
        await using var visitor = await SignInAsync(Roles.Operator, options: WithoutScripts);
        await visitor.GoAsync("/windows");
        await visitor.FillAsync("Open", "Sun 02:00-04:00 Europe/Berlin");
        await visitor.SendAgainAsync("form[action='/windows/add']");
        await visitor.SendAgainAsync("form[action='/windows/add']");

        Assert.Single((await Worker.Admin.ListWindowsAsync(Token)).Windows);
    }

    [Fact]
    public async Task The_calendar_shows_openings_in_the_readers_zone()
    {
        await Worker.Admin.AddWindowAsync(new NewWindowDocument("2027-03-14T01:00Z/PT2H"), Token);
        await using var visitor = await SignInAsync(Roles.Viewer);
        await visitor.GoAsync("/windows?month=2027-03");
        await visitor.SeesAsync("02:00–04:00");
        await using var other = await SignInAsync(Roles.Viewer, options: new() { TimezoneId = "America/New_York" });
        await other.GoAsync("/windows?month=2027-03");
        await other.SeesAsync("20:00–22:00");
    }
}
