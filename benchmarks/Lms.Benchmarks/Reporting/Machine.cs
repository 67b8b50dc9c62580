using System.Globalization;
using System.Runtime.InteropServices;

namespace Lms.Benchmarks.Reporting;

/// <summary>What the figures depend on; nothing that names the machine.</summary>
internal sealed record Machine(int Cores, string Processor, double MemoryGibibytes, string System, string PostgreSql, string Fsync)
{
    public static async Task<Machine> DescribeAsync(BenchmarkServer server, CancellationToken cancellationToken)
    {
        return new Machine(
            Environment.ProcessorCount,
            Processors(),
            Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1073741824.0),
            RuntimeInformation.OSDescription,
            await server.ReadSettingAsync("server_version", cancellationToken),
            await server.ReadSettingAsync("fsync", cancellationToken));
    }

    /// <summary>In one line, for the head of a report.</summary>
    public string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Cores} cores ({Processor}), {MemoryGibibytes} GiB, {System}, PostgreSQL {PostgreSql}, fsync {Fsync}");

    private static string Processors()
    {
        const string Source = "/proc/cpuinfo";
        var model = File.Exists(Source)
            ? File.ReadLines(Source).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return model?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
