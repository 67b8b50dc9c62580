using Lms.Migrations.Backfills;
using Lms.Migrations.Catalog;
using Lms.Migrations.Planning;

namespace Lms.Migrations.Observation;

/// <summary>The words that activities and metrics have for our enumerations.</summary>
internal static class ObservedTerms
{
    public static string Of(DatabaseEngine engine) => engine switch
    {
        DatabaseEngine.PostgreSql => "postgresql",
        DatabaseEngine.MongoDb => "mongodb",
        _ => throw new ArgumentOutOfRangeException(nameof(engine)),
    };

    public static string Of(Direction direction) => direction switch
    {
        Direction.Up => "up",
        Direction.Down => "down",
        _ => throw new ArgumentOutOfRangeException(nameof(direction)),
    };

    /// <summary>How a section meets transactions.</summary>
    public static string Of(MigrationSection section) => section switch
    {
        { IsBatched: true } => "batched",
        { Options.Transaction: true } => "transactional",
        _ => "statementwise",
    };

    public static string Of(ClaimEnd end) => end switch
    {
        ClaimEnd.Done => "done",
        ClaimEnd.Released => "released",
        ClaimEnd.Split => "split",
        ClaimEnd.Rejected => "rejected",
        ClaimEnd.Lost => "lost",
        _ => throw new ArgumentOutOfRangeException(nameof(end)),
    };
}
