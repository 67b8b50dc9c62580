using System.Buffers.Binary;
using Lms.DocumentDb;
using Lms.DocumentGateway.Bson;
using Lms.DocumentGateway.Commands;

namespace Lms.DocumentGateway.DocumentDb;

/// <summary>Makes of DocumentDB's replies what MongoDB would reply, where the two differ.</summary>
internal static class Replies
{
    /// <summary>Codes that end a command in MongoDB, where DocumentDB lists them among the write errors.</summary>
    private static readonly int[] Interruptions = [MongoError.LockTimeout, MongoError.MaxTimeExpired, MongoError.WriteConflict];

    public static byte[] Ok => new BsonBuilder().Double("ok", 1).Build();

    /// <summary>MongoDB 7 and later: a collection that does not exist is dropped as well.</summary>
    public static byte[] OfDrop(Request request, bool existed) =>
        existed ? new BsonBuilder().String("ns", $"{request.Database}.{request.Collection}").Double("ok", 1).Build() : Ok;

    public static byte[] OfDropDatabase(Request request) => new BsonBuilder().String("dropped", request.Database).Double("ok", 1).Build();

    /// <summary>The text of BSON's bytes, as the type writes itself: <c>BSONHEX05000000…</c>.</summary>
    public static byte[] OfText(string text) => Convert.FromHexString(text.AsSpan("BSONHEX".Length));

    /// <summary>The reply itself, without the frame that a sharded cluster puts around it, and with an <c>ok</c> of its usual type.</summary>
    /// <exception cref="CommandException">The reply says that it is not ok.</exception>
    public static byte[] Normalize(byte[] reply)
    {
        var inner = Unwrap(reply);
        if (!BsonElements.TryFind(inner, "ok"u8, out var ok))
            return inner;
        if (!ok.IsTrue)
            throw Refusal(inner);
        return ok.Type == BsonType.Double ? inner : WithDoubleOk(inner);
    }

    /// <summary>Gives write errors MongoDB's codes, in place.</summary>
    /// <exception cref="CommandException">One of them is a conflict or a timeout, which in MongoDB is the command's own.</exception>
    public static byte[] WithErrorCodes(byte[] reply)
    {
        if (!BsonElements.TryFind(reply, "writeErrors"u8, out var errors) || errors.Type != BsonType.Array)
            return Normalize(reply);

        foreach (var error in new BsonElements(errors.Value))
        {
            if (error.Type != BsonType.Document || !BsonElements.TryFind(error.Value, "code"u8, out var code) || code.Type != BsonType.Int32)
                continue;
            var known = CodeOf(error.Value);
            if (Interruptions.Contains(known))
                throw Refusal(error.Value);
            BinaryPrimitives.WriteInt32LittleEndian(reply.AsSpan(errors.Offset + error.Offset + code.Offset), known);
        }

        return reply;
    }

    private static byte[] WithDoubleOk(byte[] reply)
    {
        var usual = new BsonBuilder();
        foreach (var element in new BsonElements(reply))
        {
            if (!element.Name.SequenceEqual("ok"u8))
                usual.Value(element.Type, element.NameText, element.Value);
        }

        return usual.Double("ok", 1).Build();
    }

    private static byte[] Unwrap(byte[] reply) =>
        BsonElements.TryFind(reply, "raw"u8, out var raw) && raw.Type == BsonType.Document
        && BsonElements.TryFind(raw.Value, "defaultShard"u8, out var shard) && shard.Type == BsonType.Document
            ? shard.Value.ToArray()
            : reply;

    private static CommandException Refusal(ReadOnlySpan<byte> error) => new(
        CodeOf(error), BsonElements.TryFind(error, "errmsg"u8, out var message) && message.Text is { } text ? text : "The server gives no reason.");

    private static int CodeOf(ReadOnlySpan<byte> error) =>
        BsonElements.TryFind(error, "code"u8, out var code) && code.Number is { } encoded
            ? DocumentDbErrorCodes.Of(DocumentDbErrorCodes.Decode((int)encoded))
            : MongoError.UnknownError;
}
