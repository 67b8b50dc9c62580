using Lms.Contracts.Databases;
using Lms.Migrations.Planning;

namespace Lms.Contracts.Mapping;

/// <summary>What is not as it should be between a catalog and its database.</summary>
public static class ValidationMapping
{
    /// <summary>Everything that a run would be refused for, and what is worth knowing beside.</summary>
    public static ValidationDocument Compare(DatabaseStatus status, MigrationPlan plan)
    {
        var refused = plan.Refusals.Select(refusal => new FindingDocument(
            refusal.Version?.ToString(),
            status.Migrations.FirstOrDefault(migration => migration.Version == refusal.Version)?.Name,
            refusal.Kind.Wire(), refusal.Message, refusal.WayOut, IsRefused: true));
        var noted = status.Migrations
            .Where(migration => migration.State is MigrationState.Missing or MigrationState.Failed)
            .Select(ToFinding);
        return new ValidationDocument(
            status.Database, EngineName.Of(status.Engine),
            status.Migrations.Count(migration => migration.State != MigrationState.Missing),
            Compared: true, plan.Refusals.Count == 0, [.. refused, .. noted]);
    }

    private static FindingDocument ToFinding(MigrationStatus migration)
    {
        var (explanation, remedy) = migration.State == MigrationState.Missing
            ? ("It was applied, but its file is not in the catalog.", "Bring the file back, or leave it: it only stops a rollback through it.")
            : ($"Its last attempt failed: {migration.Error}", "Fix it and run 'lms migrate'; 'lms repair' explains.");
        return new FindingDocument(
            migration.Version.ToString(), migration.Name, migration.State.Wire(), explanation, remedy, IsRefused: false);
    }
}
