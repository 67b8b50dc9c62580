namespace Lms.Benchmarks.Workloads;

internal static class Increments
{
    public static Workload Create(int count)
    {
        return new Workload(
            Key: $"increments-{count}",
            Migrations: [.. Enumerable.Range(1, count).Select(Migration)],
            Prerequisite: "CREATE TABLE counter (value bigint NOT NULL); INSERT INTO counter VALUES (0);",
            EffectQuery: "SELECT value FROM counter",
            ExpectedEffect: count);
    }

    private static GeneratedMigration Migration(int number) => new(
        $"20260101{number:D6}",
        $"increment_{number}",
        "UPDATE counter SET value = value + 1;",
        "UPDATE counter SET value = value - 1;");
}
