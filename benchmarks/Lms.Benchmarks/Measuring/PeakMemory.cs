using System.Globalization;

namespace Lms.Benchmarks.Measuring;

/// <summary>Reads the kernel's high-water mark of a process until it ends.</summary>
/// <remarks>The mark only rises, so the last reading misses at most what was added in the final interval. The resource
/// usage that wait4 reports is of no use here: it starts from the memory of the process that forked, the harness.</remarks>
internal sealed class PeakMemory(int processId)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(4);

    private readonly string _statusFile = $"/proc/{processId}/status";

    /// <summary>Bytes, or null when no reading succeeded.</summary>
    public long? Bytes { get; private set; }

    public async Task WatchAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (Read() && await timer.WaitForNextTickAsync(cancellationToken))
            {
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The process has ended, which is how every watch ends.
        }
    }

    private bool Read()
    {
        const string Label = "VmHWM:";
        try
        {
            foreach (var line in File.ReadLines(_statusFile))
            {
                if (!line.StartsWith(Label, StringComparison.Ordinal))
                    continue;
                var kibibytes = line.AsSpan(Label.Length).Trim().TrimEnd("kB").Trim();
                Bytes = long.Parse(kibibytes, CultureInfo.InvariantCulture) * 1024;
                return true;
            }
        }
        catch (IOException)
        {
            // The process was reaped between two readings, or the system has no /proc.
        }

        return false;
    }
}
