using System.Diagnostics;
using System.Globalization;

namespace Lms.AppHost.Tests;

internal static class Signals
{
    /// <summary>By the shell's own <c>kill</c>: a bare machine has no program of that name.</summary>
    public static async Task SendAsync(string signal, int processId, CancellationToken cancellationToken)
    {
        using var shell = Process.Start("sh", ["-c", "kill -s \"$1\" \"$2\"", "sh", signal, processId.ToString(CultureInfo.InvariantCulture)]);
        await shell.WaitForExitAsync(cancellationToken);
    }
}
