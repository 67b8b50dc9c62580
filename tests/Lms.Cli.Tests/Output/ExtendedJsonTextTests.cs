using Lms.Cli.Output.Backfills;

namespace Lms.Cli.Tests.Output;

public sealed class ExtendedJsonTextTests
{
    [Theory]
    [InlineData("""{"$numberDecimal":"12.50"}""", "12.50")]
    [InlineData("""{ "$numberInt" : "7" }""", "7")]
    [InlineData("""{"$numberDouble":"-0.0"}""", "-0.0")]
    [InlineData("""{"$oid":"507f1f77bcf86cd799439011"}""", "507f1f77bcf86cd799439011")]
    [InlineData("""{"$date":{"$numberLong":"1500"}}""", "1970-01-01T00:00:01.500Z")]
    [InlineData("""{"$date":"2026-01-31T09:30:00Z"}""", "2026-01-31T09:30:00Z")]
    public void Wrapped_values_are_shown_bare(string value, string expected) => Assert.Equal(expected, ExtendedJsonText.Shorten(value));

    [Theory]
    [InlineData("12.50")]
    [InlineData("\"12.50\"")]
    [InlineData("{\"a\":{\"$numberInt\":\"1\"}}")]
    [InlineData("{\"$numberInt\":\"1\",\"b\":1}")]
    [InlineData("{1,2}")]
    [InlineData("{}")]
    [InlineData("")]
    public void Anything_else_is_shown_as_it_is(string value) => Assert.Equal(value, ExtendedJsonText.Shorten(value));
}
