using Lms.Migrations.Failures;

namespace Lms.Cli.Commands.Backfills;

/// <summary>A database cannot be asked whether it has a backfill of some number.</summary>
internal sealed class UnsearchableException(string database, long id, DatabaseUnavailableException unavailable)
    : Exception($"{unavailable.Message} It was asked whether it has a backfill {id}.", unavailable)
{
    /// <summary>The database that does not answer.</summary>
    public string Database { get; } = database;

    /// <summary>Why.</summary>
    public DatabaseUnavailableException Unavailable { get; } = unavailable;

    /// <summary>How to do without it.</summary>
    public const string WayOut = "Name the database of the backfill with --db, and no other is asked.";
}
