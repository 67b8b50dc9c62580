using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Lms.Benchmarks.Measuring;

namespace Lms.Benchmarks.Services;

/// <summary>One of our services as a process of its own, with its memory watched.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly Process _process;
    private readonly PeakMemory _memory;
    private readonly Task _watching;
    private readonly CancellationTokenSource _ended = new();

    private ServiceProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
        _memory = new PeakMemory(process.Id);
        _watching = _memory.WatchAsync(TimeProvider.System, _ended.Token);
    }

    public Uri Address { get; }

    /// <summary>Bytes; null where the system does not tell.</summary>
    public long? PeakBytes => _memory.Bytes;

    /// <summary>Starts it, and waits until it serves.</summary>
    /// <param name="program">The file name of its assembly, which was built along.</param>
    /// <param name="environment">Its settings.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task<ServiceProcess> StartAsync(
        string program, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, program));
        start.ArgumentList.Add("--urls");
        start.ArgumentList.Add(address.ToString());
        start.Environment["DOTNET_ENVIRONMENT"] = "Staging";
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = Process.Start(start) ?? throw new BenchmarkException($"{program} could not be started.");
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var service = new ServiceProcess(process, address);
        try
        {
            await service.UntilServingAsync(program, cancellationToken);
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        await _ended.CancelAsync();
        await _watching;
        _process.Dispose();
        _ended.Dispose();
    }

    private async Task UntilServingAsync(string program, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = Address };
        var began = Stopwatch.StartNew();
        while (began.Elapsed < Patience && !_process.HasExited)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri("/health", UriKind.Relative), cancellationToken);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(100, cancellationToken);
        }

        throw new BenchmarkException($"{program} does not serve.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
