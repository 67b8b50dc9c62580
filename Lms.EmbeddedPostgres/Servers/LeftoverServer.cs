using System.Diagnostics;
using System.Globalization;
using Lms.EmbeddedPostgres.Clusters;
using Lms.EmbeddedPostgres.Machines;

namespace Lms.EmbeddedPostgres.Servers;

/// <summary>A server, or only its pid file, that a killed owner left on a data directory.</summary>
/// <remarks>The caller holds the directory's lock, so no living owner is concerned.</remarks>
internal static class LeftoverServer
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Fast shutdown, then immediate, then none at all; each gets this long.</summary>
    private static readonly (string Signal, TimeSpan Patience)[] Escalation =
    [
        ("INT", TimeSpan.FromSeconds(10)),
        ("QUIT", TimeSpan.FromSeconds(5)),
        ("KILL", TimeSpan.FromSeconds(5)),
    ];

    public static async Task StopAsync(ClusterDirectory cluster, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(cluster.Data))
            return;
        if (PostmasterPid.Read(cluster.Data) is { } left && Serves(left.ProcessId, cluster.Data))
            await StopAsync(left.ProcessId, time, cancellationToken).ConfigureAwait(false);
        // PostgreSQL refuses to start while any process has the recorded id, even if that is not a server.
        File.Delete(PostmasterPid.FileIn(cluster.Data));
    }

    /// <summary>Whether a process is a server on this directory: ids are used again, after a reboot for example.</summary>
    private static bool Serves(int processId, string dataDirectory)
    {
        var file = $"/proc/{processId}/cmdline";
        try
        {
            var words = File.ReadAllText(file).Split('\0');
            return words.Contains(dataDirectory, StringComparer.Ordinal)
                && words.Any(word => word.Contains("postgres", StringComparison.Ordinal));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static async Task StopAsync(int processId, TimeProvider time, CancellationToken cancellationToken)
    {
        foreach (var (signal, patience) in Escalation)
        {
            await SendAsync(signal, processId, cancellationToken).ConfigureAwait(false);
            var started = time.GetTimestamp();
            while (time.GetElapsedTime(started) < patience)
            {
                if (!IsRunning(processId))
                    return;
                await Task.Delay(PollInterval, time, cancellationToken).ConfigureAwait(false);
            }
        }

        throw new EmbeddedPostgresException($"A PostgreSQL left by a killed process does not stop: end process {processId} and start again.");
    }

    private static async Task SendAsync(string signal, int processId, CancellationToken cancellationToken)
    {
        try
        {
            await new Command("sh", "-c", "kill -s \"$1\" \"$2\"", "sh", signal, processId.ToString(CultureInfo.InvariantCulture))
                .RunAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (CommandFailedException) when (!IsRunning(processId))
        {
            // It ended between the look and the signal.
        }
    }

    private static bool IsRunning(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
