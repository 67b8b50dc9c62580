using System.Buffers.Binary;
using System.Text.Unicode;

namespace Lms.DocumentGateway.Bson;

/// <summary>Looks whether bytes are a BSON document in every part: what passes can be walked without asking again, by us and by the
/// C code of the server below, which trusts lengths.</summary>
internal static class BsonValidator
{
    /// <summary>MongoDB's own bound; beyond it a recursive reader runs out of stack.</summary>
    public const int DeepestNesting = 200;

    private const int Smallest = 5;

    /// <summary>Checks a document that fills the bytes exactly.</summary>
    /// <exception cref="MalformedBsonException">It is none; the message says where it goes wrong.</exception>
    public static void Check(ReadOnlySpan<byte> bytes)
    {
        if (Document(bytes, depth: 1) != bytes.Length)
            throw new MalformedBsonException($"There are more bytes than the document's: {bytes.Length}.");
    }

    /// <summary>Checks a document at the start of the bytes.</summary>
    /// <returns>Its length.</returns>
    public static int CheckFirst(ReadOnlySpan<byte> bytes) => Document(bytes, depth: 1);

    private static int Document(ReadOnlySpan<byte> bytes, int depth)
    {
        if (depth > DeepestNesting)
            throw new MalformedBsonException($"Documents are nested deeper than {DeepestNesting} levels.");
        var length = Length(bytes, Smallest);
        if (bytes[length - 1] != 0)
            throw new MalformedBsonException("A document does not end with a zero byte.");

        var position = sizeof(int);
        while (bytes[position] != 0)
        {
            var type = bytes[position++];
            position += Name(bytes[position..(length - 1)]);
            position += Value((BsonType)type, bytes[position..(length - 1)], depth);
        }

        return position == length - 1
            ? length
            : throw new MalformedBsonException("A document ends before its length.");
    }

    private static int Value(BsonType type, ReadOnlySpan<byte> bytes, int depth) => type switch
    {
        BsonType.Double or BsonType.DateTime or BsonType.Timestamp or BsonType.Int64 => Fixed(bytes, 8),
        BsonType.Int32 => Fixed(bytes, 4),
        BsonType.ObjectId => Fixed(bytes, 12),
        BsonType.Decimal128 => Fixed(bytes, 16),
        BsonType.Boolean => Boolean(bytes),
        BsonType.Null or BsonType.Undefined or BsonType.MinKey or BsonType.MaxKey => 0,
        BsonType.String or BsonType.JavaScript or BsonType.Symbol => Text(bytes),
        BsonType.Document or BsonType.Array => Document(bytes, depth + 1),
        BsonType.Binary => Binary(bytes),
        BsonType.Regex => Regex(bytes),
        BsonType.DbPointer => Pointer(bytes),
        BsonType.JavaScriptWithScope => CodeWithScope(bytes, depth),
        _ => throw new MalformedBsonException($"There is no type 0x{(byte)type:X2}."),
    };

    private static int Fixed(ReadOnlySpan<byte> bytes, int length) =>
        bytes.Length >= length ? length : throw Short();

    private static int Boolean(ReadOnlySpan<byte> bytes) =>
        bytes[..Fixed(bytes, 1)][0] <= 1 ? 1 : throw new MalformedBsonException("A boolean is neither 0 nor 1.");

    private static int Name(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        if (end < 0)
            throw Short();
        return Utf8.IsValid(bytes[..end]) ? end + 1 : throw NoUtf8();
    }

    private static int Text(ReadOnlySpan<byte> bytes)
    {
        var length = Length(bytes, least: 1, prefix: sizeof(int));
        var text = bytes.Slice(sizeof(int), length);
        if (text[^1] != 0)
            throw new MalformedBsonException("A string does not end with a zero byte.");
        return Utf8.IsValid(text[..^1]) ? sizeof(int) + length : throw NoUtf8();
    }

    private static int Binary(ReadOnlySpan<byte> bytes)
    {
        const int Prefix = sizeof(int) + 1;
        const byte Old = 2;
        var length = Length(bytes, least: 0, prefix: Prefix);
        if (bytes[sizeof(int)] == Old
            && (length < sizeof(int) || BinaryPrimitives.ReadInt32LittleEndian(bytes[Prefix..]) != length - sizeof(int)))
        {
            throw new MalformedBsonException("The inner length of an old binary value is not its own.");
        }

        return Prefix + length;
    }

    private static int Regex(ReadOnlySpan<byte> bytes)
    {
        var pattern = Name(bytes);
        return pattern + Name(bytes[pattern..]);
    }

    private static int Pointer(ReadOnlySpan<byte> bytes)
    {
        var name = Text(bytes);
        return name + Fixed(bytes[name..], 12);
    }

    private static int CodeWithScope(ReadOnlySpan<byte> bytes, int depth)
    {
        var length = Length(bytes, least: sizeof(int) + sizeof(int) + 1 + Smallest);
        var code = Text(bytes[sizeof(int)..length]);
        var scope = Document(bytes[(sizeof(int) + code)..length], depth + 1);
        return sizeof(int) + code + scope == length
            ? length
            : throw new MalformedBsonException("Code with scope is not as long as it says.");
    }

    /// <summary>A length that its bytes begin with.</summary>
    /// <param name="bytes">From the length on.</param>
    /// <param name="least">The smallest that makes sense.</param>
    /// <param name="prefix">How many bytes before the value it does not count: its own, and more.</param>
    private static int Length(ReadOnlySpan<byte> bytes, int least, int prefix = 0)
    {
        if (bytes.Length < Math.Max(sizeof(int), prefix))
            throw Short();
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        return length >= least && length <= bytes.Length - prefix
            ? length
            : throw new MalformedBsonException($"A length of {length} does not fit into the {bytes.Length} bytes around it.");
    }

    private static MalformedBsonException Short() => new("A value ends before its length.");

    private static MalformedBsonException NoUtf8() => new("A text is not UTF-8.");
}
