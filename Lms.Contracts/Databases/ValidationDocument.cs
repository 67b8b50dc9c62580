namespace Lms.Contracts.Databases;

/// <summary>A catalog held against its database; nothing was touched.</summary>
/// <param name="Name">The database, or the catalog's directory where no database was asked.</param>
/// <param name="Engine"><c>postgresql</c> or <c>mongodb</c>.</param>
/// <param name="Files">Migrations in the catalog.</param>
/// <param name="Compared">Whether a database was asked.</param>
/// <param name="Valid">Whether a run would not be refused.</param>
/// <param name="Findings">What is not as it should be.</param>
public sealed record ValidationDocument(
    string Name, string Engine, int Files, bool Compared, bool Valid, IReadOnlyList<FindingDocument> Findings);

/// <summary>One thing that is not as it should be.</summary>
/// <param name="Version">The migration; null when it is none in particular.</param>
/// <param name="Name">Its name.</param>
/// <param name="State">A state of a migration, or the kind of a refusal.</param>
/// <param name="Explanation">What is wrong.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="IsRefused">Whether a run would be refused for it.</param>
public sealed record FindingDocument(string? Version, string? Name, string State, string Explanation, string Remedy, bool IsRefused);

/// <summary>What is not as it should be between catalog and history.</summary>
/// <param name="Name">The database.</param>
/// <param name="Engine"><c>postgresql</c> or <c>mongodb</c>.</param>
/// <param name="Findings">By version.</param>
/// <param name="Repaired">Whether the repairable ones were put right.</param>
public sealed record RepairDocument(string Name, string Engine, IReadOnlyList<RepairFindingDocument> Findings, bool Repaired);

/// <summary>One of them.</summary>
/// <param name="Version">The migration.</param>
/// <param name="Name">Its name.</param>
/// <param name="State"><c>failed</c>, <c>modified</c> or <c>missing</c>.</param>
/// <param name="Explanation">What happened.</param>
/// <param name="Remedy">What a repair does about it, or what the operator must do.</param>
/// <param name="IsRepairable">Whether a repair can put it right.</param>
public sealed record RepairFindingDocument(
    string Version, string Name, string State, string Explanation, string Remedy, bool IsRepairable);

/// <summary>A schema that was adopted without running anything.</summary>
public sealed record BaselineDocument(string Name, string Engine, IReadOnlyList<MigrationDocument> Adopted);

/// <summary>An entry that was set by hand.</summary>
public sealed record MarkDocument(string Name, string Engine, MigrationDocument Migration);
