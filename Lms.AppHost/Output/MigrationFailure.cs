using Lms.Migrations.Failures;

namespace Lms.AppHost.Output;

/// <summary>Tells why a database could not be migrated, where, and what to do.</summary>
internal sealed class MigrationFailure(string database, Screen screen)
{
    public void Write(MigrationException failure)
    {
        switch (failure)
        {
            case StepFailedException step:
                WriteStep(step);
                break;
            case CatalogException catalog:
                screen.Bad($"✗ {database}: the catalog is faulty; the database was not touched");
                foreach (var fault in catalog.Faults)
                    screen.Line($"  {fault}");
                break;
            case RefusedException refused:
                screen.Bad($"✗ {database}: refused; the database was not touched");
                foreach (var refusal in refused.Refusals)
                    screen.Line($"  {refusal.Message}\n  → {refusal.WayOut}");
                break;
            default:
                screen.Bad($"✗ {database}: {failure.Message}");
                break;
        }

        if (failure.WayOut is { } wayOut)
            screen.Line($"  → {wayOut}");
        screen.Notice("  The server keeps running. When it is mended, run './lms migrate' beside it, or start this again.");
    }

    private void WriteStep(StepFailedException failed)
    {
        screen.Bad($"✗ {database}: {failed.Step.Migration.Id} failed");
        screen.Line($"  {failed.File}:{failed.Line ?? 1}: {failed.Message}");
        if (failed.SqlState is { } state)
            screen.Line($"  SQLSTATE {state}");
        if (failed.Fault?.Detail is { } detail)
            screen.Line($"  {detail}");
        if (failed.Fault?.Hint is { } hint)
            screen.Line($"  {hint}");
    }
}
