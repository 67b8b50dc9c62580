using System.Buffers.Binary;
using System.Text;

namespace Lms.DocumentGateway.Bson;

/// <summary>One element of a document that was checked before.</summary>
internal readonly ref struct BsonElement(BsonType type, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, int offset)
{
    public BsonType Type { get; } = type;

    public ReadOnlySpan<byte> Name { get; } = name;

    /// <summary>The value's bytes.</summary>
    public ReadOnlySpan<byte> Value { get; } = value;

    /// <summary>Where the value begins in the document that was walked.</summary>
    public int Offset { get; } = offset;

    public string NameText => Encoding.UTF8.GetString(Name);

    /// <summary>The text of a string; null for anything else.</summary>
    public string? Text => Type == BsonType.String ? Encoding.UTF8.GetString(Value[sizeof(int)..^1]) : null;

    /// <summary>The whole part of a number; null for what is none, or none that fits.</summary>
    public long? Number => Type switch
    {
        BsonType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(Value),
        BsonType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(Value),
        BsonType.Double => Whole(BinaryPrimitives.ReadDoubleLittleEndian(Value)),
        _ => null,
    };

    /// <summary>As MongoDB reads flags: a boolean, or a number other than zero.</summary>
    public bool IsTrue => Type == BsonType.Boolean ? Value[0] != 0 : Number is not (null or 0);

    private static long? Whole(double value) => value is >= -9e15 and <= 9e15 ? (long)value : null;
}
