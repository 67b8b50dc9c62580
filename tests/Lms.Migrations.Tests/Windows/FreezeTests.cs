using Lms.Migrations.Failures;
using Lms.Migrations.Windows;

namespace Lms.Migrations.Tests.Windows;

public sealed class FreezeTests
{
    [Theory]
    [InlineData("2026-12-20T00:00Z/P13D", "2026-12-20T00:00Z/P13D")]
    [InlineData("2026-12-20T01:00+01:00/2027-01-02T00:00Z", "2026-12-20T00:00Z/P13D")]
    [InlineData("2026-12-20T00:00Z/P366D", "2026-12-20T00:00Z/P366D")]
    [InlineData("2026-12-20T00:00Z/PT1M", "2026-12-20T00:00Z/PT1M")]
    [InlineData("2026-12-20T01:00+01:00 / ..", "2026-12-20T00:00Z/..")]
    public void A_span_is_read_and_written_in_its_canonical_form(string span, string canonical)
    {
        var freeze = Freeze.Parse(span, "year-end close");

        Assert.Equal(canonical, freeze.ToString());
        Assert.Equal(Freeze.Parse(canonical, "year-end close"), freeze);
    }

    [Fact]
    public void It_tells_its_ends_and_its_reason()
    {
        var closed = Freeze.Parse("2026-12-20T00:00Z/2027-01-02T00:00Z", "  year-end\n close ");
        var open = Freeze.Parse("2026-12-20T00:00Z/..", "incident 4711");

        Assert.Equal(
            (new DateTimeOffset(2026, 12, 20, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2027, 1, 2, 0, 0, 0, TimeSpan.Zero), "year-end close"),
            (closed.Start, closed.End, closed.Reason));
        Assert.Equal((closed.Start, null, "incident 4711"), (open.Start, open.End, open.Reason));
    }

    [Theory]
    [InlineData(null, "x", "the span is empty")]
    [InlineData("2026-12-20T00:00Z/..", null, "the reason is empty")]
    [InlineData("2026-12-20T00:00Z/..", " \n", "the reason is empty")]
    [InlineData("2026-12-20T00:00Z/..", "year-end\u0007", "the reason holds a control character")]
    [InlineData("2026-12-20T00:00Z/P367D", "x", "it lasts 367d; it must last from 1min to 366d")]
    [InlineData("2026-12-20T00:00Z/PT59S", "x", "it lasts 59s; it must last from 1min to 366d")]
    [InlineData("../2026-12-20T00:00Z", "x", "'..' is no date and time; write 2026-12-01T01:00Z")]
    [InlineData("2026-12-20/..", "", "'2026-12-20' is no date and time; write 2026-12-01T01:00Z; the reason is empty")]
    [InlineData("Sun 02:00-04:00 UTC", "x", "'Sun 02:00-04:00 UTC' is no span of time; write a start and a duration or an end: 2026-12-01T01:00Z/PT2H")]
    public void Every_faulty_part_is_named(string? span, string? reason, string expected)
    {
        Assert.False(Freeze.TryParse(span, reason, out var freeze, out var fault));

        Assert.Null(freeze);
        Assert.Equal(expected, fault);
    }

    [Fact]
    public void A_reason_has_500_characters_at_the_most()
    {
        Assert.True(Freeze.TryParse("2026-12-20T00:00Z/..", new string('x', 500), out _, out _));
        Assert.False(Freeze.TryParse("2026-12-20T00:00Z/..", new string('x', 501), out _, out var fault));

        Assert.Equal("the reason is longer than 500 characters", fault);
    }

    [Fact]
    public void Parse_throws_with_the_fault_and_worked_examples()
    {
        var exception = Assert.Throws<RequestException>(() => Freeze.Parse("2026-12-20T00:00Z/..", ""));

        Assert.Equal("This is no freeze: the reason is empty.", exception.Message);
        Assert.Contains("'2026-12-20T00:00Z/2027-01-02T00:00Z'", exception.WayOut);
        Assert.Contains("'2026-12-20T00:00Z/..'", exception.WayOut);
    }
}
