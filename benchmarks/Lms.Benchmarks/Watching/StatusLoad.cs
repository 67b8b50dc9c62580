using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;

namespace Lms.Benchmarks.Watching;

/// <summary>Asks for the status of a database at a fixed rate, whether earlier questions were answered or not.</summary>
/// <remarks>A latency counts from the moment at which the question was due: what an answer that hangs delays is counted as well.</remarks>
internal sealed class StatusLoad(Uri worker, string token, int perSecond) : IDisposable
{
    private static readonly Uri[] Questions =
        [new("/api/v1/databases", UriKind.Relative), new("/api/v1/databases/shop/migrations", UriKind.Relative), new("/api/v1/databases/shop/backfills", UriKind.Relative)];

    private readonly HttpClient _http = new() { BaseAddress = worker, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };

    /// <returns>Latencies in milliseconds, ascending.</returns>
    /// <exception cref="BenchmarkException">A question was not answered with 200.</exception>
    public async Task<IReadOnlyList<double>> RunAsync(Task until, CancellationToken cancellationToken)
    {
        var latencies = new ConcurrentBag<double>();
        var under = new List<Task>();
        var began = Stopwatch.GetTimestamp();
        for (var number = 0; !until.IsCompleted; number++)
        {
            var due = TimeSpan.FromSeconds((double)number / perSecond);
            if (due - Stopwatch.GetElapsedTime(began) is { Ticks: > 0 } early)
                await Task.Delay(early, cancellationToken);
            under.Add(AskAsync(Questions[number % Questions.Length], began, due, latencies, cancellationToken));
        }

        await Task.WhenAll(under);
        return [.. latencies.Order()];
    }

    public void Dispose() => _http.Dispose();

    private async Task AskAsync(Uri question, long began, TimeSpan due, ConcurrentBag<double> latencies, CancellationToken cancellationToken)
    {
        using var answer = await _http.GetAsync(question, cancellationToken);
        if (!answer.IsSuccessStatusCode)
            throw new BenchmarkException($"{question} was answered with {(int)answer.StatusCode}.");
        latencies.Add((Stopwatch.GetElapsedTime(began) - due).TotalMilliseconds);
    }
}
