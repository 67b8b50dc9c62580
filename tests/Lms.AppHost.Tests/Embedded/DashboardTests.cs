using System.Globalization;
using System.Text.Json;

namespace Lms.AppHost.Tests;

/// <summary>What a host offers by its dashboard.</summary>
public sealed class DashboardTests(DashboardHost running) : IClassFixture<DashboardHost>
{
    private TemporaryCheckout Checkout => running.Checkout;

    private string Address => $"http://127.0.0.1:{Checkout.DashboardPort}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_link_on_the_board_signs_in_once_and_only_once()
    {
        var link = Assert.Single(DashboardProcess.LinksOf(running.Host));

        var first = await DashboardProcess.OpenAsync(link, Token);
        var second = await DashboardProcess.OpenAsync(link, Token);

        Assert.StartsWith($"{Address}/sign-in/", $"{link}", StringComparison.Ordinal);
        Assert.Equal("/", first.Location);
        Assert.Contains("lms-session=", first.Cookie, StringComparison.Ordinal);
        Assert.Equal(("/sign-in?problem=link", ""), second);
    }

    [Fact]
    public async Task It_stands_among_the_services_and_in_the_state_file()
    {
        Assert.Contains("Ready in ", running.Host.Output, StringComparison.Ordinal);
        Assert.Matches($"dashboard +{Address} +healthy", running.Host.Output);
        using var state = JsonDocument.Parse(await File.ReadAllTextAsync(Checkout.StateFile, Token));
        Assert.Equal(Address, state.RootElement.GetProperty("dashboard").GetProperty("url").GetString());
    }

    [Fact]
    public async Task The_command_beside_it_prints_links_that_sign_in()
    {
        await using var human = LmsProcess.Start(Checkout.Directory, "dashboard");
        await using var json = LmsProcess.Start(Checkout.Directory, "dashboard", "--output", "json");

        Assert.True(await human.ExitAsync(Token) == 0 && await json.ExitAsync(Token) == 0, human.Output + json.Output);
        var printed = human.Output.Split('\n').Single(line => line.StartsWith(Address, StringComparison.Ordinal));
        using var document = JsonDocument.Parse(json.Output);
        foreach (var link in new[] { printed, document.RootElement.GetProperty("url").GetString()! })
            Assert.Equal("/", (await DashboardProcess.OpenAsync(new Uri(link), Token)).Location);
        Assert.True(document.RootElement.GetProperty("expiresAt").GetDateTimeOffset() > TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public async Task What_it_keeps_is_its_owners_and_the_token_stands_nowhere_of_it()
    {
        var secret = Checkout.ReadServer().Token[^64..];
        var process = string.Create(CultureInfo.InvariantCulture, $"/proc/{DashboardProcess.IdIn(Checkout)}");

        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(Checkout.Data, "dashboard-keys")));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(Checkout.Data, "dashboard-keys")));
        Assert.DoesNotContain(secret, Checkout.ReadLogOf("dashboard"), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, await File.ReadAllTextAsync($"{process}/cmdline", Token), StringComparison.Ordinal);
        var environment = await File.ReadAllTextAsync($"{process}/environ", Token);
        Assert.DoesNotContain(secret, environment, StringComparison.Ordinal);
        Assert.Contains($"Lms__Workers__1=http://127.0.0.1:{Checkout.WorkerPort + 1}", environment, StringComparison.Ordinal);
    }
}
