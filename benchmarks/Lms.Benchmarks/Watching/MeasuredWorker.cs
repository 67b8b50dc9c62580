using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Lms.Benchmarks.Measuring;
using Lms.Contracts.Client;

namespace Lms.Benchmarks.Watching;

/// <summary>A worker as a process of its own, with its memory watched.</summary>
internal sealed class MeasuredWorker : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly Process _process;
    private readonly PeakMemory _memory;
    private readonly Task _watching;
    private readonly CancellationTokenSource _ended = new();

    private MeasuredWorker(Process process, Uri address, string token)
    {
        _process = process;
        Address = address;
        Token = token;
        _memory = new PeakMemory(process.Id);
        _watching = _memory.WatchAsync(TimeProvider.System, _ended.Token);
    }

    public Uri Address { get; }

    /// <summary>Of the role admin.</summary>
    public string Token { get; }

    /// <summary>Bytes; null where the system does not tell.</summary>
    public long? PeakBytes => _memory.Bytes;

    /// <summary>Processor time that it used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static async Task<MeasuredWorker> StartAsync(string platform, string database, string catalog, CancellationToken cancellationToken)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var token = $"lms_benchmarkaaa_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))}";
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Lms.Migrations.Worker.dll"));
        start.ArgumentList.Add("--urls");
        start.ArgumentList.Add(address.ToString());
        start.Environment["DOTNET_ENVIRONMENT"] = "Staging";
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        start.Environment["Lms__BootstrapToken"] = token;
        start.Environment["Lms__Platform__Connection"] = platform;
        start.Environment["Lms__Databases__0__Name"] = "shop";
        start.Environment["Lms__Databases__0__Connection"] = database;
        start.Environment["Lms__Databases__0__Catalog"] = catalog;
        var process = Process.Start(start) ?? throw new BenchmarkException("The worker could not be started.");
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var worker = new MeasuredWorker(process, address, token);
        await worker.UntilServingAsync(cancellationToken);
        return worker;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        await _ended.CancelAsync();
        await _watching;
        _process.Dispose();
        _ended.Dispose();
    }

    private async Task UntilServingAsync(CancellationToken cancellationToken)
    {
        using var client = new LmsClient(Address, Token);
        var began = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await client.ListDatabasesAsync(cancellationToken);
                return;
            }
            catch (ApiException) when (began.Elapsed < Patience && !_process.HasExited)
            {
                await Task.Delay(100, cancellationToken);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
