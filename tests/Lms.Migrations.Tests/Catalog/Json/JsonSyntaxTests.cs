namespace Lms.Migrations.Tests.Catalog.Json;

public sealed class JsonSyntaxTests : JsonCatalogTest
{
    [Theory]
    [InlineData("", "1:1: the file is empty; a migration is an object with an 'up' array")]
    [InlineData("// nothing\n\n", "3:1: the file is empty; a migration is an object with an 'up' array")]
    [InlineData("{ \"up\":\n é /* a", "2:4: unterminated comment: it begins here and no closing */ follows")]
    [InlineData("{ \"up\": [ }", "1:11: not valid JSON: ")]
    [InlineData("{\n  \"up\": [\n    { 'drop': \"users\" }\n  ]\n}", "3:7: not valid JSON: ")]
    [InlineData("/* a\n b */ {\n  \"é\": x }", "3:8: not valid JSON: ")]
    [InlineData("{ \"up\": [{ \"drop\": \"users\" }] }\n{ }", "2:1: not valid JSON: ")]
    [InlineData("{ \"up\": [{ \"drop\": \"users\" }] ", "1:31: not valid JSON: ")]
    [InlineData("{ \"up\": [{ \"drop\": \"us\ners\" }] }", "1:23: not valid JSON: ")]
    [InlineData("{ \"up\": [{ \"drop\": \"users\" }], \"a\": 01 }", "1:38: not valid JSON: ")]
    [InlineData("{ \"up\": [{ \"drop\": \"users\" }], \"a\": NaN }", "1:37: not valid JSON: ")]
    public async Task What_is_no_json_is_one_fault_with_line_and_column(string content, string fault)
    {
        var found = Assert.Single(await JsonFaultsAsync(content));

        Assert.StartsWith(fault, found);
        Assert.DoesNotContain("LineNumber", found);
    }

    [Theory]
    [InlineData("[]", "1:1: a migration is an object: { \"up\": [ … ] }, not an array")]
    [InlineData("\n 5", "2:2: a migration is an object: { \"up\": [ … ] }, not a number")]
    [InlineData("null", "1:1: a migration is an object: { \"up\": [ … ] }, not null")]
    public async Task A_migration_is_an_object(string content, string fault) => Assert.Equal([fault], await JsonFaultsAsync(content));

    [Fact]
    public async Task A_property_may_stand_once_at_every_depth() =>
        Assert.Equal(
            ["2:47: property 'a' stands twice; the first is in line 2", "3:1: property 'up' stands twice; the first is in line 1"],
            await JsonFaultsAsync("{ \"up\": [\n{ \"backfill\": \"é😀\", \"set\": { \"b\": [{ \"a\": 1, \"\\u0061\": 2 }] } }],\n\"up\": [{ \"drop\": \"users\" }] }"));

    [Fact]
    public async Task Columns_are_counted_in_characters() =>
        Assert.Equal(
            ["1:25: unknown property 'x'; a migration has the properties description, up, down, before and after"],
            await JsonFaultsAsync("{ \"description\": \"äé表\", \"x\": 1, \"up\": [{ \"drop\": \"a\" }] }"));

    [Fact]
    public async Task Half_a_surrogate_pair_is_no_character() =>
        Assert.Equal(
            ["1:20: an escape in this string is half of a surrogate pair, which is no character"],
            await JsonFaultsAsync("{ \"up\": [{ \"drop\": \"\\ud83d\" }] }"));

    [Fact]
    public async Task Nesting_has_a_bound()
    {
        static string Nested(int depth) =>
            $"{{ \"up\": [{{ \"backfill\": \"a\", \"set\": {{ \"b\": {new string('[', depth)}{new string(']', depth)} }} }}] }}";

        Assert.NotNull(await ReadJsonAsync(Nested(100)));
        Assert.StartsWith("1:", Assert.Single(await JsonFaultsAsync(Nested(101))));
    }
}
