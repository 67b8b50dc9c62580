using System.Text.Json;
using Lms.Migrations.Documents;
using Lms.Migrations.Documents.Commands;

namespace Lms.Migrations.Tests.Documents;

/// <summary>Single commands: their replies, their errors, their cursors.</summary>
public abstract class DocumentCommandTests : DocumentCommandsContract
{
    [Fact]
    public async Task Writes_count_what_they_matched_and_what_they_changed()
    {
        var inserted = await RunAsync("""{ "insert": "c", "documents": [{ "_id": 1, "n": 1 }, { "_id": 2, "n": 5 }] }""");
        var updated = await RunAsync("""{ "update": "c", "updates": [{ "q": {}, "u": { "$max": { "n": 3 } }, "multi": true }] }""");
        var deleted = await RunAsync("""{ "delete": "c", "deletes": [{ "q": { "_id": 2 }, "limit": 1 }] }""");

        Assert.Equal(2, inserted.Required("n").AsLong());
        Assert.Equal((2, 1), (updated.Required("n").AsLong(), updated.Required("nModified").AsLong()));
        Assert.Equal((1, 1.0), (deleted.Required("n").AsLong(), deleted.Required("ok").AsDouble()));
        Assert.Equal(["""{ "_id" : { "$numberInt" : "1" }, "n" : { "$numberInt" : "3" } }"""], await CompactAsync("c"));
    }

