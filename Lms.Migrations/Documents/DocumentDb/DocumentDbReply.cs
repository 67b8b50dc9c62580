using System.Text.Json.Nodes;
using Lms.Migrations.Documents.Commands;

namespace Lms.Migrations.Documents.DocumentDb;

/// <summary>Makes of DocumentDB's replies what MongoDB would reply, where the two differ.</summary>
internal static class DocumentDbReply
{
    private const string OkField = """ "ok":{"$numberDouble":"1.0"} """;

    /// <summary>Codes that end a command in MongoDB, where DocumentDB lists them among the write errors.</summary>
    private static readonly int[] Interruptions = [MongoError.LockTimeout, MongoError.MaxTimeExpired, MongoError.WriteConflict];

    public static string Ok => $$"""{{{OkField}}}""";

    /// <summary>MongoDB 7 and later: a collection that does not exist is dropped as well.</summary>
    public static string OfDrop(string name, bool existed) => existed ? $$"""{"ns":{{Ejson.String(name)}},{{OkField}}}""" : Ok;

    public static string OfDropDatabase(string name) => $$"""{"dropped":{{Ejson.String(name)}},{{OkField}}}""";

    /// <summary>Gives <c>ok</c> its usual type.</summary>
    /// <exception cref="DocumentCommandException">The reply says that it is not ok.</exception>
    public static string Normalize(string reply) => Normalize(JsonNode.Parse(reply)!.AsObject());

    /// <summary>The reply of createIndexes, which DocumentDB wraps as a sharded cluster does.</summary>
    /// <exception cref="DocumentCommandException">The reply says that it is not ok.</exception>
    public static string OfIndexes(string reply)
    {
        var wrapped = JsonNode.Parse(reply)!.AsObject();
        var inner = wrapped["raw"]?["defaultShard"]?.DeepClone().AsObject();
        return Normalize(inner ?? wrapped);
    }

    /// <summary>Gives write errors MongoDB's codes.</summary>
    /// <exception cref="DocumentCommandException">One of them is a conflict or a timeout, which in MongoDB is the command's own.</exception>
    public static string WithErrorCodes(string reply)
    {
        var document = JsonNode.Parse(reply)!.AsObject();
        if (document["writeErrors"] is not JsonArray errors)
            return Normalize(document);

        foreach (var error in errors.OfType<JsonObject>())
        {
            var code = CodeOf(error);
            if (Interruptions.Contains(code))
                throw new DocumentCommandException(code, Message(error));
            error["code"] = Int(code);
        }

        return document.ToJsonString();
    }

    private static string Normalize(JsonObject reply)
    {
        if (!IsOk(reply["ok"]))
        {
            var code = CodeOf(reply);
            throw new DocumentCommandException(code, Message(reply));
        }

        reply["ok"] = new JsonObject { ["$numberDouble"] = "1.0" };
        return reply.ToJsonString();
    }

    private static bool IsOk(JsonNode? ok) => Scalar(ok) is "1" or "1.0" or "true";

    private static int CodeOf(JsonObject error) => int.TryParse(Scalar(error["code"]), out var encoded)
        ? DocumentDbErrorCodes.Of(DocumentDbErrorCodes.Decode(encoded))
        : MongoError.UnknownError;

    // A number is an object of one field, by its type; anything else stands for itself.
    private static string? Scalar(JsonNode? value) => (value is JsonObject { Count: 1 } typed ? typed[0] : value)?.ToString();

    private static string Message(JsonObject error) => error["errmsg"]?.ToString() ?? "The server gives no reason.";

    private static JsonObject Int(int value) => new() { ["$numberInt"] = value.ToString() };
}
