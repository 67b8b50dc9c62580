using System.Net.Sockets;
using Lms.Contracts.Client;

namespace Lms.AppHost.Embedded.Workers;

/// <summary>Finds out whether a worker can do its work.</summary>
internal sealed class WorkerHealth(string token, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(10);

    /// <summary>A worker waits a minute for its platform database itself.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly HttpClient http = new() { Timeout = LongestAnswer };

    /// <summary>Asks until it is healthy.</summary>
    /// <param name="worker">Where it answers.</param>
    /// <param name="processId">Its process: where another program has taken the port, that one answers.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <returns>False when it still is not after a minute and a half.</returns>
    public async Task<bool> WaitAsync(Uri worker, int processId, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (!await IsReadyAsync(worker, processId, cancellationToken))
        {
            if (time.GetElapsedTime(began) > Patience)
                return false;
            await Task.Delay(Interval, time, cancellationToken);
        }

        return true;
    }

    public void Dispose() => http.Dispose();

    // In this order: most of the time it is still loading, which is found out for next to nothing; and asked for its health too early,
    // it says for a whole second that it is not well.
    private async Task<bool> IsReadyAsync(Uri worker, int processId, CancellationToken cancellationToken) =>
        await ListensAsync(worker, cancellationToken)
        && await IsRegisteredAsync(worker, processId, cancellationToken)
        && await IsHealthyAsync(worker, cancellationToken);

    private static async Task<bool> ListensAsync(Uri worker, CancellationToken cancellationToken)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(worker.Host, worker.Port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async Task<bool> IsHealthyAsync(Uri worker, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(worker, "health"), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception fault) when (fault is HttpRequestException || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    /// <summary>Whether it knows itself among the workers, which means that it takes runs.</summary>
    private async Task<bool> IsRegisteredAsync(Uri worker, int processId, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new LmsClient(worker, token);
            var known = await client.ListWorkersAsync(cancellationToken);
            return known.Workers.Any(other => other.IsAlive && other.ProcessId == processId);
        }
        catch (ApiException)
        {
            return false;
        }
    }
}