    [Fact]
    public async Task Find_and_modify_returns_the_document_and_works_as_an_upsert_with_the_servers_clock()
    {
        var reply = await RunAsync("""
            { "findAndModify": "c", "query": { "_id": "lease" }, "upsert": true, "new": true,
              "update": [{ "$set": { "epoch": { "$add": [{ "$ifNull": ["$epoch", 0] }, 1] }, "at": "$$NOW" } }] }
            """);

        var value = reply.Required("value");
        Assert.Equal(1, value.Required("epoch").AsLong());
        Assert.InRange(value.Required("at").AsDate(), DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
        Assert.False(reply.Required("lastErrorObject").Required("updatedExisting").AsBoolean());
    }

    [Fact]
    public async Task A_duplicate_key_is_write_error_11000_and_the_documents_after_it_go_in_when_unordered()
    {
        var reply = await RunAsync("""{ "insert": "c", "ordered": false, "documents": [{ "_id": 1 }, { "_id": 1 }, { "_id": 2 }] }""");

        var error = Assert.Single(reply.Required("writeErrors").EnumerateArray());
        Assert.Equal((1, 11000), (error.Required("index").AsInt(), error.Required("code").AsInt()));
        Assert.Equal(2, reply.Required("n").AsLong());
    }

    [Theory]
    [InlineData("""{ "update": "c", "updates": [{ "q": { "_id": 1 }, "u": { "$inc": { "s": 1 } } }] }""", 14)]
    [InlineData("""{ "update": "c", "updates": [{ "q": { "_id": 1 }, "u": { "$set": { "_id": 7 } } }] }""", 66)]
    [InlineData("""{ "update": "c", "updates": [{ "q": { "_id": 1 }, "u": { "$set": { "a": 1 }, "$unset": { "a": 1 } } }] }""", 40)]
    public async Task Other_write_errors_have_MongoDBs_codes_too(string command, int code)
    {
        await RunAsync("""{ "insert": "c", "documents": [{ "_id": 1, "s": "text" }] }""");

        var error = Assert.Single((await RunAsync(command)).Required("writeErrors").EnumerateArray());

        Assert.Equal(code, error.Required("code").AsInt());
        Assert.NotEmpty(error.Required("errmsg").AsText());
    }

    [Theory]
    [InlineData("""{ "find": "c", "filter": { "$no": 1 } }""", 2, "BadValue")]
    [InlineData("""{ "listIndexes": "none" }""", 26, "NamespaceNotFound")]
    [InlineData("""{ "dropIndexes": "c", "index": "none" }""", 27, "IndexNotFound")]
    [InlineData("""{ "collMod": "none", "validator": {} }""", 26, "NamespaceNotFound")]
    [InlineData("""{ "insert": "c", "documents": 1 }""", 14, "TypeMismatch")]
    [InlineData("""{ "insert": 1, "documents": [{}] }""", null, null)]
    [InlineData("""{ "findAndModify": "c", "query": { "_id": 1 }, "update": { "$set": { "_id": 2 } } }""", 66, "ImmutableField")]
    [InlineData("""{ "notACommand": 1 }""", 59, "CommandNotFound")]
    [InlineData("""{}""", 9, "FailedToParse")]
    [InlineData("""{ "find": """, 9, "FailedToParse")]
    public async Task A_refused_command_carries_MongoDBs_code_and_name(string command, int? code, string? name)
    {
        await InsertAsync("c", 1);

        var refusal = await RefusedAsync(command);

        Assert.NotEmpty(refusal.Message);
        if (code is not null)
            Assert.Equal((code, name), (refusal.Code, refusal.CodeName));
    }

    [Theory]
    [InlineData("replSetStepDown")]
    [InlineData("hello")]
    [InlineData("currentOp")]
    public async Task An_unsupported_command_is_named_whether_or_not_the_server_knows_it(string name)
    {
        var refusal = await RefusedAsync($$"""{ "{{name}}": 1 }""");

        Assert.Equal(59, refusal.Code);
        Assert.Contains($"'{name}'", refusal.Message);
    }

    [Fact]
    public async Task Cursors_are_followed_across_pages_sorted_or_not()
    {
        await InsertAsync("c", 250);

        var plain = await ReadAsync("""{ "find": "c", "batchSize": 7 }""");
        var sorted = await ReadAsync("""{ "find": "c", "sort": { "n": 1, "_id": -1 }, "batchSize": 7 }""");
        var grouped = await ReadAsync("""{ "aggregate": "c", "pipeline": [{ "$group": { "_id": "$_id" } }], "cursor": { "batchSize": 7 } }""");

        Assert.Equal(Enumerable.Range(1, 250), plain.Select(Id).Order());
        Assert.Equal(Enumerable.Range(1, 250).Reverse(), sorted.Select(Id));
        Assert.Equal(Enumerable.Range(1, 250), grouped.Select(Id).Order());
    }

    [Fact]
    public async Task A_reader_that_stops_early_leaves_nothing_that_troubles_the_next()
    {
        await InsertAsync("c", 250);
        await StopEarlyAsync(40);

        await RunAsync("""{ "drop": "c" }""");
        Assert.Empty(await ReadAsync("""{ "find": "c" }"""));
    }

    [Fact]
    public async Task Run_returns_the_first_page_of_a_find()
    {
        await InsertAsync("c", 3);

        var whole = (await RunAsync("""{ "find": "c" }""")).Required("cursor");
        var part = (await RunAsync("""{ "find": "c", "sort": { "n": 1 }, "batchSize": 2 }""")).Required("cursor");

        Assert.Equal((0, 3), (whole.Required("id").AsLong(), whole.Required("firstBatch").GetArrayLength()));
        Assert.Equal(2, part.Required("firstBatch").GetArrayLength());
        Assert.NotEqual(0, part.Required("id").AsLong());
    }

    [Fact]
    public async Task What_has_no_cursor_cannot_be_read()
    {
        await Assert.ThrowsAsync<DocumentCommandException>(() => ReadAsync("""{ "count": "c" }"""));
    }

    [Fact]
    public async Task Numbers_dates_and_ids_survive_a_round_trip_bit_for_bit()
    {
        const string Values = """
            { "_id": {"$numberInt":"1"}, "i": {"$numberInt":"5"}, "l": {"$numberLong":"5"}, "big": {"$numberLong":"9223372036854775807"},
              "d": {"$numberDouble":"0.1"}, "third": {"$numberDouble":"0.33333333333333331"}, "whole": {"$numberDouble":"5.0"},
              "tiny": {"$numberDouble":"5e-324"}, "zero": {"$numberDouble":"-0.0"}, "inf": {"$numberDouble":"-Infinity"},
              "m": {"$numberDecimal":"10.10"}, "long": {"$numberDecimal":"1.234567890123456789012345678901234"}, "e": {"$numberDecimal":"1E+3"},
              "at": {"$date":{"$numberLong":"1577836800001"}}, "old": {"$date":{"$numberLong":"-1"}}, "o": {"$oid":"0123456789abcdef01234567"},
              "b": {"$binary":{"base64":"AAEC","subType":"00"}}, "u": {"$binary":{"base64":"AAECAwQFBgcICQoLDA0ODw==","subType":"04"}}, "s": "ü \"quoted\" \u2028", "a": [null, true, {"x":{"$numberInt":"1"}}] }
            """;
        await RunAsync($$"""{ "insert": "c", "documents": [{{Values}}] }""");
        var first = Assert.Single(await ReadAsync("""{ "find": "c" }"""));

        await RunAsync("""{ "delete": "c", "deletes": [{ "q": {}, "limit": 0 }] }""");
        await RunAsync($$"""{ "insert": "c", "documents": [{{first}}] }""");

        Assert.Equal(first, Assert.Single(await ReadAsync("""{ "find": "c" }""")));
        var read = EjsonElement.Parse(first);
        var wanted = EjsonElement.Parse(Values);
        foreach (var field in wanted.EnumerateObject().Where(field => field.Value.IsNumber()))
            Assert.Equal(Bits(field.Value), Bits(read.Required(field.Name)));
        Assert.Equal(wanted.Required("at").AsDate(), read.Required("at").AsDate());
        Assert.Equal(wanted.Required("s").AsText(), read.Required("s").AsText());
    }

    [Fact]
    public async Task Literals_of_the_engine_arrive_as_they_were_meant()
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123);
        var id = Guid.NewGuid();
        await RunAsync($$"""
            { "insert": "c", "documents": [{ "_id": {{Ejson.Long(long.MaxValue)}}, "i": {{Ejson.Int(-1)}}, "d": {{Ejson.Double(0.1 + 0.2)}},
              "m": {{Ejson.Decimal(1.50m)}}, "at": {{Ejson.Date(at)}}, "s": {{Ejson.String("a\"\\\n")}}, "g": {{Ejson.Guid(id)}}, "n": {{Ejson.Long(null)}}, "b": {{Ejson.Boolean(true)}} }] }
            """);

