using Lms.Migrations;
using Lms.Migrations.History;
using Lms.Migrations.Planning;

namespace Lms.Cli.Databases;

/// <summary>Entries of the history were adopted or set by hand; the last event of such a change.</summary>
internal sealed record EntriesSet(IReadOnlyList<MigrationStatus> Entries) : MigrationEvent;

/// <summary>Entries of the history were repaired; the last event of such a change.</summary>
internal sealed record EntriesRepaired(IReadOnlyList<RepairFinding> Findings) : MigrationEvent;
