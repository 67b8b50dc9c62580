using Lms.Benchmarks.Measuring;
using Lms.Benchmarks.Tools;
using Lms.Benchmarks.Workloads;

namespace Lms.Benchmarks.Rows;

internal static class AllRows
{
    /// <summary>In the order of the report, from a few milliseconds to the ones that need patience.</summary>
    public static IReadOnlyList<Row> Create(BenchmarkServer server, CatalogStore catalogs, AppliedDatabases applied, ProcessRunner runner)
    {
        return
        [
            new ApplyRow(Workload.Lms, server, catalogs, runner),
            new ApplyRow(Workload.Hundred, server, catalogs, runner),
            new ApplyRow(Workload.Thousand, server, catalogs, runner),
            new LookRow(
                "noop",
                "Migrate with nothing pending, 1,000 applied",
                (tool, directory, database) => tool.MigrateNothing(directory, database),
                applied,
                runner),
            new LookRow(
                "status",
                "Status of 1,000 applied migrations",
                (tool, directory, database) => tool.Status(directory, database),
                applied,
                runner),
            new RaceRow(4, server, catalogs, runner),
            new RaceRow(16, server, catalogs, runner),
            new KillRow(server, catalogs, runner),
        ];
    }
}
