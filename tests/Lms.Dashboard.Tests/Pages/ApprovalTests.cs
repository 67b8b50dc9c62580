using Lms.Contracts.Access;
using Lms.Dashboard.Tests.Browsing;
using Lms.Testing;
using Lms.Testing.Workers;
using Microsoft.Playwright;

namespace Lms.Dashboard.Tests.Pages;

public sealed class ApprovalTests(PostgresServer server, Chromium chromium) : DashboardTest(server, chromium)
{
    protected override Task PrepareAsync()
    {
        Catalog.WithTable("001", "books");
        return Task.CompletedTask;
    }

    protected override WorkerSetup Configure() => NewSetup("Production");

    [Fact]
    public async Task In_production_one_asks_and_another_approves()
    {
        await using var author = await SignInAsync(Roles.Operator, "heidi");
        await using var approver = await SignInAsync(Roles.Approver, "ivan");
        await author.GoAsync("/databases/shop/plan");
        await author.PressAsync("Apply 1 migration");
        await Assertions.Expect(author.Page.Locator("h1")).ToContainTextAsync("waits for approval");
        await author.SeesAsync("An approver or an admin decides");

        await approver.GoAsync("/databases/shop/plan");
        await approver.SeesAsync("heidi");
        await approver.PressAsync("Approve");

        await Assertions.Expect(author.Page.Locator("h1")).ToContainTextAsync("succeeded");
        await author.SeesAsync("ivan");
        Assert.True(await ExistsAsync("books"));
    }

    [Fact]
    public async Task A_no_has_a_reason_which_its_author_reads()
    {
        await using var author = await SignInAsync(Roles.Operator, "heidi");
        await using var approver = await SignInAsync(Roles.Approver, "ivan", WithoutScripts);
        await author.GoAsync("/databases/shop/plan");
        await author.PressAsync("Apply 1 migration");
        await Assertions.Expect(author.Page.Locator("h1")).ToContainTextAsync("waits for approval");

        await approver.GoAsync(new Uri(author.Page.Url).AbsolutePath);
        await approver.Page.Locator("form[action$=reject]").GetByLabel("Reason").FillAsync("not on a Friday");
        await approver.PressAsync("Reject");

        await author.SeesAsync("not on a Friday");
        Assert.False(await ExistsAsync("books"));
    }

    [Fact]
    public async Task Nobody_approves_their_own()
    {
        await using var admin = await SignInAsync(Roles.Admin, "judy", WithoutScripts);
        await admin.GoAsync("/databases/shop/plan");
        await admin.PressAsync("Apply 1 migration");
        await admin.PressAsync("Approve");

        await Assertions.Expect(admin.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        Assert.False(await ExistsAsync("books"));
    }
}
