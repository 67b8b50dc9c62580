using Lms.Migrations.Documents.Commands;
using MongoDB.Bson;

namespace Lms.Migrations.Documents.Aspire;

/// <summary>What commands are sent with beside what they say: how safe a write and how settled a read must be, and for how long they may work.</summary>
/// <remarks>A command that is sent as it is written, as all of the engine's are, gets neither from the driver.</remarks>
internal static class CommandConcerns
{
    private const int WriteConcernFailed = 64;

    private static readonly HashSet<string> Writing = new(StringComparer.Ordinal)
    {
        "insert", "update", "delete", "findAndModify", "createIndexes", "dropIndexes", "create", "drop", "collMod", "renameCollection", "dropDatabase",
    };

    private static readonly HashSet<string> Reading = new(StringComparer.Ordinal) { "find", "aggregate", "count", "distinct" };

    /// <summary>A copy of the command with what the place asks for. What a migration says itself is let stand.</summary>
    public static BsonDocument Complete(BsonDocument command, bool isInTransaction, TimeSpan? limit)
    {
        var complete = new BsonDocument(command);
        var name = command.GetElement(0).Name;
        // A transaction has both from its beginning.
        if (!isInTransaction && Writing.Contains(name))
            AddMissing(complete, "writeConcern", new BsonDocument("w", "majority"));
        if (!isInTransaction && Reading.Contains(name))
            AddMissing(complete, "readConcern", new BsonDocument("level", "majority"));
        if (limit is { } longest)
            AddMissing(complete, "maxTimeMS", (long)Math.Max(1, Math.Ceiling(longest.TotalMilliseconds)));
        return complete;
    }

    /// <summary>A reply, without what only drivers read.</summary>
    /// <exception cref="DocumentCommandException">The write was made, and is not as safe as it must be.</exception>
    public static BsonDocument Check(BsonDocument reply)
    {
        if (reply.TryGetValue("writeConcernError", out var failed))
        {
            var error = failed.AsBsonDocument;
            throw new DocumentCommandException(
                error.GetValue("code", WriteConcernFailed).ToInt32(), $"Not enough members have it: {error.GetValue("errmsg", "no reason given")}");
        }

        foreach (var name in new[] { "$clusterTime", "operationTime", "recoveryToken" })
            reply.Remove(name);
        return reply;
    }

    private static void AddMissing(BsonDocument command, string field, BsonValue value)
    {
        if (!command.Contains(field))
            command.Add(field, value);
    }
}
