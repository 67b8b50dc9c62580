namespace Lms.Migrations.Windows;

/// <summary>A clock on the wall of a zone, and the instants at which it shows a time.</summary>
internal sealed record ZoneClock(TimeZoneInfo Zone)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>The date that the clock shows.</summary>
    public DateOnly DateAt(DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, Zone).DateTime);

    /// <summary>The first instant at which the clock shows this time or a later one: the end of the gap for a time that is left out
    /// when clocks are put forward, the first of two for one that comes twice when they are put back.</summary>
    /// <remarks>So later times never come at earlier instants, and spans that adjoin on the clock do so in time.</remarks>
    public DateTimeOffset FirstInstantAt(DateTime local)
    {
        // No zone is as much as a day from UTC, and none has changed its clocks twice within six days since the year 2000: there
        // is at most one change between these two.
        var nominal = new DateTimeOffset(local, TimeSpan.Zero);
        var (before, after) = (OffsetAt(nominal - Day), OffsetAt(nominal + Day));
        if (before == after)
            return nominal - before;

        var change = ChangeBetween(nominal - Day, nominal + Day);
        if (nominal - before < change)
            return nominal - before;

        return nominal - after > change ? nominal - after : change;
    }

    /// <inheritdoc/>
    public override string ToString() => Zone.Id;

    private TimeSpan OffsetAt(DateTimeOffset instant) => Zone.GetUtcOffset(instant);

    private DateTimeOffset ChangeBetween(DateTimeOffset early, DateTimeOffset late)
    {
        var before = OffsetAt(early);
        var (unchanged, changed) = (0L, (long)(late - early).TotalSeconds);
        while (changed - unchanged > 1)
        {
            var middle = (unchanged + changed) / 2;
            if (OffsetAt(early.AddSeconds(middle)) == before)
                unchanged = middle;
            else
                changed = middle;
        }

        return early.AddSeconds(changed);
    }
}
