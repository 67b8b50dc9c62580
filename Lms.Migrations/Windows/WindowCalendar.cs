namespace Lms.Migrations.Windows;

/// <summary>The windows and freezes of one database: when its changes may begin.</summary>
/// <remarks><para>A freeze closes it, whatever the windows say. Without any window it is open otherwise. With one or more, be they one-off and
/// long past, it is open only inside of one: nothing opens silently when the last one has passed.</para>
/// <para>It never changes, and any number of threads may ask it. A state is worked out once for as long as it lasts.</para></remarks>
public sealed class WindowCalendar
{
    private static readonly DateTimeOffset Never = DateTimeOffset.MaxValue;

    private readonly WindowUnion windows;
    private readonly FreezeUnion freezes;
    private volatile Judgement? latest;

    /// <param name="windows">All windows of the database, in the order in which reasons should name them.</param>
    /// <param name="freezes">All its freezes, in any order.</param>
    public WindowCalendar(IEnumerable<MaintenanceWindow> windows, IEnumerable<Freeze> freezes)
    {
        this.windows = new WindowUnion([.. windows]);
        this.freezes = new FreezeUnion(freezes);
    }

    /// <summary>Whether changes may begin at an instant, and until or from when.</summary>
    public WindowState StateAt(DateTimeOffset instant)
    {
        if (latest is { } known && known.From <= instant && instant < known.To)
            return known.State;

        var judgement = Judge(instant.ToUniversalTime());
        latest = judgement;
        return judgement.State;
    }

    /// <summary>When it is open, in order: spans that neither overlap nor adjoin, cut off at both ends of what was asked for.</summary>
    /// <param name="from">The first instant that matters.</param>
    /// <param name="to">The first instant that matters no more. Not after <paramref name="from"/>: there is no opening.</param>
    public IEnumerable<WindowOpening> Openings(DateTimeOffset from, DateTimeOffset to)
    {
        var limit = to.ToUniversalTime();
        var at = from;
        while (NextOpening(at) is { } start && start < limit)
        {
            at = ClosingAfter(start, limit);
            yield return new WindowOpening(start, at);
        }
    }

    /// <summary>The first instant from this one on at which it is open, in UTC: this one if it is. Null when it never is again.</summary>
    public DateTimeOffset? NextOpening(DateTimeOffset after)
    {
        var at = after.ToUniversalTime();
        while (windows.Next(at) is { } opening)
        {
            at = opening.Start > at ? opening.Start : at;
            if (freezes.At(at) is not { } frozen)
                return at;
            at = frozen.End;
        }

        return null;
    }

    private Judgement Judge(DateTimeOffset instant)
    {
        var opening = NextOpening(instant);
        if (opening == instant)
            return Open(instant);

        if (freezes.At(instant) is { } frozen)
            return new Judgement(instant, frozen.End, Closed(opening, WindowReasons.Frozen(frozen)));

        var change = freezes.Next(instant)?.Start ?? Never;
        return new Judgement(
            instant, opening < change ? opening.Value : change, Closed(opening, WindowReasons.Closed(windows, instant, opening)));
    }

    private Judgement Open(DateTimeOffset instant)
    {
        var closing = ClosingAfter(instant, Never);
        var until = closing == Never ? (DateTimeOffset?)null : closing;
        var reason = WindowReasons.Open(windows.IsConfined, until, freezes.Next(instant));
        return new Judgement(instant, closing, new WindowState(IsOpen: true, windows.IsConfined, until, NextOpening: null, reason));
    }

    private WindowState Closed(DateTimeOffset? opening, string reason) => new(IsOpen: false, windows.IsConfined, Until: null, opening, reason);

    private DateTimeOffset ClosingAfter(DateTimeOffset open, DateTimeOffset limit)
    {
        var freeze = freezes.Next(open)?.Start ?? Never;
        return windows.ClosingAfter(open, freeze < limit ? freeze : limit);
    }

    /// <summary>A state, and between which instants it is the same.</summary>
    private sealed record Judgement(DateTimeOffset From, DateTimeOffset To, WindowState State);
}
