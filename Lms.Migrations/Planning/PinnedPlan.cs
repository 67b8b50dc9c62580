using Lms.Migrations.Catalog;

namespace Lms.Migrations.Planning;

/// <summary>A plan written down: what was decided, shown or approved, so that exactly it is run later, or nothing.</summary>
/// <remarks>A run that was interrupted goes on by its pinned plan, too: asked anew, "undo the last two" would undo two more.</remarks>
/// <param name="Database">The target's name.</param>
/// <param name="Direction">Apply or undo.</param>
/// <param name="AllowsOutOfOrder">Whether late migrations are among the steps on purpose.</param>
/// <param name="Steps">In order of execution.</param>
public sealed record PinnedPlan(string Database, Direction Direction, bool AllowsOutOfOrder, IReadOnlyList<PinnedStep> Steps)
{
    /// <summary>SHA-256 over everything but the names of the steps, 64 lower-case hex digits: what somebody approves.</summary>
    public string Hash => PartsHash.Of(
        [Database, Direction.ToString(), AllowsOutOfOrder.ToString(), .. Steps.SelectMany(step => (string[])[step.Version.Number, step.Fingerprint])]);
}

/// <summary>One step of a plan that was written down.</summary>
/// <param name="Version">The migration.</param>
/// <param name="Name">Its name, for people.</param>
/// <param name="Fingerprint">What it was, as <see cref="PlannedStep.Fingerprint"/> has it.</param>
public sealed record PinnedStep(MigrationVersion Version, string Name, string Fingerprint)
{
    /// <summary><c>003-create-enrollments-table</c>.</summary>
    public string Id => Name.Length > 0 ? $"{Version}-{Name}" : Version.ToString();
}
