using Lms.Migrations.Catalog;
using Lms.Migrations.History;

namespace Lms.Migrations.Planning;

/// <summary>Holds what would run now against what was written down.</summary>
/// <param name="pinned">What was written down.</param>
/// <param name="isContinued">Whether the run was at work before, so that its first steps may be done.</param>
/// <param name="catalog">The files as they are now.</param>
/// <param name="undoable">What a rollback can take now, newest first.</param>
internal sealed class PinnedPlanComparison(
    PinnedPlan pinned, bool isContinued, MigrationCatalog catalog, IReadOnlyList<HistoryEntry> undoable)
{
    /// <summary>Why it may not run; empty when it means the same.</summary>
    public IEnumerable<Refusal> FindDifferences(MigrationPlan plan)
    {
        if (plan.Database != pinned.Database)
            return [OfAnother(plan.Database)];

        var left = plan.Steps.ToDictionary(step => step.Migration.Version);
        var differences = pinned.Steps.Select(step => Compare(step, left.GetValueOrDefault(step.Version))).OfType<Refusal>();
        return pinned.Direction == Direction.Down ? differences.Concat(NewerThanPinned()) : differences;
    }

    private Refusal? Compare(PinnedStep step, PlannedStep? now) => now switch
    {
        null when catalog.Find(step.Version) is null => Changed(step, "its file is no longer in the catalog"),
        null when !isContinued && IsDone(step) => Changed(step, pinned.Direction == Direction.Up ? "it is applied already" : "it is undone already"),
        not null when now.Fingerprint != step.Fingerprint => Changed(step, "its file was changed"),
        _ => null,
    };

    // What is still there and yet no step has lost its way back, which is a refusal of its own.
    private bool IsDone(PinnedStep step) => pinned.Direction == Direction.Up || undoable.All(entry => entry.Version != step.Version);

    /// <summary>What was applied meanwhile would be left standing on what is undone below it.</summary>
    private IEnumerable<Refusal> NewerThanPinned()
    {
        var versions = pinned.Steps.Select(step => step.Version).ToHashSet();
        return undoable.TakeWhile(entry => pinned.Steps.Any(step => step.Version < entry.Version))
            .Where(entry => !versions.Contains(entry.Version))
            .Select(entry => Changed(new PinnedStep(entry.Version, entry.Name, ""), "it was applied meanwhile and is not part of the plan"));
    }

    private Refusal OfAnother(string database) => new(
        RefusalKind.PlanChanged,
        Version: null,
        $"The plan was made for {pinned.Database}, and this is {database}.",
        "Make a plan for this database.");

    private static Refusal Changed(PinnedStep step, string what) => new(
        RefusalKind.PlanChanged,
        step.Version,
        $"The plan has changed since it was made: {step.Id}: {what}.",
        "Look at the plan as it is now, and ask again.");
}
