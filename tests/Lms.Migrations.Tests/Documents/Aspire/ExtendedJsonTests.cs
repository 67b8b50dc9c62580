using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Lms.Migrations.Documents;
using Lms.Migrations.Documents.Aspire;
using MongoDB.Bson;

namespace Lms.Migrations.Tests.Documents.Aspire;

/// <summary>Between Extended JSON and BSON nothing is lost, to the last bit.</summary>
public sealed class ExtendedJsonTests
{
    [Theory]
    [InlineData("""{ "$numberDouble" : "-0.0" }""")]
    [InlineData("""{ "$numberDouble" : "0.33333333333333331" }""")]
    [InlineData("""{ "$numberDouble" : "-Infinity" }""")]
    [InlineData("""{ "$numberDouble" : "NaN" }""")]
    [InlineData("""{ "$numberInt" : "-2147483648" }""")]
    [InlineData("""{ "$numberLong" : "9223372036854775807" }""")]
    [InlineData("""{ "$numberDecimal" : "10.10" }""")]
    [InlineData("""{ "$numberDecimal" : "1E+3" }""")]
    [InlineData("""{ "$oid" : "0123456789abcdef01234567" }""")]
    [InlineData("""{ "$date" : { "$numberLong" : "-1" } }""")]
    [InlineData("""{ "$binary" : { "base64" : "AAEC", "subType" : "00" } }""")]
    [InlineData("""{ "$binary" : { "base64" : "AAECAwQFBgcICQoLDA0ODw==", "subType" : "04" } }""")]
    [InlineData("""{ "$regularExpression" : { "pattern" : "a/b", "options" : "im" } }""")]
    [InlineData("""{ "$timestamp" : { "t" : 4294967295, "i" : 1 } }""")]
    [InlineData("""{ "$code" : "x()" }""")]
    [InlineData("""{ "$code" : "x()", "$scope" : { "a" : { "$numberDouble" : "-0.0" } } }""")]
    [InlineData("""{ "$symbol" : "s" }""")]
    [InlineData("""{ "$minKey" : 1 }""")]
    [InlineData("""{ "$maxKey" : 1 }""")]
    [InlineData("""{ "$undefined" : true }""")]
    [InlineData("""[null, true, "text", [], { }, { "$set" : { "$numberDouble" : "-0.0" } }]""")]
    public void A_value_comes_back_as_it_was(string value)
    {
        var text = $$"""{ "v" : {{value}} }""";

        Assert.Equal(text, ExtendedJsonWriter.Write(ExtendedJsonReader.Read(text)));
    }

    [Theory]
    [InlineData("1", BsonType.Int32)]
    [InlineData("-0", BsonType.Int32)]
    [InlineData("2147483648", BsonType.Int64)]
    [InlineData("1.0", BsonType.Double)]
    [InlineData("1e2", BsonType.Double)]
    [InlineData("9223372036854775808", BsonType.Double)]
    [InlineData("""{ "$date": "2026-03-29T01:00:00Z" }""", BsonType.DateTime)]
    [InlineData("""{ "$uuid": "73ffd264-44b3-4c69-90e8-e7d1dfc035d4" }""", BsonType.Binary)]
    [InlineData("""{ "$gt": 1 }""", BsonType.Document)]
    [InlineData("""{ "$regex": "^a", "$options": "i" }""", BsonType.Document)]
    [InlineData("""{ "$type": "decimal" }""", BsonType.Document)]
    [InlineData("""{ "$numberInt": "1", "x": 1 }""", BsonType.Document)]
    public void Relaxed_forms_have_the_type_that_they_say_and_operators_stay_documents(string value, BsonType type) =>
        Assert.Equal(type, ExtendedJsonReader.Read($$"""{ "v": {{value}} }""")["v"].BsonType);

    [Theory]
    [InlineData("""{ "v": { "$numberInt": "x" } }""")]
    [InlineData("""{ "v": { "$numberInt": 1 } }""")]
    [InlineData("""{ "v": { "$binary": { "base64": "AAEC" } } }""")]
    [InlineData("""{ "v": { "$oid": "short" } }""")]
    [InlineData("""{ "v": """)]
    public void What_has_not_the_form_of_its_type_is_refused(string text) =>
        Assert.ThrowsAny<Exception>(() => ExtendedJsonReader.Read(text));

    [Fact]
    public void Any_double_comes_back_bit_for_bit() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(5_000),
        Prop.ForAll(Arb.From(ArbMap.Default.GeneratorFor<long>()), bits =>
        {
            var value = BitConverter.Int64BitsToDouble(bits);
            var text = ExtendedJsonWriter.Write(ExtendedJsonReader.Read($$"""{ "v": {{Ejson.Double(value)}} }"""));
            using var read = JsonDocument.Parse(text);
            var back = read.RootElement.GetProperty("v").AsDouble();
            return double.IsNaN(value) ? double.IsNaN(back) : BitConverter.DoubleToInt64Bits(back) == bits;
        }));
}
