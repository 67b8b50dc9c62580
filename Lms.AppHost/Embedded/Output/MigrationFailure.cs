using Lms.Contracts.Failures;

namespace Lms.AppHost.Embedded.Output;

/// <summary>Tells why a database could not be migrated, where, and what to do.</summary>
internal sealed class MigrationFailure(string database, Screen screen)
{
    public void Write(Failure failure) => screen.AsOne(() =>
    {
        WriteCause(failure);
        if (failure.WayOut is { } wayOut)
            screen.Line($"  → {wayOut}");
        screen.Notice("  The server keeps running. When it is mended, run './lms migrate' beside it, or start this again.");
    });

    private void WriteCause(Failure failure)
    {
        switch (failure)
        {
            case { Kind: "migrationFailed", Version: not null }:
                WriteStep(failure);
                break;
            case { Faults: { } faults }:
                screen.Bad($"✗ {database}: the catalog is faulty; the database was not touched");
                foreach (var fault in faults)
                    screen.Line($"  {Place(fault)}: {fault.Message}");
                break;
            case { Refusals: { } refusals }:
                screen.Bad($"✗ {database}: refused; the database was not touched");
                foreach (var refusal in refusals)
                    screen.Line($"  {refusal.Message}\n  → {refusal.WayOut}");
                break;
            default:
                screen.Bad($"✗ {database}: {failure.Message}");
                break;
        }
    }

    private void WriteStep(Failure failed)
    {
        var migration = failed.Name is { Length: > 0 } name ? $"{failed.Version}-{name}" : failed.Version;
        screen.Bad($"✗ {database}: {migration} failed");
        screen.Line($"  {failed.File}:{failed.Line ?? 1}: {failed.Message}");
        if (failed.SqlState is { } state)
            screen.Line($"  SQLSTATE {state}");
        if (failed.Detail is { } detail)
            screen.Line($"  {detail}");
        if (failed.Hint is { } hint)
            screen.Line($"  {hint}");
    }

    private static string Place(FaultDocument fault) =>
        fault.Column is { } column ? $"{fault.File}:{fault.Line}:{column}" : $"{fault.File}:{fault.Line}";
}
