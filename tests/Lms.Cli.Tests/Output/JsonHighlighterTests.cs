using System.Text.Json.Nodes;
using Lms.Cli.Output;
using Lms.Cli.Output.Views;

namespace Lms.Cli.Tests.Output;

public sealed class JsonHighlighterTests
{
    private const string Long = """
        { "createIndexes": "withdrawals", "indexes": [{ "key": { "userId": 1, "status": 1 }, "name": "userId_1_status_1" }, { "key": { "createdAt": -1 }, "name": "createdAt_-1" }], "empty": [], "none": {}, "text": "a \"quoted\" é" }
        """;

    [Fact]
    public void What_fits_stays_on_one_line()
    {
        Assert.Equal(["""{ "drop": "users", "n": [1, 2.50], "o": {} }"""], Lines("""{"drop":"users","n":[1,2.50],"o":{}}"""));
    }

    [Fact]
    public void A_longer_one_is_opened_and_says_the_same()
    {
        var lines = Lines(Long);

        Assert.Equal("  \"indexes\": [", lines[2]);
        Assert.Equal("""    { "key": { "userId": 1, "status": 1 }, "name": "userId_1_status_1" },""", lines[3]);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 100));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Long), JsonNode.Parse(string.Concat(lines))));
    }

    [Fact]
    public void Operators_and_literals_have_a_tone()
    {
        var phrases = JsonHighlighter.Highlight("""{ "a": { "$gt": 0 } }""").Single();

        Assert.Contains(Phrase.Accent("\"$gt\""), phrases);
        Assert.Contains(Phrase.Good("0"), phrases);
        Assert.Contains((Phrase)"\"a\"", phrases);
    }

    [Fact]
    public void Text_that_is_no_JSON_is_shown_as_it_is()
    {
        Assert.Equal(["restores users"], Lines("restores users"));
    }

    private static string[] Lines(string json) =>
        [.. JsonHighlighter.Highlight(json).Select(line => string.Concat(line.Select(phrase => phrase.Text)))];
}
