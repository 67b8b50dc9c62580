using System.Diagnostics;
using System.Net;
using Lms.Contracts.Client;

namespace Lms.Benchmarks.Pages;

/// <summary>Somebody who is signed in at a dashboard and reads its pages, one after the other.</summary>
internal sealed class PageVisitor : IDisposable
{
    private readonly HttpClient _http;

    private PageVisitor(Uri dashboard) => _http = new HttpClient(new SocketsHttpHandler
    {
        CookieContainer = new CookieContainer(),
        AutomaticDecompression = DecompressionMethods.All,
    })
    {
        BaseAddress = dashboard,
    };

    public static async Task<PageVisitor> SignInAsync(Uri dashboard, string token, CancellationToken cancellationToken)
    {
        using var client = new DashboardClient(dashboard, token);
        var link = await client.CreateLinkAsync(cancellationToken);
        var visitor = new PageVisitor(dashboard);
        using var answer = await visitor._http.GetAsync(new Uri(link.Url), cancellationToken);
        answer.EnsureSuccessStatusCode();
        return visitor;
    }

    /// <returns>From the request to the last byte of the page, in milliseconds.</returns>
    /// <exception cref="BenchmarkException">It is not there.</exception>
    public async Task<double> VisitAsync(string path, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        return answer.StatusCode == HttpStatusCode.OK ? elapsed : throw new BenchmarkException($"{path} was answered with {(int)answer.StatusCode}.");
    }

    public void Dispose() => _http.Dispose();
}
