using System.Buffers.Binary;
using System.Text;
using Lms.DocumentDb;
using Lms.DocumentGateway.Bson;
using Lms.DocumentGateway.Commands;

namespace Lms.DocumentGateway.Wire;

/// <summary>OP_QUERY, of which clients still send one: the greeting, before they know what the server speaks.</summary>
internal static class OpQuery
{
    private const string CommandSuffix = ".$cmd";
    private const int AwaitCapable = 8;

    /// <summary>The command, with the database among its fields as OP_MSG has it.</summary>
    /// <exception cref="ProtocolException">It is cut short.</exception>
    /// <exception cref="CommandException">It is no command, or no document.</exception>
    public static byte[] ReadCommand(WireMessage message)
    {
        // Flags, name, how many to skip and to return, the query, and perhaps which fields.
        var body = message.Body.Span;
        var name = body.Length > sizeof(int) ? body[sizeof(int)..] : default;
        var end = name.IndexOf((byte)0);
        if (end < 0 || name.Length < end + 1 + (2 * sizeof(int)))
            throw new ProtocolException("A query is cut short.");
        var collection = Encoding.UTF8.GetString(name[..end]);
        if (!collection.EndsWith(CommandSuffix, StringComparison.Ordinal))
            throw new CommandException(MongoError.UnsupportedOpQueryCommand, "Queries are no longer sent as OP_QUERY; the client is too old.");

        return Wrap(Query(name[(end + 1 + (2 * sizeof(int)))..]), collection[..^CommandSuffix.Length]);
    }

    /// <summary>OP_REPLY with one document.</summary>
    public static byte[] Write(int responseTo, ReadOnlySpan<byte> document)
    {
        // Flags, cursor, where it starts, how many documents.
        const int Before = WireMessage.HeaderLength + sizeof(int) + sizeof(long) + sizeof(int) + sizeof(int);
        var message = WireMessage.Create(Before + document.Length, responseTo, OpCode.Reply);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(WireMessage.HeaderLength), AwaitCapable);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(Before - sizeof(int)), 1);
        document.CopyTo(message.AsSpan(Before));
        return message;
    }

    private static ReadOnlySpan<byte> Query(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return bytes[..BsonValidator.CheckFirst(bytes)];
        }
        catch (MalformedBsonException fault)
        {
            throw new CommandException(MongoError.InvalidBson, fault.Message);
        }
    }

    private static byte[] Wrap(ReadOnlySpan<byte> query, string database)
    {
        // Clients put a read preference around it.
        if (BsonElements.TryFind(query, "$query"u8, out var inner) && inner.Type == BsonType.Document)
            query = inner.Value;
        var command = new BsonBuilder();
        foreach (var element in new BsonElements(query))
        {
            if (!element.Name.SequenceEqual("$db"u8))
                command.Value(element.Type, element.NameText, element.Value);
        }

        return command.String("$db", database).Build();
    }
}
