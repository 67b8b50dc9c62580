using System.Globalization;
using System.Text.RegularExpressions;

namespace Lms.AppHost.Tests;

/// <summary>The dashboard of a checkout's host, found by what the host keeps and prints.</summary>
internal static partial class DashboardProcess
{
    /// <summary>The latest process of it, as its log begins each.</summary>
    public static int IdIn(TemporaryCheckout checkout) =>
        int.Parse(ProcessLine().Matches(checkout.ReadLogOf("dashboard"))[^1].Groups["id"].Value, CultureInfo.InvariantCulture);

    /// <summary>The links that the host has printed, oldest first.</summary>
    public static IReadOnlyList<Uri> LinksOf(HostProcess host) => [.. LinkLine().Matches(host.Output).Select(match => new Uri(match.Groups["url"].Value))];

    /// <summary>Where a browser that opens a link is led, and what it is given to keep.</summary>
    public static async Task<(string Location, string Cookie)> OpenAsync(Uri link, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        using var http = new HttpClient(handler);
        using var answer = await http.GetAsync(link, cancellationToken);
        Assert.Equal(302, (int)answer.StatusCode);
        return ($"{answer.Headers.Location}", answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? string.Join('\n', cookies) : "");
    }

    [GeneratedRegex(@"(?m)^--- .* process (?<id>\d+)$", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex ProcessLine();

    [GeneratedRegex(@"(?m)^  Dashboard:  (?<url>\S+/sign-in/\S+)   \(works once; ./lms dashboard prints another\)$", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex LinkLine();
}
