using Lms.Dashboard.Histories;

namespace Lms.Dashboard.Tests.Histories;

public sealed class HistoryCursorTests
{
    [Theory]
    [InlineData("lms", 12)]
    [InlineData("a.b~c d/é", 0)]
    public void What_is_written_is_read_again(string database, long id)
    {
        var written = new HistoryCursor(new Dictionary<string, long> { [database] = id, ["other"] = 7 }).ToString();

        var read = HistoryCursor.Parse(written);

        Assert.Equal(id, read.Of(database));
        Assert.Equal(id == 0, read.IsDone(database));
        Assert.Equal(7, read.Of("other"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("~5")]
    [InlineData("lms~-3")]
    [InlineData("lms~99999999999999999999")]
    public void What_cannot_be_read_leads_to_the_newest_page(string? text) => Assert.Null(HistoryCursor.Parse(text).Of("lms"));
}
