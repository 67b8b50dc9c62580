using Lms.Benchmarks.Measuring;
using Lms.Benchmarks.Workloads;

namespace Lms.Benchmarks.Rows;

/// <summary>Judges a repetition by what is in the database; an exit code alone proves nothing.</summary>
internal static class Outcome
{
    public static string ExitFault(ProcessRun run) => $"exit {run.ExitCode}: {run.LastLine}";

    /// <summary>Null when every migration took effect exactly once.</summary>
    public static async Task<string?> EffectFaultAsync(
        BenchmarkDatabase database,
        Workload workload,
        CancellationToken cancellationToken)
    {
        var effect = await BenchmarkServer.ReadNumberAsync(database, workload.EffectQuery, cancellationToken);
        return effect == workload.ExpectedEffect ? null : $"{effect} of {workload.ExpectedEffect} in effect";
    }
}
