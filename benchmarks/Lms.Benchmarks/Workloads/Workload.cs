namespace Lms.Benchmarks.Workloads;

/// <summary>The same migrations for every tool, and the query that tells from their effect whether all were applied once.</summary>
/// <param name="Prerequisite">SQL that runs on the fresh database before the clock starts.</param>
/// <param name="EffectQuery">Returns one bigint; it equals <paramref name="ExpectedEffect"/> after a correct run.</param>
internal sealed record Workload(
    string Key,
    IReadOnlyList<GeneratedMigration> Migrations,
    string Prerequisite,
    string EffectQuery,
    long ExpectedEffect)
{
    /// <summary>Four tables and their indexes, shaped like the LMS schema.</summary>
    public static Workload Lms { get; } = LmsSchema.Create();

    public static Workload Hundred { get; } = GrowingSchema.Create(100);

    public static Workload Thousand { get; } = GrowingSchema.Create(1_000);

    /// <summary>Twenty increments: each one applied twice or not at all shows in the counter.</summary>
    public static Workload TwentyIncrements { get; } = Increments.Create(20);

    /// <summary>Long enough to be killed in the middle.</summary>
    public static Workload ManyIncrements { get; } = Increments.Create(300);
}
