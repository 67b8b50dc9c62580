using System.Buffers.Binary;
using Lms.DocumentDb;
using Lms.DocumentGateway.Bson;

namespace Lms.DocumentGateway.Commands;

/// <summary>A command that a client has sent, with what the gateway itself reads of it; everything else is for the server below.</summary>
internal sealed class Request
{
    private const byte Uuid = 4;

    /// <exception cref="CommandException">It has no name or no database, or a field that we read is of a wrong type.</exception>
    public Request(byte[] body)
    {
        Body = body;
        var isFirst = true;
        foreach (var element in new BsonElements(body))
        {
            if (isFirst)
                (Name, Target, isFirst) = (element.NameText, element.Text, false);
            else
                Read(element);
        }

        if (isFirst)
            throw new CommandException(MongoError.FailedToParse, "A command is a document whose first field names it.");
        if (Database.Length == 0)
            throw new CommandException(MongoError.MissingDatabase, "A command has a field $db that names the database.");
    }

    /// <summary>The whole command in BSON, as it came.</summary>
    public byte[] Body { get; }

    public string Name { get; } = "";

    /// <summary>The value of the first field, mostly a collection; null when it is no string.</summary>
    public string? Target { get; }

    public string Database { get; private set; } = "";

    /// <summary>The client's session; null without one.</summary>
    public Guid? Session { get; private set; }

    /// <summary>The number of the transaction, or of the write that may be sent again; null for neither.</summary>
    public long? TransactionNumber { get; private set; }

    /// <summary>Whether it belongs to a transaction of several commands.</summary>
    public bool IsInTransaction { get; private set; }

    /// <summary>Whether it is the first command of one.</summary>
    public bool StartsTransaction { get; private set; }

    /// <summary>How long it may take; null for as long as it takes.</summary>
    public TimeSpan? Limit { get; private set; }

    /// <summary>The collection that the first field names.</summary>
    /// <exception cref="CommandException">It names none.</exception>
    public string Collection => Target is { Length: > 0 } name
        ? name
        : throw new CommandException(MongoError.InvalidNamespace, $"The command '{Name}' needs the name of a collection.");

    private void Read(BsonElement element)
    {
        if (element.Name.SequenceEqual("$db"u8))
            Database = element.Text is { Length: > 0 and < 64 } name && !name.Contains('\0', StringComparison.Ordinal) ? name : throw Faulty("$db");
        else if (element.Name.SequenceEqual("lsid"u8))
            Session = ReadSession(element);
        else if (element.Name.SequenceEqual("txnNumber"u8))
            TransactionNumber = element.Number ?? throw Faulty("txnNumber");
        else if (element.Name.SequenceEqual("autocommit"u8))
            IsInTransaction = element.Type == BsonType.Boolean && !element.IsTrue ? true : throw Faulty("autocommit");
        else if (element.Name.SequenceEqual("startTransaction"u8))
            StartsTransaction = element.Type == BsonType.Boolean && element.IsTrue ? true : throw Faulty("startTransaction");
        else if (element.Name.SequenceEqual("maxTimeMS"u8))
            Limit = element.Number is >= 0 and <= int.MaxValue ? LimitOf(element.Number.Value) : throw Faulty("maxTimeMS");
    }

    private static TimeSpan? LimitOf(long milliseconds) => milliseconds == 0 ? null : TimeSpan.FromMilliseconds(milliseconds);

    /// <summary><c>{ id: UUID }</c>.</summary>
    internal static Guid ReadSession(BsonElement lsid) =>
        lsid.Type == BsonType.Document && BsonElements.TryFind(lsid.Value, "id"u8, out var id) && id.Type == BsonType.Binary
        && BinaryPrimitives.ReadInt32LittleEndian(id.Value) == 16 && id.Value[sizeof(int)] == Uuid
            ? new Guid(id.Value[(sizeof(int) + 1)..], bigEndian: true)
            : throw Faulty("lsid");

    private static CommandException Faulty(string field) =>
        new(MongoError.TypeMismatch, $"The field '{field}' does not have a value that it can have.");
}
