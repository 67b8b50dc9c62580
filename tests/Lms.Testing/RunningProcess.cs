using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Lms.Testing;

/// <summary>A real process under test: its output by lines, and the signals that production sends.</summary>
public sealed class RunningProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly ConcurrentQueue<string> lines = new();
    private readonly SemaphoreSlim arrived = new(0);

    private RunningProcess(Process process) => this.process = process;

    /// <summary>Everything printed so far, to either stream.</summary>
    public string Output => string.Join('\n', lines);

    public int Id => process.Id;

    /// <summary>Starts <c>dotnet assembly arguments</c>.</summary>
    public static RunningProcess StartDotnet(string assembly, params ReadOnlySpan<string> arguments) =>
        Start("dotnet", [assembly, .. arguments]);

    /// <summary>Starts a program.</summary>
    public static RunningProcess Start(string program, params ReadOnlySpan<string> arguments) =>
        Start(program, new Dictionary<string, string>(), arguments);

    /// <summary>Starts a program with variables beside those of this process.</summary>
    public static RunningProcess Start(string program, IReadOnlyDictionary<string, string> environment, params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        var running = new RunningProcess(new Process { StartInfo = start });
        running.process.OutputDataReceived += running.Keep;
        running.process.ErrorDataReceived += running.Keep;
        running.process.Start();
        running.process.BeginOutputReadLine();
        running.process.BeginErrorReadLine();
        return running;
    }

    /// <summary>Waits for the process to end by itself.</summary>
    public async Task<int> ExitAsync(CancellationToken cancellationToken)
    {
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }

    /// <summary>Waits until a line holds that text.</summary>
    public async Task WaitForAsync(string text, CancellationToken cancellationToken)
    {
        while (!lines.Any(line => line.Contains(text, StringComparison.Ordinal)))
        {
            if (process.HasExited)
                throw new InvalidOperationException($"The process ended before it printed '{text}':\n{Output}");
            await arrived.WaitAsync(TimeSpan.FromMilliseconds(100), cancellationToken);
        }
    }

    public void Kill() => process.Kill();

    public void Stop() => Signal(19);

    public void Continue() => Signal(18);

    public void Interrupt() => Signal(2);

    public void Terminate() => Signal(15);

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
        arrived.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs arguments)
    {
        if (arguments.Data is null)
            return;

        lines.Enqueue(arguments.Data);
        arrived.Release();
    }

    private void Signal(int number)
    {
        if (kill(process.Id, number) != 0)
            throw new InvalidOperationException($"Signal {number} did not reach process {process.Id}.");
    }

    [DllImport("libc", SetLastError = true)]
#pragma warning disable SYSLIB1054, CA5392 // Two integers to libc: nothing to marshal, and no path to search.
    private static extern int kill(int processId, int signal);
#pragma warning restore SYSLIB1054, CA5392
}
