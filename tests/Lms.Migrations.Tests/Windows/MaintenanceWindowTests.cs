using Lms.Migrations.Failures;
using Lms.Migrations.Windows;

namespace Lms.Migrations.Tests.Windows;

public sealed class MaintenanceWindowTests
{
    [Theory]
    [InlineData("Sun 02:00-04:00 Europe/Berlin")]
    [InlineData("Sat,Sun 02:00-04:00 Europe/Berlin")]
    [InlineData("Mon-Fri 22:00-02:00 America/New_York")]
    [InlineData("Fri-Mon 00:00-24:00 UTC")]
    [InlineData("Mon-Wed,Fri 23:59-00:01 America/Argentina/Buenos_Aires")]
    [InlineData("Tue,Thu-Sat 00:00-00:01 Etc/GMT+1")]
    [InlineData("Wed,Sun,Mon 12:00-12:00 Asia/Kathmandu")]
    [InlineData("daily 02:00-04:00 UTC")]
    [InlineData("2026-12-01T01:00Z/PT2H")]
    [InlineData("2026-12-01T01:00:30Z/P30DT23H59M59S")]
    [InlineData("2026-12-01T01:00Z/P31D")]
    [InlineData("2026-12-01T01:00Z/PT1M")]
    public void The_canonical_text_is_read_and_written_alike(string text) => Assert.Equal(text, MaintenanceWindow.Parse(text).ToString());

    [Theory]
    [InlineData("sUNDAY 02:00-04:00 europe/berlin", "Sun 02:00-04:00 Europe/Berlin")]
    [InlineData("  Sun , sat\t02:00-04:00   utc ", "Sat,Sun 02:00-04:00 UTC")]
    [InlineData("Sun,Sun 02:00-04:00 UTC", "Sun 02:00-04:00 UTC")]
    [InlineData("saturday-sunday 02:00-04:00 UTC", "Sat,Sun 02:00-04:00 UTC")]
    [InlineData("Fri,Wed,Mon - Tue 02:00-04:00 UTC", "Mon-Wed,Fri 02:00-04:00 UTC")]
    [InlineData("Sun,Mon,Sat,Fri 02:00-04:00 UTC", "Fri-Mon 02:00-04:00 UTC")]
    [InlineData("Sun-Sat 02:00-04:00 UTC", "daily 02:00-04:00 UTC")]
    [InlineData("DAILY,Sun 02:00-04:00 UTC", "daily 02:00-04:00 UTC")]
    [InlineData("Sun 22:00-00:00 UTC", "Sun 22:00-24:00 UTC")]
    [InlineData("Sun 00:00-00:00 UTC", "Sun 00:00-24:00 UTC")]
    [InlineData("2026-12-01T02:00+01:00/PT90M", "2026-12-01T01:00Z/PT1H30M")]
    [InlineData("2026-12-01t01:00z/pt2h", "2026-12-01T01:00Z/PT2H")]
    [InlineData("2026-12-01T01:00:00Z / 2026-12-01T03:00Z", "2026-12-01T01:00Z/PT2H")]
    [InlineData("2026-12-01T01:00Z/2026-12-02T05:30+0230", "2026-12-01T01:00Z/P1DT2H")]
    [InlineData("2026-12-01T01:00Z/P1W", "2026-12-01T01:00Z/P7D")]
    [InlineData("2026-12-01T01:00Z/PT60S", "2026-12-01T01:00Z/PT1M")]
    [InlineData("2026-12-01T01:00Z/PT744H", "2026-12-01T01:00Z/P31D")]
    public void Other_ways_to_write_it_become_the_canonical_one(string text, string canonical)
    {
        var window = MaintenanceWindow.Parse(text);

        Assert.Equal(canonical, window.ToString());
        Assert.Equal(MaintenanceWindow.Parse(canonical), window);
    }

