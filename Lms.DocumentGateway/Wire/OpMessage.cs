using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using Lms.DocumentDb;
using Lms.DocumentGateway.Bson;
using Lms.DocumentGateway.Commands;

namespace Lms.DocumentGateway.Wire;

/// <summary>OP_MSG: flags, sections – one document, and any number of sequences of documents that belong into it as arrays – and perhaps
/// a checksum.</summary>
internal static class OpMessage
{
    private const uint ChecksumPresent = 1;
    private const uint MoreToCome = 2;

    // Of the lower 16 bits a receiver must know every one that is set; the upper are hints.
    private const uint Required = 0xFFFF;
    private const byte BodySection = 0;
    private const byte SequenceSection = 1;

    /// <summary>Whether the client waits for a reply.</summary>
    public static bool WantsReply(WireMessage message) => (Flags(message) & MoreToCome) == 0;

    /// <summary>The command, with its sequences merged into it.</summary>
    /// <exception cref="ProtocolException">It has no flags, or flags that nobody knows, or its checksum is wrong: it cannot be answered.</exception>
    /// <exception cref="CommandException">What it holds is no command.</exception>
    public static byte[] ReadCommand(WireMessage message)
    {
        var flags = Flags(message);
        if ((flags & Required & ~(ChecksumPresent | MoreToCome)) != 0)
            throw new ProtocolException($"A message has the unknown flags 0x{flags:X}.");

        var sections = message.Body[sizeof(uint)..];
        if ((flags & ChecksumPresent) != 0)
            sections = WithoutChecksum(message, sections);
        try
        {
            return Merge(sections);
        }
        catch (MalformedBsonException fault)
        {
            throw new CommandException(MongoError.InvalidBson, fault.Message);
        }
    }

    /// <summary>A message of one document.</summary>
    public static byte[] Write(int responseTo, ReadOnlySpan<byte> document)
    {
        const int Before = WireMessage.HeaderLength + sizeof(uint) + 1;
        var message = WireMessage.Create(Before + document.Length, responseTo, OpCode.Message);
        document.CopyTo(message.AsSpan(Before));
        return message;
    }

    private static uint Flags(WireMessage message) => message.Body.Length >= sizeof(uint)
        ? BinaryPrimitives.ReadUInt32LittleEndian(message.Body.Span)
        : throw new ProtocolException("A message has no flags.");

    private static ReadOnlyMemory<byte> WithoutChecksum(WireMessage message, ReadOnlyMemory<byte> sections)
    {
        if (sections.Length < sizeof(uint))
            throw new ProtocolException("A message has no checksum though it says so.");
        var crc = ~0u;
        foreach (var value in message.Bytes.Span[..^sizeof(uint)])
            crc = BitOperations.Crc32C(crc, value);
        return ~crc == BinaryPrimitives.ReadUInt32LittleEndian(sections.Span[^sizeof(uint)..])
            ? sections[..^sizeof(uint)]
            : throw new ProtocolException("A message's checksum is wrong.");
    }

    private static byte[] Merge(ReadOnlyMemory<byte> sections)
    {
        ReadOnlyMemory<byte>? body = null;
        var sequences = new List<(string Name, ReadOnlyMemory<byte> Documents)>();
        while (!sections.IsEmpty)
        {
            var kind = sections.Span[0];
            sections = sections[1..];
            var length = kind switch
            {
                BodySection => DocumentLength(sections.Span),
                SequenceSection => SequenceLength(sections.Span),
                _ => throw new CommandException(MongoError.UnknownSectionKind, $"There is no kind {kind} of section."),
            };
            if (kind == SequenceSection)
                sequences.Add(Sequence(sections[..length]));
            else if (body is null)
                body = sections[..length];
            else
                throw new CommandException(MongoError.FailedToParse, "A message has more than one command.");
            sections = sections[length..];
        }

        return body is not { } command
            ? throw new CommandException(MongoError.FailedToParse, "A message has no command.")
            : sequences.Count == 0 ? command.ToArray() : Merge(command, sequences);
    }

    private static byte[] Merge(ReadOnlyMemory<byte> command, List<(string Name, ReadOnlyMemory<byte> Documents)> sequences)
    {
        var merged = new BsonBuilder();
        var names = new HashSet<string>(sequences.Select(sequence => sequence.Name), StringComparer.Ordinal);
        if (names.Count != sequences.Count)
            throw new CommandException(MongoError.FailedToParse, "A message has two sequences of one name.");
        foreach (var element in new BsonElements(command.Span))
        {
            if (!names.Add(element.NameText))
                throw new CommandException(MongoError.FailedToParse, $"The field '{element.NameText}' is given twice, in the command and beside it.");
            merged.Value(element.Type, element.NameText, element.Value);
        }

        foreach (var (name, documents) in sequences)
            merged.Value(BsonType.Array, name, ArrayOf(documents.Span));
        return merged.Build();
    }

    private static byte[] ArrayOf(ReadOnlySpan<byte> documents)
    {
        var array = new BsonBuilder();
        for (var index = 0; !documents.IsEmpty; index++)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(documents);
            array.Document(index.ToString(CultureInfo.InvariantCulture), documents[..length]);
            documents = documents[length..];
        }

        return array.Build();
    }

    private static int DocumentLength(ReadOnlySpan<byte> bytes)
    {
        var length = BsonValidator.CheckFirst(bytes);
        DocumentSizes.Check(length);
        return length;
    }

    private static int SequenceLength(ReadOnlySpan<byte> section)
    {
        var length = section.Length < sizeof(int) ? 0 : BinaryPrimitives.ReadInt32LittleEndian(section);
        return length >= sizeof(int) + 1 && length <= section.Length
            ? length
            : throw new MalformedBsonException("A sequence of documents does not have the length that it says.");
    }

    private static (string Name, ReadOnlyMemory<byte> Documents) Sequence(ReadOnlyMemory<byte> section)
    {
        var rest = section[sizeof(int)..];
        var end = rest.Span.IndexOf((byte)0);
        if (end <= 0)
            throw new MalformedBsonException("A sequence of documents has no name.");
        var documents = rest[(end + 1)..];
        for (var left = documents.Span; !left.IsEmpty;)
            left = left[DocumentLength(left)..];
        return (Encoding.UTF8.GetString(rest.Span[..end]), documents);
    }
}
