using System.Globalization;
using MongoDB.Bson;
using MongoDB.Bson.IO;

namespace Lms.Migrations.Documents.Aspire;

/// <summary>Makes canonical Extended JSON of BSON, value by value.</summary>
/// <remarks>Not by way of the driver's documents, which take -0.0 for 0.0.</remarks>
internal static class ExtendedJsonWriter
{
    private static readonly JsonWriterSettings Canonical = new() { OutputMode = JsonOutputMode.CanonicalExtendedJson };

    // What drivers tell each other about the cluster.
    private static readonly HashSet<string> ForDrivers = new(StringComparer.Ordinal) { "$clusterTime", "operationTime", "recoveryToken" };

    /// <summary>A reply without what only drivers read.</summary>
    public static string WriteReply(RawBsonDocument reply) => Write(reply, isReply: true);

    public static string Write(RawBsonDocument document) => Write(document, isReply: false);

    private static string Write(RawBsonDocument document, bool isReply)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using var json = new JsonWriter(text, Canonical);
        using var stream = new ByteBufferStream(document.Slice);
        using var bson = new BsonBinaryReader(stream);
        CopyDocument(bson, json, isReply ? ForDrivers : null);
        return text.ToString();
    }

    private static void CopyDocument(BsonBinaryReader from, JsonWriter to, HashSet<string>? without)
    {
        from.ReadStartDocument();
        to.WriteStartDocument();
        while (from.ReadBsonType() != BsonType.EndOfDocument)
        {
            var name = from.ReadName(Utf8NameDecoder.Instance);
            if (without?.Contains(name) == true)
            {
                from.SkipValue();
                continue;
            }

            to.WriteName(name);
            CopyValue(from, to);
        }

        from.ReadEndDocument();
        to.WriteEndDocument();
    }

    private static void CopyArray(BsonBinaryReader from, JsonWriter to)
    {
        from.ReadStartArray();
        to.WriteStartArray();
        while (from.ReadBsonType() != BsonType.EndOfDocument)
            CopyValue(from, to);
        from.ReadEndArray();
        to.WriteEndArray();
    }

    private static void CopyValue(BsonBinaryReader from, JsonWriter to)
    {
        switch (from.CurrentBsonType)
        {
            case BsonType.Double: to.WriteDouble(from.ReadDouble()); break;
            case BsonType.String: to.WriteString(from.ReadString()); break;
            case BsonType.Document: CopyDocument(from, to, without: null); break;
            case BsonType.Array: CopyArray(from, to); break;
            case BsonType.Binary: to.WriteBinaryData(from.ReadBinaryData()); break;
            case BsonType.Undefined: from.ReadUndefined(); to.WriteUndefined(); break;
            case BsonType.ObjectId: to.WriteObjectId(from.ReadObjectId()); break;
            case BsonType.Boolean: to.WriteBoolean(from.ReadBoolean()); break;
            case BsonType.DateTime: to.WriteDateTime(from.ReadDateTime()); break;
            case BsonType.Null: from.ReadNull(); to.WriteNull(); break;
            case BsonType.RegularExpression: to.WriteRegularExpression(from.ReadRegularExpression()); break;
            case BsonType.JavaScript: to.WriteJavaScript(from.ReadJavaScript()); break;
            case BsonType.Symbol: to.WriteSymbol(from.ReadSymbol()); break;
            case BsonType.JavaScriptWithScope:
                to.WriteJavaScriptWithScope(from.ReadJavaScriptWithScope());
                CopyDocument(from, to, without: null);
                break;
            case BsonType.Int32: to.WriteInt32(from.ReadInt32()); break;
            case BsonType.Timestamp: to.WriteTimestamp(from.ReadTimestamp()); break;
            case BsonType.Int64: to.WriteInt64(from.ReadInt64()); break;
            case BsonType.Decimal128: to.WriteDecimal128(from.ReadDecimal128()); break;
            case BsonType.MinKey: from.ReadMinKey(); to.WriteMinKey(); break;
            case BsonType.MaxKey: from.ReadMaxKey(); to.WriteMaxKey(); break;
            default: throw new FormatException($"There is no Extended JSON for a value of type {from.CurrentBsonType}.");
        }
    }
}
