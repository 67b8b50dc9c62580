using Lms.Migrations;

namespace Lms.Cli.Configuration;

/// <summary>What configuration and JSON output call a kind of server.</summary>
internal static class EngineName
{
    public const string PostgreSql = "postgresql";
    public const string MongoDb = "mongodb";

    /// <summary>Every name, in the order in which messages list them.</summary>
    public static IReadOnlyList<string> All { get; } = [PostgreSql, MongoDb];

    public static string Of(DatabaseEngine engine) => engine switch
    {
        DatabaseEngine.PostgreSql => PostgreSql,
        DatabaseEngine.MongoDb => MongoDb,
        _ => throw new ArgumentOutOfRangeException(nameof(engine), engine, "An engine without a name."),
    };

    /// <summary>The engine of that name; null for a name that is none.</summary>
    public static DatabaseEngine? Parse(string name) => name switch
    {
        PostgreSql => DatabaseEngine.PostgreSql,
        MongoDb => DatabaseEngine.MongoDb,
        _ => null,
    };
}
