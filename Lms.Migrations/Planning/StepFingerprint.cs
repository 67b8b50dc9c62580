using Lms.Migrations.Catalog;

namespace Lms.Migrations.Planning;

/// <summary>Tells whether two plans mean the same by a step.</summary>
internal static class StepFingerprint
{
    public static string Of(PlannedStep step) => PartsHash.Of(Parts(step));

    private static IEnumerable<string> Parts(PlannedStep step)
    {
        yield return step.Direction.ToString();
        yield return step.Migration.Version.Number;
        // The checksum holds what backfills are, and they are what the way back undoes.
        yield return step.Migration.Checksum;
        yield return step.Section.Options.ToString();

        var statements = step.Direction == Direction.Down ? step.Section.Statements : step.Migration.Verify;
        yield return statements.Count.ToString();
        foreach (var statement in statements)
            yield return statement is UndoStatement undo ? $"{undo.Of}: {undo.Text}" : statement.Text;

        foreach (var check in step.Migration.Checks.Where(check => check.Direction == step.Direction))
        {
            yield return check.Moment.ToString();
            yield return check.Message;
            yield return check.Text;
        }
    }
}
