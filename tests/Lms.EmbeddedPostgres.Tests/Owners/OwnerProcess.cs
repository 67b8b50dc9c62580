using System.Diagnostics;
using System.Globalization;

namespace Lms.EmbeddedPostgres.Tests.Owners;

/// <summary>This test program, started again in a process group of its own, as a terminal would.</summary>
internal sealed class OwnerProcess : IDisposable
{
    private readonly Process process;

    private OwnerProcess(Process process) => this.process = process;

    public int Id => process.Id;

    public static OwnerProcess Start(string role, string directory)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Lms.EmbeddedPostgres.Tests");
        var start = new ProcessStartInfo("setsid", [program, OwnerProgram.Verb, role, directory])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        return new OwnerProcess(Process.Start(start)!);
    }

    public async Task<string> ReadLineAsync(CancellationToken cancellationToken) =>
        await process.StandardOutput.ReadLineAsync(cancellationToken)
        ?? throw new InvalidOperationException("The owner ended before it said anything.");

    /// <summary>Sends a signal to the whole process group, as Ctrl+C in a terminal does.</summary>
    public Task SignalGroupAsync(string signal, CancellationToken cancellationToken) =>
        Signals.SendAsync(signal, -Id, cancellationToken);

    public async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }

    public void KillAtOnce() => process.Kill();

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
    }
}

internal static class Signals
{
    public static async Task SendAsync(string signal, int processId, CancellationToken cancellationToken)
    {
        using var kill = Process.Start(
            "sh", ["-c", "kill -s \"$1\" -- \"$2\"", "sh", signal, processId.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(cancellationToken);
    }
}
