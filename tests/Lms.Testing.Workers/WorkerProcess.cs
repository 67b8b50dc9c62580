using System.Diagnostics;
using Lms.Contracts.Client;

namespace Lms.Testing.Workers;

/// <summary>A worker as a process of its own, to be stopped and killed.</summary>
public sealed class WorkerProcess : IAsyncDisposable
{
    private readonly RunningProcess process;

    private WorkerProcess(RunningProcess process, Uri address, string token)
    {
        this.process = process;
        Address = address;
        Admin = new LmsClient(address, token);
    }

    public Uri Address { get; }

    public LmsClient Admin { get; }

    public string Output => process.Output;

    public int Id => process.Id;

    public static Task<WorkerProcess> StartAsync(WorkerSetup setup, CancellationToken cancellationToken) =>
        StartAsync(setup, new Uri($"http://127.0.0.1:{LoopbackPort.Free()}"), cancellationToken);

    /// <summary>The same, at an address of the test's choice.</summary>
    public static async Task<WorkerProcess> StartAsync(WorkerSetup setup, Uri address, CancellationToken cancellationToken)
    {
        var environment = setup.Settings.ToDictionary(setting => setting.Key.Replace(":", "__", StringComparison.Ordinal), setting => setting.Value);
        environment["DOTNET_ENVIRONMENT"] = setup.Environment;
        var worker = new WorkerProcess(
            RunningProcess.Start("dotnet", environment, Path.Combine(AppContext.BaseDirectory, "Lms.Migrations.Worker.dll"), "--urls", address.ToString()),
            address, setup.AdminToken);
        await worker.UntilHealthyAsync(cancellationToken);
        return worker;
    }

    public void Kill() => process.Kill();

    public void Stop() => process.Stop();

    public void Continue() => process.Continue();

    public void Terminate() => process.Terminate();

    public Task<int> ExitAsync(CancellationToken cancellationToken) => process.ExitAsync(cancellationToken);

    public ValueTask DisposeAsync()
    {
        Admin.Dispose();
        return process.DisposeAsync();
    }

    private async Task UntilHealthyAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = Address };
        var began = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri("/health", UriKind.Relative), cancellationToken);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException) when (began.Elapsed < TimeSpan.FromMinutes(1))
            {
                // Not listening yet.
            }

            await Task.Delay(50, cancellationToken);
        }
    }
}
