using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Lms.AppHost.Tests;

/// <summary>The built app host as a process; killed when the test ends.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    /// <summary>Many times what is needed: a bound for a test that fails, not a measure.</summary>
    // Two hosts at once, each with its server and workers, on a machine with two slow cores.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Lms.AppHost");

    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly TaskCompletionSource verdict = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long startedAt = Stopwatch.GetTimestamp();

    private HostProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => OnLine(line.Data);
        process.ErrorDataReceived += (_, line) => OnLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => process.Id;

    /// <summary>From the start of the process to its first verdict.</summary>
    public TimeSpan TimeToReady { get; private set; }

    public string Output
    {
        get
        {
            lock (output)
                return output.ToString();
        }
    }

    public static HostProcess Start(params string[] arguments) => StartWith([], arguments);

    /// <summary>Starts it with environment variables of its own.</summary>
    public static HostProcess StartWith(IReadOnlyList<(string Name, string Value)> variables, string[] arguments)
    {
        var start = Describe(Program, arguments);
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        return new HostProcess(Process.Start(start)!);
    }

    /// <summary>Starts it as a shell does: with a group of processes of its own, to which a terminal sends its signals.</summary>
    public static HostProcess StartInGroup(params string[] arguments) =>
        new(Process.Start(Describe("setsid", [Program, .. arguments]))!);

    /// <summary>Waits for the line that tells how the start ended.</summary>
    public async Task WaitForVerdictAsync(CancellationToken cancellationToken)
    {
        var first = await Task.WhenAny(verdict.Task, process.WaitForExitAsync(cancellationToken), Task.Delay(Patience, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        Assert.True(first == verdict.Task, $"{(process.HasExited ? $"The host ended with code {process.ExitCode}" : "The host has come to nothing yet")}:\n{Output}");
    }

    /// <summary>Waits until the host has written a text so many times.</summary>
    public async Task WaitForOutputAsync(string text, int times, CancellationToken cancellationToken)
    {
        var asked = Stopwatch.GetTimestamp();
        while (Output.Split(text).Length <= times)
        {
            Assert.True(Stopwatch.GetElapsedTime(asked) < Patience, $"'{text}' does not appear {times} times in:\n{Output}");
            await Task.Delay(50, cancellationToken);
        }
    }

    public Task SignalAsync(string signal, CancellationToken cancellationToken) => Signals.SendAsync(signal, process.Id, cancellationToken);

    public Task SignalGroupAsync(string signal, CancellationToken cancellationToken) => Signals.SendAsync(signal, -process.Id, cancellationToken);

    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await process.WaitForExitAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            // Politely first, so that its server is gone before the checkout is deleted.
            await Signals.SendAsync("TERM", process.Id, CancellationToken.None);
            await process.WaitForExitAsync(CancellationToken.None).WaitAsync(Patience);
        }

        process.Dispose();
    }

    private static ProcessStartInfo Describe(string program, string[] arguments) => new(program, arguments)
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };

    private void OnLine(string? line)
    {
        if (line is null)
            return;
        lock (output)
            output.AppendLine(CultureInfo.InvariantCulture, $"{line}");
        if ((line.StartsWith("Ready", StringComparison.Ordinal) || line.StartsWith("Not ready", StringComparison.Ordinal)) && !verdict.Task.IsCompleted)
        {
            TimeToReady = Stopwatch.GetElapsedTime(startedAt);
            verdict.SetResult();
        }
    }
}
