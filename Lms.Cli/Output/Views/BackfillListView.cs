using Lms.Cli.Output.Backfills;
using Lms.Migrations.Backfills;

namespace Lms.Cli.Output.Views;

/// <summary>Draws the backfills of all databases in one table.</summary>
internal static class BackfillListView
{
    public static void Draw(ICanvas canvas, IReadOnlyList<(string Database, IReadOnlyList<BackfillStatus> Backfills)> databases)
    {
        if (databases.All(database => database.Backfills.Count == 0))
        {
            canvas.Line($"No backfill ever ran in {string.Join(", ", databases.Select(database => database.Database))}.");
            return;
        }

        var table = new TextTable("ID", "Database", "Migration", "Source", "State", "Done", "Rate", "Left")
        {
            RightAligned = [0, 5, 6, 7], Elastic = 2, LastResort = [3, 6, 7],
        };
        foreach (var (database, backfill) in databases.SelectMany(each => each.Backfills.Select(backfill => (each.Database, backfill))))
        {
            var measure = BackfillMeasure.Of(backfill);
            table.AddWithNote(
                Note(backfill),
                $"{backfill.Id}", database, BackfillText.MigrationOf(backfill), backfill.Source, BackfillText.StateOf(backfill),
                measure.Fraction is { } fraction ? HumanText.Percent(fraction) : "",
                backfill is { IsDriven: true, Rate: { } rate } ? HumanText.Rate(rate) : "",
                backfill.IsDriven && measure.Remaining is { } left ? HumanText.Rounded(left) : "");
        }

        canvas.Table(databases.Count == 1 ? table.Without(1) : table);
    }

    /// <summary>Why it stands as it does.</summary>
    private static string Note(BackfillStatus backfill) => backfill switch
    {
        { State: BackfillState.Running, IsDriven: true, Throttle: { } throttle } => $"waits: {throttle}",
        { State: BackfillState.Running, IsDriven: false } => "no run is at work on it; the next 'lms migrate' goes on",
        { State: BackfillState.Failed } => backfill.Error ?? backfill.Reason ?? "",
        { State: BackfillState.Undone, Conflicts: > 0 } => $"{backfill.Conflicts:N0} left alone",
        { State: BackfillState.Pausing or BackfillState.Paused or BackfillState.Cancelling or BackfillState.Cancelled or BackfillState.Interrupted } =>
            $"by {BackfillText.By(backfill)}",
        _ => "",
    };
}
