using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Lms.DocumentGateway.Bson;

/// <summary>Writes one document, element by element.</summary>
internal sealed class BsonBuilder
{
    private readonly ArrayBufferWriter<byte> buffer = new(256);

    public BsonBuilder() => Advance(sizeof(int));

    public BsonBuilder Double(string name, double value)
    {
        Begin(BsonType.Double, name);
        BinaryPrimitives.WriteDoubleLittleEndian(buffer.GetSpan(8), value);
        buffer.Advance(8);
        return this;
    }

    public BsonBuilder Int32(string name, int value)
    {
        Begin(BsonType.Int32, name);
        return Raw(value);
    }

    public BsonBuilder Int64(string name, long value)
    {
        Begin(BsonType.Int64, name);
        return Raw(value);
    }

    public BsonBuilder DateTime(string name, DateTimeOffset value)
    {
        Begin(BsonType.DateTime, name);
        return Raw(value.ToUnixTimeMilliseconds());
    }

    public BsonBuilder Boolean(string name, bool value)
    {
        Begin(BsonType.Boolean, name);
        buffer.Write<byte>([value ? (byte)1 : (byte)0]);
        return this;
    }

    public BsonBuilder String(string name, string value)
    {
        Begin(BsonType.String, name);
        Raw(Encoding.UTF8.GetByteCount(value) + 1);
        return Text(value);
    }

    public BsonBuilder Document(string name, ReadOnlySpan<byte> document) => Value(BsonType.Document, name, document);

    public BsonBuilder Document(string name, BsonBuilder document) => Value(BsonType.Document, name, document.Build());

    public BsonBuilder Uuid(string name, Guid value)
    {
        const byte Subtype = 4;
        Begin(BsonType.Binary, name);
        Raw(16);
        buffer.Write<byte>([Subtype]);
        buffer.Write(value.ToByteArray(bigEndian: true));
        return this;
    }

    public BsonBuilder Documents(string name, params IEnumerable<BsonBuilder> documents) =>
        Array(name, documents, static (array, index, document) => array.Document(index, document));

    public BsonBuilder Strings(string name, params IEnumerable<string> values) =>
        Array(name, values, static (array, index, value) => array.String(index, value));

    public BsonBuilder Int32s(string name, params IEnumerable<int> values) =>
        Array(name, values, static (array, index, value) => array.Int32(index, value));

    public BsonBuilder Int64s(string name, params IEnumerable<long> values) =>
        Array(name, values, static (array, index, value) => array.Int64(index, value));

    /// <summary>Any value, in bytes that are its own.</summary>
    public BsonBuilder Value(BsonType type, string name, ReadOnlySpan<byte> value)
    {
        Begin(type, name);
        buffer.Write(value);
        return this;
    }

    /// <summary>The document; the builder is used up.</summary>
    public byte[] Build()
    {
        buffer.Write<byte>([0]);
        var document = buffer.WrittenSpan.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(document, document.Length);
        return document;
    }

    private BsonBuilder Array<T>(string name, IEnumerable<T> values, Func<BsonBuilder, string, T, BsonBuilder> write)
    {
        var array = new BsonBuilder();
        var index = 0;
        foreach (var value in values)
            write(array, index++.ToString(CultureInfo.InvariantCulture), value);
        return Value(BsonType.Array, name, array.Build());
    }

    private void Begin(BsonType type, string name)
    {
        buffer.Write<byte>([(byte)type]);
        Text(name);
    }

    private BsonBuilder Text(string text)
    {
        Encoding.UTF8.GetBytes(text, buffer);
        buffer.Write<byte>([0]);
        return this;
    }

    private BsonBuilder Raw(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(buffer.GetSpan(sizeof(int)), value);
        Advance(sizeof(int));
        return this;
    }

    private BsonBuilder Raw(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(buffer.GetSpan(sizeof(long)), value);
        Advance(sizeof(long));
        return this;
    }

    private void Advance(int count)
    {
        buffer.GetSpan(count);
        buffer.Advance(count);
    }
}
