using System.Security.Cryptography;
using System.Text;
using Lms.Migrations.Catalog;
using Lms.Testing;

namespace Lms.Migrations.Tests.Catalog.Json;

public sealed class JsonChecksumTests
{
    private const string Plain = """
        {
          "description": "Half.",
          "up": [
            { "createIndexes": "users", "indexes": [{ "key": { "a": 1, "b": -1 }, "name": "é b" }] },
            { "backfill": "users", "where": { "a": { "$gt": 1.50 } }, "set": { "a": null }, "batch": 500, "sum": "a" }
          ],
          "down": []
        }

        """;

    public static TheoryData<string, string> Harmless => new()
    {
        { "no change", Plain },
        { "carriage returns and line feeds", Plain.Replace("\n", "\r\n") },
        { "carriage returns", Plain.Replace('\n', '\r') },
        { "byte-order mark", "\uFEFF" + Plain },
        { "licence header", "// Copyright somebody.\n/* All rights\n reserved. */\n" + Plain },
        { "indentation", Plain.Replace("  ", "\t") },
        { "one line", Plain.Replace("\n", " ") },
        { "blanks between symbols", Plain.Replace(": ", ":").Replace(", ", ",").Replace("{ ", "{").Replace(" }", "}") },
        { "comments", Plain.Replace("\"users\",", "/* the \"users\" */ \"users\", // and\n") },
        { "trailing commas", Plain.Replace("\"a\" }\n", "\"a\", },\n") },
        { "escapes", Plain.Replace("é", "\\u00e9").Replace("\"users\"", "\"\\u0075sers\"") },
        { "size of batches", Plain.Replace("\"batch\": 500, ", "") },
        { "description", Plain.Replace("Half.", "All.") },
        { "a down section", Plain.Replace("\"down\": []", "\"down\": [{ \"undo\": \"users\" }]") },
        { "a check", Plain.Replace("\"down\": []", "\"before\": [{ \"none\": { \"find\": \"a\" }, \"message\": \"m\" }]") },
    };

    public static TheoryData<string, string> Harmful => new()
    {
        { "command", Plain.Replace("createIndexes", "create") },
        { "number", Plain.Replace("-1", "-2") },
        { "form of a number", Plain.Replace("1.50", "1.5") },
        { "kind of a value", Plain.Replace("1.50", "\"1.50\"") },
        { "null", Plain.Replace("null", "false") },
        { "blank in a string", Plain.Replace("é b", "é  b") },
        { "comment in a string", Plain.Replace("é b", "é b // c") },
        { "case of a string", Plain.Replace("é b", "É b") },
        { "order of properties", Plain.Replace("\"a\": 1, \"b\": -1", "\"b\": -1, \"a\": 1") },
        { "an expression", Plain.Replace("\"$gt\"", "\"$gte\"") },
        { "undo", Plain.Replace("\"batch\": 500", "\"undo\": false") },
        { "sum", Plain.Replace(", \"sum\": \"a\"", "") },
        { "a step more", Plain.Replace("  ],\n  \"down\"", "  , { \"drop\": \"x\" }],\n  \"down\"") },
    };

    [Theory, MemberData(nameof(Harmless))]
    public async Task What_the_server_does_not_see_leaves_the_checksum(string change, string text) =>
        Assert.True(await ChecksumAsync(Plain) == await ChecksumAsync(text), change);

    [Theory, MemberData(nameof(Harmful))]
    public async Task What_the_server_sees_changes_the_checksum(string change, string text) =>
        Assert.False(await ChecksumAsync(Plain) == await ChecksumAsync(text), change);

    [Fact]
    public async Task No_two_changes_have_the_same_checksum()
    {
        var checksums = new HashSet<string>();
        foreach (var row in Harmful)
            Assert.True(checksums.Add(await ChecksumAsync(row.Data.Item2)), row.Data.Item1);
    }

    // Recorded in databases: a change of the form would make every applied migration look modified.
    [Fact]
    public async Task The_checksum_of_a_known_file_stays_for_ever() =>
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
                """[{"createIndexes":"users","indexes":[{"key":{"a":1,"b":-1},"name":"é b"}]},{"backfill":"users","where":{"a":{"$gt":1.50}},"set":{"a":null},"sum":"a"}]"""))),
            await ChecksumAsync(Plain));

    private static async Task<string> ChecksumAsync(string text)
    {
        using var directory = new CatalogDirectory();
        await File.WriteAllBytesAsync(Path.Combine(directory.Path, "1.json"), Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);
        var catalog = await CatalogReader.ReadAsync(directory.Path, TestContext.Current.CancellationToken);
        return Assert.Single(catalog.Migrations).Checksum;
    }
}