    [Theory]
    [InlineData(null, "the window is empty")]
    [InlineData(" \t", "the window is empty")]
    [InlineData("Sun 02:00-04:00 \u001b[31mUTC", "the window holds a control character")]
    [InlineData("Son 02:00-04:00 UTC", "'Son' is no day; days are Mon, Tue, Wed, Thu, Fri, Sat, Sun, ranges such as Mon-Fri, and daily")]
    [InlineData("Sat,Son 02:00-04:00 UTC", "'Son' is no day; days are Mon, Tue, Wed, Thu, Fri, Sat, Sun, ranges such as Mon-Fri, and daily")]
    [InlineData("Mon-Wed-Fri 02:00-04:00 UTC", "'Mon-Wed-Fri' is no day; days are Mon, Tue, Wed, Thu, Fri, Sat, Sun, ranges such as Mon-Fri, and daily")]
    [InlineData("Sun-Sunday 02:00-04:00 UTC", "'Sun-Sunday' begins and ends on the same day; write Sun, or daily")]
    [InlineData("02:00-04:00 UTC", "the days are missing; write them before the times: Sun 02:00-04:00 Europe/Berlin")]
    [InlineData("Sun UTC", "the times are missing; write them between days and zone: Sun 02:00-04:00 Europe/Berlin")]
    [InlineData("Sun 02:00 04:00 UTC", "'02:00' is not two times; write start and end as 02:00-04:00; there is no zone '04:00 UTC'; write the name of an IANA zone, such as Europe/Berlin, or UTC")]
    [InlineData("Sun 2:00-04:00 UTC", "'2:00' is no time of day; write HH:mm from 00:00 to 23:59")]
    [InlineData("Sun 24:00-04:00 UTC", "'24:00' is no time of day; write HH:mm from 00:00 to 23:59")]
    [InlineData("Sun 02:00-24:01 UTC", "'24:01' is no time of day; write HH:mm from 00:00 to 24:00")]
    [InlineData("Sun 02:00-04:60 UTC", "'04:60' is no time of day; write HH:mm from 00:00 to 24:00")]
    [InlineData("Sun 02:00-04:00", "the zone is missing; write it after the times: Sun 02:00-04:00 Europe/Berlin")]
    [InlineData("Son 2:00-04:00", "'Son' is no day; days are Mon, Tue, Wed, Thu, Fri, Sat, Sun, ranges such as Mon-Fri, and daily; '2:00' is no time of day; write HH:mm from 00:00 to 23:59; the zone is missing; write it after the times: Sun 02:00-04:00 Europe/Berlin")]
    [InlineData("2026-12-01T01:00Z/PT2H/PT3H", "'2026-12-01T01:00Z/PT2H/PT3H' is no span of time; write a start and a duration or an end: 2026-12-01T01:00Z/PT2H")]
    [InlineData("2026-12-01T01:00Z", "'2026-12-01T01:00Z' is no span of time; write a start and a duration or an end: 2026-12-01T01:00Z/PT2H")]
    [InlineData("2026-12-01 01:00Z/PT2H", "'2026-12-01 01:00Z' is no date and time; write 2026-12-01T01:00Z")]
    [InlineData("2026-02-29T01:00Z/PT2H", "'2026-02-29T01:00Z' is no date and time; write 2026-12-01T01:00Z")]
    [InlineData("2026-12-01T01:00/PT2H", "'2026-12-01T01:00' does not say in which zone; end it with Z for UTC, or with an offset such as +01:00")]
    [InlineData("2026-12-01T01:00Z/03:00Z", "'03:00Z' is no date and time; write 2026-12-01T01:00Z")]
    [InlineData("0206-12-01T01:00Z/PT2H", "'0206-12-01T01:00Z' lies outside the years 2000 to 2999")]
    [InlineData("9999-12-31T23:00Z/P2D", "'9999-12-31T23:00Z' lies outside the years 2000 to 2999")]
    [InlineData("2026-12-01T01:00Z/..", "a window has an end; write 2026-12-01T01:00Z/PT2H")]
    [InlineData("2026-12-01T01:00Z/2H", "'2H' is no date and time; write 2026-12-01T01:00Z")]
    [InlineData("2026-12-01T01:00Z/P", "'P' is no duration; write PT90M, PT2H or P1DT2H")]
    [InlineData("2026-12-01T01:00Z/P1DT", "'P1DT' is no duration; write PT90M, PT2H or P1DT2H")]
    [InlineData("2026-12-01T01:00Z/-PT2H", "'-PT2H' is no duration; write PT90M, PT2H or P1DT2H")]
    [InlineData("2026-12-01T01:00Z/PT1.5H", "'PT1.5H' is no duration; write PT90M, PT2H or P1DT2H")]
    [InlineData("2026-12-01T01:00Z/PT9999999H", "'PT9999999H' is no duration; write PT90M, PT2H or P1DT2H")]
    [InlineData("2026-12-01T01:00Z/P1M", "'P1M' counts years or months, which are not all of one length; write days and hours: P31D, P1DT2H")]
    [InlineData("2026-12-01T01:00Z/P1Y", "'P1Y' counts years or months, which are not all of one length; write days and hours: P31D, P1DT2H")]
    [InlineData("2026-12-01T01:00Z/PT0S", "it lasts 0; it must last from 1min to 31d")]
    [InlineData("2026-12-01T01:00Z/PT59S", "it lasts 59s; it must last from 1min to 31d")]
    [InlineData("2026-12-01T01:00Z/P32D", "it lasts 32d; it must last from 1min to 31d")]
    [InlineData("2026-12-01T01:00Z/2026-12-01T01:00Z", "it lasts 0; it must last from 1min to 31d")]
    [InlineData("2026-12-01T01:00Z/2026-12-01T01:30+01:00", "its end lies before its start")]
    [InlineData("2026-12-01/P1M", "'2026-12-01' is no date and time; write 2026-12-01T01:00Z; 'P1M' counts years or months, which are not all of one length; write days and hours: P31D, P1DT2H")]
    public void Every_faulty_part_is_named_with_its_right_form(string? text, string expected)
    {
        Assert.False(MaintenanceWindow.TryParse(text, out var window, out var fault));

        Assert.Null(window);
        Assert.Equal(expected, fault);
    }

