using Lms.Migrations.Catalog;
using Lms.Migrations.History;

namespace Lms.Migrations.Seeding;

/// <summary>One file of demo or reference data.</summary>
/// <param name="Name">The file name without extension: <c>001-users</c>.</param>
/// <param name="File">The path it was read from.</param>
/// <param name="Checksum">SHA-256 of its statements, as for migrations.</param>
/// <param name="Statements">In order of execution.</param>
internal sealed record Seeder(string Name, string File, string Checksum, IReadOnlyList<Statement> Statements)
{
    /// <summary>What the history remembers of a run of it.</summary>
    public HistoryChange Seeded(decimal scale, long rows, string of) => new(
        null, Name, null, Checksum, null, HistoryEventKind.Seeded, HistoryOutcome.Succeeded, Detail: $"scale {scale}, {rows} {of}");
}
