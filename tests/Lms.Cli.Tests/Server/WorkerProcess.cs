using System.Net;
using Lms.Testing;

namespace Lms.Cli.Tests.Server;

/// <summary>A real worker on a port of its own.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);

    // What was built lies side by side: bin/PROJECT/debug.
    private static readonly DirectoryInfo Built = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    private static readonly string Program =
        Path.Combine(Built.Parent!.Parent!.FullName, "Lms.Migrations.Worker", Built.Name, "Lms.Migrations.Worker.dll");

    private readonly RunningProcess process;

    private WorkerProcess(RunningProcess process, string url)
    {
        this.process = process;
        Url = url;
    }

    /// <summary>The token that is there from the start, of an admin called <c>bootstrap</c>.</summary>
    public static string Bootstrap { get; } = $"lms_abcdefghijkm_{new string('7', 64)}";

    /// <summary><c>http://127.0.0.1:41234</c>.</summary>
    public string Url { get; }

    public string Output => process.Output;

    /// <summary>Starts a worker and waits until it is ready.</summary>
    /// <param name="settings">Its settings by their path: <c>Lms:Name</c>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task<WorkerProcess> StartAsync(IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
    {
        // Through env(1), which becomes the worker, so that signals reach it.
        var started = RunningProcess.Start("env", [
            "ASPNETCORE_URLS=http://127.0.0.1:0",
            .. settings.Select(setting => $"{setting.Key.Replace(":", "__", StringComparison.Ordinal)}={setting.Value}"),
            "dotnet", Program,
        ]);
        await started.WaitForAsync(Listening, cancellationToken);
        var line = started.Output.Split('\n').First(line => line.Contains(Listening, StringComparison.Ordinal));
        var worker = new WorkerProcess(started, line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..].Trim());
        await worker.UntilReadyAsync(cancellationToken);
        return worker;
    }

    public void Kill() => process.Kill();

    public void Terminate() => process.Terminate();

    public Task<int> ExitAsync(CancellationToken cancellationToken) => process.ExitAsync(cancellationToken);

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private async Task UntilReadyAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        while (true)
        {
            using var answer = await http.GetAsync(new Uri($"{Url}/health"), cancellationToken);
            if (answer.StatusCode == HttpStatusCode.OK)
                return;
            await Task.Delay(LookAgain, cancellationToken);
        }
    }
}
