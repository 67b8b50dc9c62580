using Lms.Testing;

namespace Lms.Cli.Tests.Server;

/// <summary>A real dashboard over a worker, on a port of its own.</summary>
internal sealed class DashboardProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";

    // What was built lies side by side: bin/PROJECT/debug.
    private static readonly DirectoryInfo Built = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
    private static readonly string Program = Path.Combine(Built.Parent!.Parent!.FullName, "Lms.Dashboard", Built.Name, "Lms.Dashboard.dll");

    private readonly RunningProcess process;

    private DashboardProcess(RunningProcess process, string url)
    {
        this.process = process;
        Url = url;
    }

    /// <summary><c>http://127.0.0.1:41234</c>.</summary>
    public string Url { get; }

    /// <summary>Starts it and waits until it listens.</summary>
    /// <param name="worker">The worker that it asks.</param>
    /// <param name="keys">Where it keeps its keys.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task<DashboardProcess> StartAsync(string worker, string keys, CancellationToken cancellationToken)
    {
        var started = RunningProcess.Start(
            "env", "ASPNETCORE_URLS=http://127.0.0.1:0", $"Lms__Workers__0={worker}", $"Lms__Keys={keys}", "Lms__StopsWithInput=true", "dotnet", Program);
        await started.WaitForAsync(Listening, cancellationToken);
        var line = started.Output.Split('\n').First(line => line.Contains(Listening, StringComparison.Ordinal));
        return new DashboardProcess(started, line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..].Trim());
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
