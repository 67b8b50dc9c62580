using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Lms.Dashboard.Tests.Browsing;
using Microsoft.Playwright;

namespace Lms.Dashboard.Tests.Pages;

/// <summary>How every page looks, to the eye and to programs that read it out. Pictures are written to the test results.</summary>
public sealed class LookTests(Scene scene) : IClassFixture<Scene>
{
    private static readonly string Pictures = Path.Combine(Testing.Repository.Root, "artifacts", "test-results", "dashboard");

    private const string WatchShift = """
        window.shift = 0;
        new PerformanceObserver(list => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value; })
            .observe({ type: "layout-shift", buffered: true });
        """;

    private static BrowserNewContextOptions Still => new() { ReducedMotion = ReducedMotion.Reduce, ViewportSize = new ViewportSize { Width = 1440, Height = 900 } };

    public static TheoryData<string> Pages => [.. Scene.Pages.Keys];

    [Theory, MemberData(nameof(Pages))]
    public async Task A_page_is_accessible_fits_every_screen_holds_still_and_asks_nobody_but_the_dashboard(string page)
    {
        await using var visitor = page == "sign-in" ? await scene.ArriveAsync(Still) : await scene.ComeAsync(Still);
        await visitor.Page.AddInitScriptAsync(WatchShift);
        await visitor.GoAsync(scene.PathOf(page));
        await visitor.Page.WaitForTimeoutAsync(400);
        var shift = await visitor.Page.EvaluateAsync<double>("window.shift");
        var broken = await BrokenRulesAsync(visitor, ColorScheme.Light);
        await TakePictureAsync(visitor, $"{page}-light");
        broken = [.. broken, .. await BrokenRulesAsync(visitor, ColorScheme.Dark)];
        await TakePictureAsync(visitor, $"{page}-dark");
        await visitor.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await visitor.Page.SetViewportSizeAsync(360, 740);
        await TakePictureAsync(visitor, $"{page}-phone");
        var overhang = await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");

        Assert.Empty(broken);
        Assert.InRange(shift, 0, 0.01);
        Assert.True(overhang <= 0, $"{overhang} pixels stick out of a phone.");
        Assert.All(visitor.Requests, request => Assert.StartsWith(scene.Dashboard.ToString(), request.Url, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_first_visit_transfers_less_than_sixty_kilobytes()
    {
        await using var visitor = await scene.ComeAsync(new BrowserNewContextOptions());
        await visitor.Page.GotoAsync("/", new() { WaitUntil = WaitUntilState.Load });
        var sizes = new List<long>();
        foreach (var request in visitor.Requests.Where(request => !request.Url.Contains("/live/", StringComparison.Ordinal)))
        {
            var size = await request.SizesAsync();
            sizes.Add(size.ResponseBodySize + size.ResponseHeadersSize);
        }

        Assert.InRange(sizes.Sum(), 1, 60_000);
    }

    [Fact]
    public async Task Whoever_uses_the_keyboard_only_can_skip_to_the_content_and_reach_everything()
    {
        await using var visitor = await scene.ComeAsync(new BrowserNewContextOptions());
        await visitor.GoAsync("/");
        await visitor.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(visitor.Page.Locator(".skip")).ToBeFocusedAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");
        await visitor.Page.Keyboard.PressAsync("Tab");

        Assert.True(await visitor.Page.EvaluateAsync<bool>("document.getElementById('page').contains(document.activeElement)"));
    }

    [Fact]
    public async Task A_chosen_theme_stays()
    {
        await using var visitor = await scene.ComeAsync(new BrowserNewContextOptions { JavaScriptEnabled = false, ColorScheme = ColorScheme.Light });
        await visitor.GoAsync("/runs");
        await visitor.Page.Locator(".menu summary").ClickAsync();
        await visitor.PressAsync("Dark");

        await Assertions.Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
    }

    [Fact]
    public async Task Whoever_wants_less_motion_gets_none()
    {
        await using var visitor = await scene.ComeAsync(new BrowserNewContextOptions { ReducedMotion = ReducedMotion.Reduce });
        await visitor.GoAsync(scene.PathOf("run-running"));

        Assert.Equal(0, await visitor.Page.EvaluateAsync<int>("document.getAnimations().length"));
    }

    private static async Task<IReadOnlyList<string>> BrokenRulesAsync(Visitor visitor, ColorScheme scheme)
    {
        await visitor.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
        var found = await visitor.Page.RunAxe(new AxeRunOptions
        {
            RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
        });
        return [.. found.Violations.Select(violation => $"{scheme} {violation.Id}: {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}")];
    }

    private static async Task TakePictureAsync(Visitor visitor, string name) =>
        await visitor.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, $"{name}.png"), FullPage = true });
}
