using Lms.Contracts.Databases;
using Lms.Migrations;
using Lms.Migrations.Catalog;
using Lms.Migrations.History;
using Lms.Migrations.Planning;

namespace Lms.Contracts.Mapping;

/// <summary>How migrations stand, and what is not as it should be.</summary>
public static class StatusMapping
{
    public static StatusDocument ToDocument(this DatabaseStatus status) => new(
        status.Database, EngineName.Of(status.Engine), status.Applied, status.Pending, status.Failed,
        [.. status.Migrations.Select(ToDocument)]);

    public static MigrationDocument ToDocument(this MigrationStatus status) => new(
        status.Version.ToString(), status.Name, status.Description, status.State.Wire(),
        status.AppliedAt, status.AppliedBy, status.DurationMs, status.Error)
    {
        Checksum = status.Checksum,
        RecordedChecksum = status.RecordedChecksum,
    };

    public static DatabaseStatus ToStatus(this StatusDocument document) => new(
        document.Name, WireEngine(document.Engine), [.. document.Migrations.Select(ToStatus)]);

    public static MigrationStatus ToStatus(this MigrationDocument document) => new(
        MigrationVersion.Parse(document.Version), document.Name, document.Description, WireName.Require<MigrationState>(document.State),
        document.AppliedAt, document.AppliedBy, document.DurationMs, document.Checksum, document.RecordedChecksum, document.Error);

    public static RepairFindingDocument ToDocument(this RepairFinding finding) => new(
        finding.Version.ToString(), finding.Name, finding.State.Wire(), finding.Explanation, finding.Remedy, finding.IsRepairable);

    public static RepairFinding ToFinding(this RepairFindingDocument document) => new(
        MigrationVersion.Parse(document.Version), document.Name, WireName.Require<MigrationState>(document.State),
        document.Explanation, document.Remedy, document.IsRepairable);

    internal static DatabaseEngine WireEngine(string name) =>
        EngineName.Parse(name) ?? throw new FormatException($"'{name}' is not an engine that this version knows.");
}
