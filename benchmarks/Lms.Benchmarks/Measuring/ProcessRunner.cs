using System.Diagnostics;
using System.Text;

namespace Lms.Benchmarks.Measuring;

internal sealed class ProcessRunner(TimeProvider time)
{
    /// <summary>No row takes this long; a tool that waits forever for a lock is ended and counts as failed.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>The clock that every time in the report comes from.</summary>
    public TimeProvider Time => time;

    public Task<ProcessRun> RunAsync(ToolCommand command, CancellationToken cancellationToken)
    {
        return RunAsync(command, killAfter: Limit, cancellationToken);
    }

    /// <summary>Runs to the end or until <paramref name="killAfter"/>, when it gets SIGKILL.</summary>
    public async Task<ProcessRun> RunAsync(ToolCommand command, TimeSpan killAfter, CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = StartInfo(command) };
        var output = new StringBuilder();
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(output, line.Data);

        var started = time.GetTimestamp();
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var memory = new PeakMemory(process.Id);
        var watch = memory.WatchAsync(time, ended.Token);
        try
        {
            using var limit = new CancellationTokenSource(killAfter, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            await using (either.Token.Register(() => process.Kill(entireProcessTree: true)))
                await process.WaitForExitAsync(CancellationToken.None);
        }
        finally
        {
            await ended.CancelAsync();
            await watch;
        }

        cancellationToken.ThrowIfCancellationRequested();
        return new ProcessRun(time.GetElapsedTime(started), memory.Bytes, process.ExitCode, output.ToString());
    }

    private static ProcessStartInfo StartInfo(ToolCommand command)
    {
        var start = new ProcessStartInfo(command.FileName, command.Arguments)
        {
            WorkingDirectory = command.WorkingDirectory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // dotnet run leaves variables that would reach the measured .NET tools, and no tool shall draw for a terminal.
        foreach (var inherited in start.Environment.Keys.Where(IsFromDotnet).ToList())
            start.Environment.Remove(inherited);
        start.Environment["NO_COLOR"] = "1";
        foreach (var (name, value) in command.Environment)
            start.Environment[name] = value;
        return start;
    }

    private static bool IsFromDotnet(string variable)
    {
        return variable.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
            || variable is "DOTNET_HOST_PATH" or "DOTNET_LAUNCH_PROFILE" or "DOTNET_CLI_TELEMETRY_SESSIONID";
    }

    private static void Append(StringBuilder output, string? line)
    {
        if (line is null)
            return;
        lock (output)
            output.Append(line).Append('\n');
    }
}
