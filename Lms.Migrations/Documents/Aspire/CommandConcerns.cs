using Lms.Migrations.Documents.Commands;
using MongoDB.Bson;

namespace Lms.Migrations.Documents.Aspire;

/// <summary>What commands are sent with beside what they say: how safe a write and how settled a read must be, and for how long they may work.</summary>
/// <remarks>A command that is sent as it is written, as all of the engine's are, gets neither from the driver.</remarks>
internal static class CommandConcerns
{
    private const int WriteConcernFailed = 64;

    private static readonly HashSet<string> Reading = new(StringComparer.Ordinal) { "find", "aggregate", "count", "distinct" };

    /// <summary>A copy of the command with what the place asks for. What a migration says itself is let stand.</summary>
    /// <param name="command">What is to be run.</param>
    /// <param name="isAlone">Whether it stands in no transaction, which has its concerns from its beginning.</param>
    /// <param name="limit">Longest time for it; null for none.</param>
    public static BsonDocument Complete(BsonDocument command, bool isAlone, TimeSpan? limit)
    {
        // Values within keep their bytes.
        var complete = new BsonDocument();
        foreach (var element in command)
            complete.Add(element);
        var name = command.GetElement(0).Name;
        if (isAlone && SupportedCommands.Changes(name))
            AddMissing(complete, "writeConcern", new BsonDocument("w", "majority"));
        if (isAlone && Reading.Contains(name))
            AddMissing(complete, "readConcern", new BsonDocument("level", "majority"));
        if (limit is { } longest)
            AddMissing(complete, "maxTimeMS", (long)Math.Max(1, Math.Ceiling(longest.TotalMilliseconds)));
        return complete;
    }

    /// <summary>Whether a command may be sent once more without doing anything twice.</summary>
    public static bool OnlyReads(BsonDocument command) =>
        command.GetElement(0).Name is "find" or "count" or "distinct" or "listIndexes" or "listCollections" or "collStats" or "dbStats" or "ping" or "currentOp"
        || (command.Contains("aggregate") && command.TryGetValue("pipeline", out var pipeline) && pipeline is BsonArray stages
            && !stages.OfType<BsonDocument>().Any(stage => stage.Contains("$out") || stage.Contains("$merge")));

    /// <exception cref="DocumentCommandException">The write was made, and is not as safe as it must be.</exception>
    public static void Check(BsonDocument reply)
    {
        if (!reply.TryGetValue("writeConcernError", out var failed))
            return;

        var error = failed.AsBsonDocument;
        throw new DocumentCommandException(
            error.GetValue("code", WriteConcernFailed).ToInt32(), $"Not enough members have it: {error.GetValue("errmsg", "no reason given")}");
    }

    private static void AddMissing(BsonDocument command, string field, BsonValue value)
    {
        if (!command.Contains(field))
            command.Add(field, value);
    }
}
