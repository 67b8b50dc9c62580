using Lms.Contracts.Databases;
using Lms.Migrations.Seeding;

namespace Lms.Contracts.Mapping;

/// <summary>Seeders and how they stand.</summary>
public static class SeedMapping
{
    private const string Pending = "pending";
    private const string Seeded = "seeded";
    private const string Modified = "modified";

    public static SeederDocument ToDocument(this SeederStatus seeder) => new(
        seeder.Name, seeder.StateWord(), seeder.ExecutedAt, seeder.ExecutedBy, seeder.Scale, seeder.Rows, seeder.DurationMs);

    public static SeederStatus ToStatus(this SeederDocument document) => new(
        document.Name, document.ExecutedAt, document.ExecutedBy, document.Scale, document.Rows, document.DurationMs, document.State == Modified);

    /// <summary><c>pending</c>, <c>seeded</c>, or <c>modified</c> when its file was edited since.</summary>
    public static string StateWord(this SeederStatus seeder) => seeder.ExecutedAt is null ? Pending : seeder.IsModified ? Modified : Seeded;
}
