using Lms.Migrations.Documents;

namespace Lms.Migrations.Tests.Documents;

/// <summary>Commands that make, change and drop collections and indexes.</summary>
public abstract class DocumentSchemaCommandTests : DocumentCommandsContract
{
    private const string CreateIndex = """{ "createIndexes": "c", "indexes": [{ "key": { "a": 1 }, "name": "a_1" }] }""";

    [Fact]
    public async Task An_index_is_made_once_and_listed_with_its_options()
    {
        var first = await RunAsync(CreateIndex);
        var second = await RunAsync(CreateIndex);
        await RunAsync("""{ "createIndexes": "c", "indexes": [{ "key": { "b": 1, "a": -1 }, "name": "b", "unique": true, "sparse": true }] }""");

        var indexes = (await ReadAsync("""{ "listIndexes": "c" }""")).Select(EjsonElement.Parse).ToList();

        Assert.Equal((1, 2), (first.Required("numIndexesBefore").AsInt(), first.Required("numIndexesAfter").AsInt()));
        Assert.Equal(1, first.Required("ok").AsDouble());
        Assert.Equal(second.Required("numIndexesBefore").AsInt(), second.Required("numIndexesAfter").AsInt());
        Assert.Equal(["_id_", "a_1", "b"], indexes.Select(index => index.Required("name").AsText()).Order(StringComparer.Ordinal));
        var b = indexes.Single(index => index.Required("name").AsText() == "b");
        Assert.Equal(["b", "a"], b.Required("key").EnumerateObject().Select(field => field.Name));
        Assert.True(b.Required("unique").AsBoolean() && b.Required("sparse").AsBoolean());
    }

    [Theory]
    [InlineData("""{ "key": { "a": 1 }, "name": "other" }""", 85)]
    [InlineData("""{ "key": { "b": 1 }, "name": "a_1" }""", 86)]
    public async Task An_index_that_conflicts_with_another_is_refused(string index, int code)
    {
        await RunAsync(CreateIndex);

        Assert.Equal(code, (await RefusedAsync($$"""{ "createIndexes": "c", "indexes": [{{index}}] }""")).Code);
    }

    [Fact]
    public async Task A_unique_index_over_duplicates_is_a_duplicate_key_and_is_not_made()
    {
        await InsertAsync("c", 2);

        var refusal = await RefusedAsync("""{ "createIndexes": "c", "indexes": [{ "key": { "n": 1 }, "name": "n", "unique": true }] }""");

        Assert.Equal((11000, "DuplicateKey"), (refusal.Code, refusal.CodeName));
        Assert.Single(await ReadAsync("""{ "listIndexes": "c" }"""));
    }

    [Fact]
    public async Task Indexes_are_dropped_by_name()
    {
        await RunAsync(CreateIndex);

        var reply = await RunAsync("""{ "dropIndexes": "c", "index": "a_1" }""");

        Assert.Equal((2, 1.0), (reply.Required("nIndexesWas").AsLong(), reply.Required("ok").AsDouble()));
        Assert.Single(await ReadAsync("""{ "listIndexes": "c" }"""));
    }

    [Fact]
    public async Task Collections_are_created_renamed_listed_and_dropped_and_what_is_done_already_is_fine()
    {
        await RunAsync("""{ "create": "one" }""");
        await RunAsync("""{ "create": "one" }""");
        await RunAsync($$"""{ "renameCollection": "{{Database.Name}}.one", "to": "{{Database.Name}}.two" }""");
        Assert.Equal(["two"], await CollectionsAsync());

        Assert.Equal($"{Database.Name}.two", (await RunAsync("""{ "drop": "two" }""")).Required("ns").AsText());
        Assert.Equal(1, (await RunAsync("""{ "drop": "two" }""")).Required("ok").AsDouble());
        Assert.Empty(await CollectionsAsync());
    }

    [Fact]
    public async Task A_collection_of_another_database_cannot_be_renamed_into_this_one()
    {
        Assert.Equal(73, (await RefusedAsync($$"""{ "renameCollection": "elsewhere.c", "to": "{{Database.Name}}.c" }""")).Code);
    }

    [Fact]
    public async Task Counts_distinct_values_and_statistics_are_told()
    {
        await InsertAsync("c", 3);

        Assert.Equal(2, (await RunAsync("""{ "count": "c", "query": { "_id": { "$gt": 1 } } }""")).Required("n").AsLong());
        Assert.Equal(0, (await RunAsync("""{ "count": "none" }""")).Required("n").AsLong());
        Assert.Equal(1, (await RunAsync("""{ "distinct": "c", "key": "n" }""")).Required("values").GetArrayLength());
        Assert.Equal(1, (await RunAsync("""{ "collStats": "c" }""")).Required("ok").AsDouble());
        Assert.Equal(1, (await RunAsync("""{ "dbStats": 1 }""")).Required("ok").AsDouble());
        Assert.Equal(1, (await RunAsync("""{ "ping": 1 }""")).Required("ok").AsDouble());
        Assert.Equal(Database.Name, (await RunAsync("""{ "dropDatabase": 1 }""")).Required("dropped").AsText());
        Assert.Empty(await CollectionsAsync());
    }

    private async Task<IReadOnlyList<string>> CollectionsAsync() =>
        [.. (await ReadAsync("""{ "listCollections": 1 }""")).Select(collection => EjsonElement.Parse(collection).Required("name").AsText())];
}
