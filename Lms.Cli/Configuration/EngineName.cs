using Lms.Migrations;

namespace Lms.Cli.Configuration;

/// <summary>What configuration and JSON output call a kind of server.</summary>
internal static class EngineName
{
    public const string PostgreSql = "postgresql";

    public static string Of(DatabaseEngine engine) => engine switch
    {
        DatabaseEngine.PostgreSql => PostgreSql,
        _ => throw new ArgumentOutOfRangeException(nameof(engine), engine, "An engine without a name."),
    };
}
