using Lms.Migrations;

namespace Lms.Contracts.Mapping;

/// <summary>What configuration and JSON call a kind of server.</summary>
public static class EngineName
{
    private const string PostgreSql = "postgresql";
    private const string MongoDb = "mongodb";

    /// <summary>Every name, in the order in which messages list them.</summary>
    public static IReadOnlyList<string> All { get; } = [PostgreSql, MongoDb];

    /// <summary>The name of an engine.</summary>
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
