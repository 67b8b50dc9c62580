using Lms.Migrations.Failures;
using MongoDB.Bson;

namespace Lms.Migrations.Documents.Aspire;

/// <summary>What the engine needs of a server, read from how it introduces itself.</summary>
internal static class MongoServerRequirements
{
    // 4.4: the first whose transactions may make a collection.
    private const int OldestDialect = 9;
    private const string OldestVersion = "4.4";

    /// <exception cref="DatabaseUnavailableException">It has no transactions, or is too old.</exception>
    public static void Check(BsonDocument hello, string address)
    {
        var dialect = hello.GetValue("maxWireVersion", 0).ToInt32();
        if (dialect < OldestDialect)
            throw Missing(
                $"The MongoDB server at {address} is older than {OldestVersion} (it speaks dialect {dialect}, needed is {OldestDialect}).",
                $"Use MongoDB {OldestVersion} or later.");

        var isRouter = hello.GetValue("msg", "").AsString == "isdbgrid";
        if (!isRouter && !hello.Contains("setName"))
            throw Missing(
                $"The MongoDB server at {address} stands alone, and only a replica set or a cluster has transactions.",
                "Start it with --replSet rs0, run rs.initiate() once, and connect again; one member is enough.");
    }

    private static DatabaseUnavailableException Missing(string message, string wayOut) =>
        new(UnavailableCause.NotAccepting, message) { WayOut = wayOut };
}