    [Theory]
    [InlineData("Europe/Berln", "perhaps Europe/Berlin is meant")]
    [InlineData("Berlin", "perhaps Europe/Berlin is meant")]
    [InlineData("america/new york", "perhaps America/New_York is meant")]
    [InlineData("America/Beliz", "perhaps America/Belize or America/Belem is meant")]
    [InlineData("Atlantis/Capital", "write the name of an IANA zone, such as Europe/Berlin, or UTC")]
    [InlineData("UTC+1", "write the name of an IANA zone, such as Europe/Berlin, or UTC")]
    [InlineData("W. Europe Standard Time", "write the name of an IANA zone, such as Europe/Berlin, or UTC")]
    public void A_zone_that_there_is_not_is_refused_with_those_that_are_near(string zone, string advice)
    {
        Assert.False(MaintenanceWindow.TryParse($"Sun 02:00-04:00 {zone}", out _, out var fault));

        Assert.Equal($"there is no zone '{zone}'; {advice}", fault);
    }

    [Fact]
    public void Whether_there_is_a_zone_does_not_depend_on_what_was_read_before()
    {
        Assert.True(MaintenanceWindow.TryParse("Sun 02:00-04:00 Etc/GMT+1", out _, out _));

        Assert.False(MaintenanceWindow.TryParse("Sun 02:00-04:00 Etc/gmt+1", out _, out _));
    }

    [Theory]
    [InlineData("/dev/zero")]
    [InlineData("../../../etc/localtime")]
    [InlineData("Europe/../Europe/Berlin")]
    [InlineData("localtime")]
    [InlineData("posixrules")]
    [InlineData("right/Europe/Berlin")]
    [InlineData("Europe//Berlin")]
    [InlineData("Europe")]
    [InlineData("zone.tab")]
    public void What_lies_among_the_zone_data_and_is_no_zone_is_none(string zone)
    {
        Assert.False(MaintenanceWindow.TryParse($"Sun 02:00-04:00 {zone}", out _, out var fault));

        Assert.StartsWith($"there is no zone '{zone}'", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_is_far_too_long_is_not_repeated()
    {
        Assert.False(MaintenanceWindow.TryParse(new string('x', 1_000_000), out _, out var fault));

        Assert.Equal("the window is longer than 200 characters", fault);
    }

    [Fact]
    public void Parse_throws_with_the_fault_and_a_worked_example_of_either_kind()
    {
        var exception = Assert.Throws<RequestException>(() => MaintenanceWindow.Parse("Sun 02:00-04:00"));

        Assert.Equal(
            "This is no maintenance window: the zone is missing; write it after the times: Sun 02:00-04:00 Europe/Berlin.", exception.Message);
        Assert.Contains("'Sun 02:00-04:00 Europe/Berlin'", exception.WayOut);
        Assert.Contains("'2026-12-01T01:00Z/PT2H'", exception.WayOut);
    }
}
