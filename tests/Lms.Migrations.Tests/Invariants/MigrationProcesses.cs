using Lms.Testing;

namespace Lms.Migrations.Tests.Invariants;

internal static class MigrationProcesses
{
    private static string Assembly { get; } = Path.Combine(AppContext.BaseDirectory, "Lms.MigrationProcess.dll");

    public static RunningProcess Migrate(TestDatabase database, CatalogDirectory catalog, double leaseSeconds = 60) =>
        RunningProcess.StartDotnet(Assembly, "migrate", database.ConnectionString, catalog.Path, $"{leaseSeconds}");

    /// <param name="database">Documents.</param>
    /// <param name="catalog">The directory of the catalog.</param>
    /// <param name="leaseSeconds">How long the lease holds without a renewal.</param>
    /// <param name="settings">Of the pace of backfills, as <c>batch=20</c>.</param>
    public static RunningProcess Migrate(DocumentTestDatabase database, string catalog, double leaseSeconds = 60, params string[] settings) =>
        RunningProcess.StartDotnet(Assembly, ["migrate", database.ConnectionString, catalog, $"{leaseSeconds}", "engine=mongodb", .. settings]);

    /// <summary>Writes migrations each of which adds one to a counter, so that running one twice shows.</summary>
    public static void WriteIncrements(CatalogDirectory catalog, int count, string extra = "")
    {
        catalog.With("000-counter.sql", "-- migrate:up\nCREATE TABLE counter (n int NOT NULL);\nINSERT INTO counter VALUES (0);\n");
        for (var i = 1; i <= count; i++)
            catalog.With($"{i:000}-increment.sql", $"-- migrate:up\nUPDATE counter SET n = n + 1;\n{extra}\n-- migrate:down\nUPDATE counter SET n = n - 1;\n");
    }
}
