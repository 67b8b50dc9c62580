using Lms.Dashboard.Highlighting;

namespace Lms.Dashboard.Tests.Highlighting;

public sealed class HighlighterTests
{
    [Theory]
    [InlineData("SELECT 'it''s' -- why\nFROM \"from\" WHERE a = 1.5 /* no */;")]
    [InlineData("DO $$ BEGIN PERFORM 'unfinished; END $$")]
    [InlineData("/* open")]
    [InlineData("")]
    public void Nothing_is_lost_or_added(string code)
    {
        Assert.Equal(code, string.Concat(SqlHighlighter.Split(code).Select(token => token.Text)));
        Assert.Equal(code, string.Concat(JsonHighlighter.Split(code).Select(token => token.Text)));
    }

    [Fact]
    public void Words_literals_and_comments_of_sql_are_told_apart() => Assert.Equal(
        ["k:SELECT", "s:'from'", "c:-- from", "k:FROM", "n:15"],
        SqlHighlighter.Split("SELECT 'from' -- from\nFROM \"from\" 15").Where(token => token.Kind is not null).Select(token => $"{token.Kind}:{token.Text}"));

    [Fact]
    public void Names_and_values_of_json_are_told_apart() => Assert.Equal(
        ["p:\"find\"", "s:\"users\"", "p:\"n\"", "n:-1.5e3", "k:true"],
        JsonHighlighter.Split("""{ "find": "users", "n": [-1.5e3, true] }""").Where(token => token.Kind is not null).Select(token => $"{token.Kind}:{token.Text}"));
}
