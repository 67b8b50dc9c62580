using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Lms.Migrations.Catalog;
using Lms.Migrations.Catalog.Json;

namespace Lms.Migrations.Tests.Catalog.Json;

/// <summary>Laws that hold for any JSON, tried on random texts.</summary>
public sealed class JsonPropertyTests
{
    private static readonly Config Thoroughly = Config.QuickThrowOnFailure.WithMaxTest(1_000);

    /// <summary>Every beginning and end of a token that means something to a JSON reader, in any order.</summary>
    private static readonly Gen<string> AnyText =
        Gen.Elements(
            "{", "}", "[", "]", ",", ":", "\"", "\"a\"", "\"up\"", "\"é😀\"", "\"\\u0061\"", "\"\\ud83d\"", "\"\\x\"", "1", "-", "1.5e", "0", "01", "true", "nul",
            "//", "/*", "*/", "\n", " ", "\t", "{\"up\":[", "{\"drop\":\"a\"}", "]}", "\"backfill\"", "\"undo\"", "\"$set\"")
            .ListOf().Select(string.Concat);

    private static readonly Gen<string> Gap = Gen.Elements(
        " ", "\n", "\t \n  ", " /* , \" */ ", " // it's } here\n", "\n// one\n\n// two\n", "");

    private static readonly Gen<string> Scalar = Gen.Elements(
        "0", "-1", "1.50", "1.5", "1e3", "1E3", "true", "false", "null", "\"text\"", "\"a // b\"", "\"/* \\\" */\"", "\"$field\"", "\"größe 😀\"", "\"\"");

    /// <summary>Tokens of a value, in order.</summary>
    private static readonly Gen<string[]> Value = Gen.Sized(size => ValueOf(Math.Min(size, 4)));

    /// <summary>Three different values.</summary>
    private static readonly Gen<string[]> Steps =
        Value.Select(tokens => string.Concat(tokens)).ArrayOf(3).Where(steps => steps.Distinct().Count() == 3);

    [Fact]
    public void Any_text_is_read_or_has_a_fault_that_lies_within_it() =>
        Check.One(Thoroughly, Prop.ForAll(AnyText.ToArbitrary(), text =>
        {
            var faults = new List<CatalogFault>();
            var migration = JsonMigrationParser.Parse("a.json", text, MigrationVersion.Parse("1"), "a", faults);

            Assert.Equal(migration is null, faults.Count > 0);
            var lines = text.Split('\n');
            Assert.All(faults, fault =>
            {
                Assert.InRange(fault.Line, 1, lines.Length);
                Assert.InRange(fault.Column!.Value, 1, lines[fault.Line - 1].Length + 1);
            });
        }));

    [Fact]
    public void A_text_that_is_written_back_means_the_same() =>
        Check.One(Thoroughly, Prop.ForAll(Value.ToArbitrary(), tokens =>
        {
            var written = JsonText.Of(Read(string.Concat(tokens)));

            Assert.True(JsonElement.DeepEquals(Parse(string.Concat(tokens)), Parse(written)));
            Assert.Equal(written, JsonText.Of(Read(written)));
        }));

    [Fact]
    public void Comments_and_blanks_between_tokens_never_change_the_checksum() =>
        Check.One(Thoroughly, Prop.ForAll(
            Value.ToArbitrary(), Gap.ArrayOf(200).ToArbitrary(),
            (tokens, gaps) =>
            {
                var spread = string.Concat(tokens.Select((token, at) => gaps[at % gaps.Length] + token)) + gaps[0];
                return Checksum(string.Concat(tokens)) == Checksum(spread);
            }));

    [Fact]
    public void Another_token_changes_the_checksum()
    {
        var changed =
            from tokens in Value
            let scalars = tokens.Select((token, at) => (token, at)).Where(pair => pair.token is not ("{" or "}" or "[" or "]" or "," or ":")).ToArray()
            where scalars.Length > 0
            from picked in Gen.Elements(scalars)
            let other = picked.token.StartsWith('"') ? picked.token[..^1] + "x\"" : "77"
            select (before: string.Concat(tokens), after: string.Concat([.. tokens[..picked.at], other, .. tokens[(picked.at + 1)..]]));
        Check.One(Thoroughly, Prop.ForAll(changed.ToArbitrary(), both => Checksum(both.before) != Checksum(both.after)));
    }

    [Fact]
    public void Steps_in_another_order_have_another_checksum() =>
        Check.One(Thoroughly, Prop.ForAll(
            Steps.ToArbitrary(), steps => Checksum($"{steps[0]},{steps[1]},{steps[2]}") != Checksum($"{steps[1]},{steps[0]},{steps[2]}")));

    private static Gen<string[]> ValueOf(int depth)
    {
        var scalar = Scalar.Select(token => new[] { token });
        if (depth == 0)
            return scalar;

        var inner = ValueOf(depth - 1);
        var array = inner.ListOf().Select(items => (string[])["[", .. items.SelectMany((item, at) => at == 0 ? item : [",", .. item]), "]"]);
        var document = inner.ListOf().Select(items =>
            (string[])["{", .. items.SelectMany((item, at) => (string[])[.. at == 0 ? Array.Empty<string>() : [","], $"\"k{at}\"", ":", .. item]), "}"]);
        return Gen.OneOf(scalar, array, document);
    }

    private static string Checksum(string step) => JsonChecksum.Of((JsonSourceArray)Read($"[{step}]"));

    private static JsonSource Read(string text)
    {
        var faults = new JsonFaults("a.json");
        var source = JsonSourceReader.Read(text, faults);
        Assert.Empty(faults.All);
        return source!;
    }

    private static JsonElement Parse(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
