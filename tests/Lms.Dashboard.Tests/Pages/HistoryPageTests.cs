using System.Text.Json;
using Lms.Contracts.Access;
using Lms.Dashboard.Tests.Browsing;
using Lms.Testing;
using Microsoft.Playwright;

namespace Lms.Dashboard.Tests.Pages;

public sealed class HistoryPageTests(PostgresServer server, Chromium chromium) : DashboardTest(server, chromium)
{
    protected override Task PrepareAsync()
    {
        for (var version = 1; version <= 60; version++)
            Catalog.WithTable($"{version:000}", $"table_{version}");
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_history_is_filtered_paged_and_exported(bool withScripts)
    {
        await RunAsync(Worker, Migrate() with { Reason = "the first release" });
        await RunAsync(Worker, Rollback() with { Reason = "one too many" });
        await using var visitor = await SignInAsync(Roles.Viewer, options: new() { JavaScriptEnabled = withScripts });
        await visitor.GoAsync("/history");
        await Assertions.Expect(visitor.Page.Locator("tbody tr")).ToHaveCountAsync(50);
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Older" }).ClickAsync();
        await visitor.SeesAsync("001-create-table_1");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Older" })).ToHaveCountAsync(0);

        await visitor.GoAsync("/history");
        await visitor.Page.GetByLabel("What").SelectOptionAsync("rolled back");
        await visitor.Page.GetByLabel("Text").FillAsync("too many");
        await visitor.PressAsync("Filter");
        await Assertions.Expect(visitor.Page.Locator("tbody tr")).ToHaveCountAsync(1);
        await visitor.SeesAsync("060-create-table_60");

        var download = await visitor.Page.RunAndWaitForDownloadAsync(() => visitor.Page.GetByText("Export as JSON lines").ClickAsync());
        var line = Assert.Single(await File.ReadAllLinesAsync(await download.PathAsync(), Token));
        using var document = JsonDocument.Parse(line);
        Assert.Equal("one too many", document.RootElement.GetProperty("event").GetProperty("reason").GetString());
        Assert.Equal("shop", document.RootElement.GetProperty("database").GetString());
    }

    [Fact]
    public async Task An_export_holds_every_event_however_many_pages_they_are()
    {
        await RunAsync(Worker, Migrate());
        await Database.ExecuteAsync("""
            INSERT INTO migrator.history (kind, outcome, version, name, run_id, epoch, actor, host, tool_version)
            SELECT kind, outcome, version, name, run_id, epoch, actor, host, tool_version FROM migrator.history, generate_series(1, 40) WHERE kind = 'migrated'
            """, Token);
        await using var visitor = await SignInAsync(Roles.Viewer);
        await visitor.GoAsync("/history");

        var download = await visitor.Page.RunAndWaitForDownloadAsync(() => visitor.Page.GetByText("Export as JSON lines").ClickAsync());

        var lines = await File.ReadAllLinesAsync(await download.PathAsync(), Token);
        Assert.Equal(await Database.ScalarAsync<long>("SELECT count(*) FROM migrator.history", Token), lines.Length);
        Assert.Equal(lines.Length, lines.Distinct().Count());
    }
}
