using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Lms.Migrations.Windows;

/// <summary>Durations as ISO 8601 writes them, in units that always last equally long: <c>PT90M</c>, <c>P1DT2H</c>, <c>P2W</c>.</summary>
internal static partial class IsoDuration
{
    /// <summary>Reads a duration; null when it is none, and why among the faults.</summary>
    public static TimeSpan? Read(string text, List<string> faults)
    {
        var match = Form().Match(text);
        if (match.Success)
        {
            var days = (7 * Number(match, "weeks")) + Number(match, "days");
            return new TimeSpan(days, Number(match, "hours"), Number(match, "minutes"), Number(match, "seconds"));
        }

        faults.Add(CalendarForm().IsMatch(text)
            ? $"'{text}' counts years or months, which are not all of one length; write days and hours: P31D, P1DT2H"
            : $"'{text}' is no duration; write PT90M, PT2H or P1DT2H");
        return null;
    }

    /// <summary>The shortest text of whole seconds: <c>PT1H30M</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        var text = new StringBuilder("P");
        Append(text, duration.Days, 'D');
        if (duration.Ticks % TimeSpan.TicksPerDay != 0)
            text.Append('T');
        Append(text, duration.Hours, 'H');
        Append(text, duration.Minutes, 'M');
        Append(text, duration.Seconds, 'S');
        return text.ToString();
    }

    private static void Append(StringBuilder text, int number, char unit)
    {
        if (number > 0)
            text.Append(CultureInfo.InvariantCulture, $"{number}{unit}");
    }

    private static int Number(Match match, string unit) =>
        match.Groups[unit] is { Success: true, ValueSpan: var digits } ? int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    // Six digits each: more than any span may last, and no sum of them overflows.
    [GeneratedRegex(
        """
        ^P(?=[0-9T])
        ((?<weeks>[0-9]{1,6})W)?((?<days>[0-9]{1,6})D)?
        (T(?=[0-9])((?<hours>[0-9]{1,6})H)?((?<minutes>[0-9]{1,6})M)?((?<seconds>[0-9]{1,6})S)?)?\z
        """,
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();

    [GeneratedRegex(
        "^P([0-9]+[DW])*[0-9]+[YM]",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex CalendarForm();
}
