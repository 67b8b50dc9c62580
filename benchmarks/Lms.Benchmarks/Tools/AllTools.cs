using Lms.Benchmarks.Measuring;

namespace Lms.Benchmarks.Tools;

internal static class AllTools
{
    /// <summary>The floor first, then lms, then the others from the fastest to the slowest that was seen.</summary>
    public static IReadOnlyList<Tool> Create(BenchmarkPaths paths, string? binDirectory, ProcessRunner runner)
    {
        var publish = new DotnetPublish(paths, runner);
        return
        [
            new PsqlFloor(binDirectory, runner),
            new LmsTool(paths, publish, runner),
            new Dbmate(paths),
            new DbmateLauncher(paths),
            new NodePgMigrate(paths),
            new Knex(paths),
            new Umzug(paths),
            new EfCore(paths, publish),
        ];
    }
}
