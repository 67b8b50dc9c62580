using Lms.Migrations.Catalog;

namespace Lms.Migrations;

/// <summary>Asks for pending migrations to be applied.</summary>
/// <param name="To">The last version to apply; null applies all.</param>
/// <param name="AllowOutOfOrder">Apply pending migrations that are older than the newest applied one, instead of refusing.</param>
public sealed record MigrateRequest(MigrationVersion? To = null, bool AllowOutOfOrder = false);

/// <summary>Asks for applied migrations to be undone, newest first.</summary>
public abstract record RollbackRequest
{
    private RollbackRequest()
    {
    }

    /// <summary>Undo this many of the newest applied migrations; at least 1.</summary>
    public sealed record Last(int Steps = 1) : RollbackRequest;

    /// <summary>Undo everything newer than this version, which itself stays applied.</summary>
    public sealed record DownTo(MigrationVersion Version) : RollbackRequest;

    /// <summary>Undo every applied migration.</summary>
    public sealed record All : RollbackRequest;
}
