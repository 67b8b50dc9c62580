using Lms.Migrations;
using Lms.Migrations.Catalog;
using Lms.Migrations.History;

namespace Lms.Cli.Databases;

/// <summary>What can be asked of a database.</summary>
internal abstract record Change
{
    private Change()
    {
    }

    /// <summary>Runs migrations, so that there is a plan of it.</summary>
    public abstract record Planned : Change;

    /// <summary>Apply what is pending.</summary>
    public sealed record Migrate(MigrateRequest Request) : Planned;

    /// <summary>Undo, newest first.</summary>
    public sealed record Rollback(RollbackRequest Request) : Planned;

    /// <summary>Write demo data; scale 1 is about a thousand users.</summary>
    public sealed record Seed(decimal Scale) : Change;

    /// <summary>Clear failed entries and take over changed checksums.</summary>
    public sealed record Repair : Change;

    /// <summary>Adopt an existing schema up to a version.</summary>
    public sealed record Baseline(MigrationVersion To) : Change;

    /// <summary>Set one entry by hand.</summary>
    public sealed record Mark(MigrationVersion Version, MarkedState State) : Change;
}
