using System.Net.Sockets;

namespace Lms.AppHost.Embedded.Services;

/// <summary>Finds out whether services are up; by itself, whether they say so.</summary>
internal class ServiceHealth(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(10);

    /// <summary>A worker waits a minute for its platform database itself.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly HttpClient http = new() { Timeout = LongestAnswer };

    /// <summary>Asks until it is healthy.</summary>
    /// <param name="service">Where it answers.</param>
    /// <param name="processId">Its process: where another program has taken the port, that one answers.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <returns>False when it still is not after a minute and a half.</returns>
    public async Task<bool> WaitAsync(Uri service, int processId, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (!await IsReadyAsync(service, processId, cancellationToken))
        {
            if (time.GetElapsedTime(began) > Patience)
                return false;
            await Task.Delay(Interval, time, cancellationToken);
        }

        return true;
    }

    public void Dispose()
    {
        http.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Whether it has become what others take it for, beyond saying that it is well.</summary>
    protected virtual Task<bool> IsKnownAsync(Uri service, int processId, CancellationToken cancellationToken) => Task.FromResult(true);

    // In this order: most of the time it is still loading, which is found out for next to nothing; and asked for its health too early,
    // it says for a whole second that it is not well.
    private async Task<bool> IsReadyAsync(Uri service, int processId, CancellationToken cancellationToken) =>
        await ListensAsync(service, cancellationToken)
        && await IsKnownAsync(service, processId, cancellationToken)
        && await IsHealthyAsync(service, cancellationToken);

    private static async Task<bool> ListensAsync(Uri service, CancellationToken cancellationToken)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(service.Host, service.Port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async Task<bool> IsHealthyAsync(Uri service, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(service, "health"), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception fault) when (fault is HttpRequestException || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }
}