        var read = EjsonElement.Parse(Assert.Single(await ReadAsync("""{ "find": "c" }""")));

        Assert.Equal((long.MaxValue, -1, 0.1 + 0.2), (read.Required("_id").AsLong(), read.Required("i").AsInt(), read.Required("d").AsDouble()));
        Assert.Equal(("1.50", at, "a\"\\\n"), (read.Required("m").AsNumber(), read.Required("at").AsDate(), read.Required("s").AsText()));
        Assert.Equal((id, true, (JsonElement?)null), (read.Required("g").AsGuid(), read.Required("b").AsBoolean(), read.Field("n")));
    }

    [Fact]
    public async Task Cancelling_ends_the_command_on_the_server()
    {
        await InsertAsync("c", 2_000);
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(Token);
        impatient.CancelAfter(TimeSpan.FromMilliseconds(300));

        // A billion pairs and more: it cannot end by itself.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Database.RunAsync("""
            { "aggregate": "c", "cursor": {}, "pipeline": [
              { "$lookup": { "from": "c", "localField": "n", "foreignField": "n", "as": "x" } }, { "$unwind": "$x" },
              { "$lookup": { "from": "c", "localField": "n", "foreignField": "n", "as": "y" } }, { "$unwind": "$y" },
              { "$group": { "_id": null, "n": { "$sum": 1 } } }] }
            """, impatient.Token));

        // Dropping waits for whoever still reads.
        await RunAsync("""{ "drop": "c" }""").WaitAsync(TimeSpan.FromSeconds(20), Token);
    }

    /// <summary>Begins to read collection <c>c</c> that many times, and does not go on.</summary>
    private protected async Task StopEarlyAsync(int times)
    {
        for (var i = 0; i < times; i++)
        {
            await foreach (var document in Database.ReadAsync("""{ "find": "c", "sort": { "n": 1 }, "batchSize": 2 }""", Token))
                break;
        }
    }

    private async Task<IReadOnlyList<string>> CompactAsync(string collection) => await ReadAsync($$"""{ "find": "{{collection}}" }""");

    private static int Id(string document) => EjsonElement.Parse(document).Required("_id").AsInt();

    /// <summary>A decimal is its digits, trailing zeros included; any other number its type and bits.</summary>
    private static string Bits(JsonElement number)
    {
        var type = number.EnumerateObject().Single().Name;
        return type == "$numberDouble" ? $"{type} {BitConverter.DoubleToInt64Bits(number.AsDouble())}" : $"{type} {number.AsNumber()}";
    }
}
