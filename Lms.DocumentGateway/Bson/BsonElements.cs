using System.Buffers.Binary;

namespace Lms.DocumentGateway.Bson;

/// <summary>Walks the elements of a document that <see cref="BsonValidator"/> has passed, or that the server below has written.</summary>
internal ref struct BsonElements(ReadOnlySpan<byte> document)
{
    private readonly ReadOnlySpan<byte> document = document;
    private int position = sizeof(int);

    public BsonElement Current { get; private set; }

    public readonly BsonElements GetEnumerator() => this;

    public bool MoveNext()
    {
        if (document[position] == 0)
            return false;

        var type = (BsonType)document[position];
        var name = document[(position + 1)..];
        name = name[..name.IndexOf((byte)0)];
        var start = position + 1 + name.Length + 1;
        position = start + LengthOf(type, document[start..]);
        Current = new BsonElement(type, name, document[start..position], start);
        return true;
    }

    /// <summary>Finds an element by its name.</summary>
    public static bool TryFind(ReadOnlySpan<byte> document, ReadOnlySpan<byte> name, out BsonElement found)
    {
        foreach (var element in new BsonElements(document))
        {
            if (element.Name.SequenceEqual(name))
            {
                found = element;
                return true;
            }
        }

        found = default;
        return false;
    }

    private static int LengthOf(BsonType type, ReadOnlySpan<byte> value) => type switch
    {
        BsonType.Double or BsonType.DateTime or BsonType.Timestamp or BsonType.Int64 => 8,
        BsonType.Int32 => 4,
        BsonType.ObjectId => 12,
        BsonType.Decimal128 => 16,
        BsonType.Boolean => 1,
        BsonType.String or BsonType.JavaScript or BsonType.Symbol => sizeof(int) + BinaryPrimitives.ReadInt32LittleEndian(value),
        BsonType.Document or BsonType.Array or BsonType.JavaScriptWithScope => BinaryPrimitives.ReadInt32LittleEndian(value),
        BsonType.Binary => sizeof(int) + 1 + BinaryPrimitives.ReadInt32LittleEndian(value),
        BsonType.Regex => Texts(value, 2),
        BsonType.DbPointer => sizeof(int) + BinaryPrimitives.ReadInt32LittleEndian(value) + 12,
        _ => 0,
    };

    private static int Texts(ReadOnlySpan<byte> value, int count)
    {
        var length = 0;
        for (var text = 0; text < count; text++)
            length += value[length..].IndexOf((byte)0) + 1;
        return length;
    }
}
