using System.Globalization;
using Lms.Contracts.Client;
using Lms.Contracts.Windows;

namespace Lms.Dashboard.Calendars;

/// <summary>Something that lasts for a part of a day, or all of it.</summary>
/// <param name="Database">Which database; null for all of them.</param>
/// <param name="Hours"><c>02:00–04:00</c>, or <c>all day</c>.</param>
/// <param name="Freeze">Why nothing may change; null where it is an opening.</param>
public sealed record DayEntry(string? Database, string Hours, string? Freeze);

/// <summary>A day of the calendar.</summary>
public sealed record CalendarDay(DateOnly Date, bool IsInMonth, IReadOnlyList<DayEntry> Entries);

/// <summary>A month in whole weeks, with what is open and what is frozen on each day, as the reader's clock has it.</summary>
public sealed class MonthCalendar
{
    private readonly TimeZoneInfo zone;
    private readonly IReadOnlyDictionary<string, OpeningsDocument> openings;
    private readonly IReadOnlyList<(FreezeDocument Freeze, FreezeSpan Span)> freezes;

    private MonthCalendar(
        DateOnly month, TimeZoneInfo zone, IReadOnlyDictionary<string, OpeningsDocument> openings, IReadOnlyList<(FreezeDocument, FreezeSpan)> freezes)
    {
        Month = month;
        this.zone = zone;
        this.openings = openings;
        this.freezes = freezes;
    }

    /// <summary>Its first day.</summary>
    public DateOnly Month { get; }

    /// <summary>Four to six weeks of seven days, each from Monday.</summary>
    public IEnumerable<IReadOnlyList<CalendarDay>> Weeks()
    {
        for (var monday = FirstOf(Month); monday < Month.AddMonths(1); monday = monday.AddDays(7))
            yield return [.. Enumerable.Range(0, 7).Select(day => Of(monday.AddDays(day)))];
    }

    /// <summary>Reads a month: <c>2026-12</c>; what cannot be read is the present one.</summary>
    public static DateOnly MonthOf(string? text, DateTimeOffset now, TimeZoneInfo zone)
    {
        var today = ZoneDays.DayOf(now, zone);
        var wanted = DateOnly.TryParseExact($"{text}-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month)
            && month.Year is > 2000 and < 2200 ? month : today;
        return new DateOnly(wanted.Year, wanted.Month, 1);
    }

    /// <exception cref="ApiException">A worker cannot tell.</exception>
    public static async Task<MonthCalendar> ReadAsync(
        LmsClient worker, CalendarDocument calendar, DateOnly month, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        var from = ZoneDays.StartOf(FirstOf(month), zone);
        var to = ZoneDays.StartOf(month.AddMonths(1).AddDays(7), zone);
        // What no window confines is open all the time: there is nothing to draw.
        var confined = calendar.States.Where(state => state.IsConfined && calendar.Windows.Any(window => Concerns(window.Databases, state.Database)));
        var found = await Task.WhenAll(confined.Select(state => worker.ListOpeningsAsync(state.Database, from, to, cancellationToken)));
        return new MonthCalendar(
            month, zone, found.ToDictionary(document => document.Database),
            [.. calendar.Freezes.Select(freeze => (freeze, Span: FreezeSpan.Parse(freeze.Span))).Where(entry => entry.Span is not null)
                .Select(entry => (entry.freeze, entry.Span!.Value))]);
    }

    private static bool Concerns(IReadOnlyList<string> databases, string database) => databases.Count == 0 || databases.Contains(database);

    private static DateOnly FirstOf(DateOnly month) => month.AddDays(-(((int)month.DayOfWeek + 6) % 7));

    private CalendarDay Of(DateOnly date)
    {
        var from = ZoneDays.StartOf(date, zone);
        var to = ZoneDays.StartOf(date.AddDays(1), zone);
        var frozen = freezes.Where(entry => entry.Span.From < to && (entry.Span.To is not { } end || end > from))
            .SelectMany(entry => (entry.Freeze.Databases.Count == 0 ? [null] : entry.Freeze.Databases.Select(name => (string?)name))
                .Select(name => new DayEntry(name, Hours(entry.Span.From, entry.Span.To ?? DateTimeOffset.MaxValue, from, to), entry.Freeze.Reason)));
        var open = openings.Values.SelectMany(document => document.Openings
            .Where(opening => opening.From < to && opening.To > from)
            .Select(opening => new DayEntry(document.Database, Hours(opening.From, opening.To, from, to), Freeze: null)));
        return new CalendarDay(date, date.Month == Month.Month, [.. frozen, .. open]);
    }

    private string Hours(DateTimeOffset start, DateTimeOffset end, DateTimeOffset from, DateTimeOffset to) => (start <= from, end >= to) switch
    {
        (true, true) => "all day",
        (true, false) => $"until {Clock(end)}",
        (false, true) => $"from {Clock(start)}",
        _ => $"{Clock(start)}–{Clock(end)}",
    };

    private string Clock(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, zone).ToString("HH:mm", CultureInfo.InvariantCulture);
}
