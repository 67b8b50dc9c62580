using Lms.Dashboard.Calendars;

namespace Lms.Dashboard.Tests.Calendars;

public sealed class FreezeSpanTests
{
    private static readonly DateTimeOffset Start = new(2026, 12, 20, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_end_is_a_time_or_a_duration() => Assert.All(
        ["2026-12-20T00:00Z/2027-01-02T00:00Z", "2026-12-20T00:00:00Z/P13D", "2026-12-20T00:00:00Z/PT312H"],
        text => Assert.Equal(new FreezeSpan(Start, Start.AddDays(13)), FreezeSpan.Parse(text)));

    [Fact]
    public void Two_points_are_no_end() => Assert.Equal(new FreezeSpan(Start, null), FreezeSpan.Parse("2026-12-20T00:00Z/.."));

    [Theory]
    [InlineData("")]
    [InlineData("2026-12-20T00:00Z")]
    [InlineData("2026-12-20T00:00Z/Psomething")]
    [InlineData("yesterday/tomorrow")]
    public void Anything_else_is_none(string text) => Assert.Null(FreezeSpan.Parse(text));
}
