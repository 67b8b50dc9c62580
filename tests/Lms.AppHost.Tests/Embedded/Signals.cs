using System.Diagnostics;
using System.Globalization;

namespace Lms.AppHost.Tests;

internal static class Signals
{
    /// <summary>By the shell's own <c>kill</c>: a bare machine has no program of that name.</summary>
    /// <param name="signal">Its name without <c>SIG</c>.</param>
    /// <param name="processId">The process; negative for the group of that number.</param>
    /// <param name="cancellationToken">Stops waiting for the shell.</param>
    public static async Task SendAsync(string signal, int processId, CancellationToken cancellationToken)
    {
        using var shell = Process.Start("sh", ["-c", "kill -s \"$1\" -- \"$2\"", "sh", signal, processId.ToString(CultureInfo.InvariantCulture)]);
        await shell.WaitForExitAsync(cancellationToken);
    }
}
