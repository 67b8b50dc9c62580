using System.Globalization;
using Lms.Migrations;

namespace Lms.Benchmarks.Backfills;

/// <summary>What the process that runs the engine is asked to do; its command line.</summary>
/// <param name="Engine">As on the command line of the benchmark.</param>
internal sealed record EngineRequest(string Engine, string Connection, string Catalog, int Lanes, TimeSpan BatchTarget)
{
    /// <summary>The first argument of such a process; nobody types it.</summary>
    public const string Command = "backfill-engine";

    public IReadOnlyList<string> Arguments =>
    [
        Command, Engine, Connection, Catalog, Lanes.ToString(CultureInfo.InvariantCulture),
        BatchTarget.TotalMilliseconds.ToString(CultureInfo.InvariantCulture),
    ];

    public DatabaseTarget Target => new(
        "benchmark", Engine == UsersCollection.Name ? DatabaseEngine.MongoDb : DatabaseEngine.PostgreSql, Connection, Catalog);

    public static EngineRequest Parse(IReadOnlyList<string> arguments) => new(
        arguments[1],
        arguments[2],
        arguments[3],
        int.Parse(arguments[4], CultureInfo.InvariantCulture),
        TimeSpan.FromMilliseconds(double.Parse(arguments[5], CultureInfo.InvariantCulture)));
}
