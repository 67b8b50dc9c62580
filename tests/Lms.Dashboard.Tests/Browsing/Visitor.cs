using System.Collections.Concurrent;
using Microsoft.Playwright;
using IRequest = Microsoft.Playwright.IRequest;

namespace Lms.Dashboard.Tests.Browsing;

/// <summary>Somebody with a browser of their own: a context, a page in it, and whatever that page complains of.</summary>
public sealed class Visitor : IAsyncDisposable
{
    private readonly IBrowserContext context;
    private readonly ConcurrentQueue<string> complaints = new();
    private readonly ConcurrentQueue<IRequest> requests = new();

    private Visitor(IBrowserContext context, IPage page, Uri dashboard)
    {
        this.context = context;
        Page = page;
        Dashboard = dashboard;
        page.Console += (_, message) =>
        {
            // An answer that is an error page is told of by the browser, too; whether it should be one is the test's to say.
            if (message.Type is "error" or "warning" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
                complaints.Enqueue(message.Text);
        };
        page.PageError += (_, error) => complaints.Enqueue(error);
        page.Request += (_, request) => requests.Enqueue(request);
    }

    public IPage Page { get; }

    public Uri Dashboard { get; }

    /// <summary>Errors of scripts and violations of the content security policy.</summary>
    public IReadOnlyCollection<string> Complaints => complaints;

    /// <summary>Everything that the page has asked for.</summary>
    public IReadOnlyCollection<IRequest> Requests => requests;

    public static async Task<Visitor> ArriveAsync(Chromium chromium, Uri dashboard, BrowserNewContextOptions? options = null)
    {
        options ??= new BrowserNewContextOptions();
        options.BaseURL = dashboard.ToString();
        options.Locale ??= "en-GB";
        options.TimezoneId ??= "Europe/Berlin";
        options.ViewportSize ??= new ViewportSize { Width = 1280, Height = 900 };
        var own = await chromium.Browser.NewContextAsync(options);
        own.SetDefaultTimeout(20_000);
        return new Visitor(own, await own.NewPageAsync(), dashboard);
    }

    public Task GoAsync(string path) => Page.GotoAsync(path);

    /// <summary>Another page of the same browser.</summary>
    public Task<IPage> OpenAsync() => context.NewPageAsync();

    public async Task<IReadOnlyList<BrowserContextCookiesResult>> CookiesAsync() => await context.CookiesAsync();

    /// <summary>All cookies, for another context to begin with.</summary>
    public Task<string> RememberAsync() => context.StorageStateAsync();

    /// <summary>Clicks what is a button of that name, or a part of it.</summary>
    public Task PressAsync(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name }).First.ClickAsync();

    /// <summary>Sends a form beside the page, as it stands there: as often as one likes, with the same number.</summary>
    public async Task SendAgainAsync(string form)
    {
        var fields = await Page.Locator(form).EvaluateAsync<Dictionary<string, string>>("form => Object.fromEntries(new FormData(form))");
        var data = context.APIRequest.CreateFormData();
        foreach (var (name, value) in fields)
            data.Set(name, value);
        var path = await Page.Locator(form).GetAttributeAsync("action");
        var answer = await context.APIRequest.PostAsync(new Uri(Dashboard, path!).ToString(), new() { Form = data });
        Assert.True(answer.Ok, $"{answer.Status}: {await answer.TextAsync()}");
    }

    public Task FillAsync(string label, string text) => Page.GetByLabel(label, new() { Exact = false }).First.FillAsync(text);

    /// <summary>Waits until the page shows that text.</summary>
    public Task SeesAsync(string text) => Assertions.Expect(Page.Locator("#page")).ToContainTextAsync(text, new() { Timeout = 20_000 });

    public Task SeesNotAsync(string text) => Assertions.Expect(Page.Locator("#page")).Not.ToContainTextAsync(text, new() { Timeout = 20_000 });

    public async ValueTask DisposeAsync()
    {
        await context.DisposeAsync();
        Assert.Empty(complaints);
    }
}
