using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Lms.Cli.Tests.Server;

/// <summary>A command on a terminal of its own, at whose keyboard a test sits.</summary>
internal sealed class TerminalProcess : IAsyncDisposable
{
    /// <summary>What the terminal makes a signal of.</summary>
    public const string ControlC = "\u0003";

    private readonly Process process;
    private readonly StringBuilder screen = new();
    private readonly Task reading;

    private TerminalProcess(Process process)
    {
        this.process = process;
        reading = ReadAsync();
    }

    /// <summary>Everything that was written so far, escape codes included.</summary>
    public string Output
    {
        get
        {
            lock (screen)
                return screen.ToString();
        }
    }

    public static TerminalProcess Start(ProcessStartInfo start) => new(Process.Start(start)!);

    public async Task TypeAsync(string text)
    {
        await process.StandardInput.WriteAsync(text);
        await process.StandardInput.FlushAsync();
    }

    /// <summary>Sends SIGTERM to the command itself: what was started is script(1), and a shell may stand between.</summary>
    public void Terminate()
    {
        var command = process.Id;
        while (File.ReadAllText($"/proc/{command}/task/{command}/children").Split(' ') is [{ Length: > 0 } child, ..])
            command = int.Parse(child, CultureInfo.InvariantCulture);
        Process.Start("kill", ["-TERM", $"{command}"]).WaitForExit();
    }

    public async Task WaitForAsync(string text, CancellationToken cancellationToken)
    {
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            if (process.HasExited)
                throw new InvalidOperationException($"The process ended before it wrote '{text}':\n{Output}");
            await Task.Delay(20, cancellationToken);
        }
    }

    public async Task<int> ExitAsync(CancellationToken cancellationToken)
    {
        await process.WaitForExitAsync(cancellationToken);
        await reading.WaitAsync(cancellationToken);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private async Task ReadAsync()
    {
        var buffer = new char[1024];
        while (await process.StandardOutput.ReadAsync(buffer) is > 0 and var count)
        {
            lock (screen)
                screen.Append(buffer, 0, count);
        }
    }
}
