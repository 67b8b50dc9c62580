using System.Globalization;
using Lms.Migrations.Windows;

namespace Lms.Migrations.Tests.Windows;

/// <summary>What tests of windows share: short ways to write calendars, instants and openings.</summary>
public abstract class WindowTest
{
    private protected const string YearEnd = "2026-12-20T00:00Z/2027-01-02T00:00Z";

    /// <summary>A calendar of windows, and of freezes, whose texts have an exclamation mark before the reason.</summary>
    private protected static WindowCalendar Calendar(params string[] entries) => new(
        entries.Where(entry => !entry.Contains('!')).Select(MaintenanceWindow.Parse),
        entries.Where(entry => entry.Contains('!')).Select(entry => entry.Split('!')).Select(parts => Freeze.Parse(parts[0], parts[1])));

    private protected static DateTimeOffset At(string instant) => DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture);

    /// <summary>Openings as <c>2026-03-29 01:00-02:00</c>, in UTC; with the date of the end where it is another.</summary>
    private protected static string[] Openings(WindowCalendar calendar, string from, string to) =>
        [.. calendar.Openings(At(from), At(to)).Select(opening => $"{opening.Start:yyyy-MM-dd HH:mm}-{EndOf(opening)}")];

    private static string EndOf(WindowOpening opening) => opening.End.ToString(
        opening.End.Date == opening.Start.Date ? "HH:mm" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
