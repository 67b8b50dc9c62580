using System.Diagnostics.CodeAnalysis;
using Lms.Migrations.Failures;

namespace Lms.Migrations.Windows;

/// <summary>A span in which no change may begin, whatever the windows say.</summary>
public sealed record Freeze
{
    /// <summary>Characters that a reason may have.</summary>
    public const int LongestReason = 500;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    private Freeze(IsoInterval span, string reason)
    {
        Span = span;
        Reason = reason;
    }

    /// <summary>Its first instant, in UTC.</summary>
    public DateTimeOffset Start => Span.Start;

    /// <summary>The first instant after it, in UTC; null when it lasts until somebody lifts it.</summary>
    public DateTimeOffset? End => Span.End;

    /// <summary>Why, in one line; what operators read while it lasts.</summary>
    public string Reason { get; }

    private IsoInterval Span { get; }

    /// <summary>Reads a freeze.</summary>
    /// <param name="span">An ISO 8601 interval of 1 minute to 366 days – <c>2026-12-20T00:00Z/2027-01-02T00:00Z</c>,
    /// <c>2026-12-20T00:00Z/P13D</c> – or one without an end: <c>2026-12-20T00:00Z/..</c></param>
    /// <param name="reason">Why; 1–500 characters.</param>
    /// <exception cref="RequestException">It is none; the message names each faulty part, and the way out shows examples.</exception>
    public static Freeze Parse(string span, string reason) =>
        TryParse(span, reason, out var freeze, out var fault)
            ? freeze
            : throw new RequestException($"This is no freeze: {fault}.")
            {
                WayOut = "Write when it begins and ends, as '2026-12-20T00:00Z/2027-01-02T00:00Z', or '2026-12-20T00:00Z/..' for one that "
                    + "lasts until it is lifted; and a reason, as 'year-end close'.",
            };

    /// <summary>Reads a freeze.</summary>
    /// <param name="span">As for <see cref="Parse"/>.</param>
    /// <param name="reason">As for <see cref="Parse"/>.</param>
    /// <param name="freeze">The freeze; null when there is a fault.</param>
    /// <param name="fault">Each faulty part and its right form, without a full stop; null when there is none.</param>
    public static bool TryParse(
        string? span, string? reason, [NotNullWhen(true)] out Freeze? freeze, [NotNullWhen(false)] out string? fault)
    {
        var faults = new List<string>();
        var interval = GivenText.Read("the span", span, GivenText.LongestSpan, faults) is { } line ? IsoInterval.Read(line, Longest, faults) : null;
        var why = GivenText.Read("the reason", reason, LongestReason, faults);
        freeze = interval is { } read && why is not null ? new Freeze(read, why) : null;
        fault = freeze is null ? string.Join("; ", faults) : null;
        return freeze is not null;
    }

    /// <summary>The canonical text of its span: <c>2026-12-20T00:00Z/P13D</c>, <c>2026-12-20T00:00Z/..</c>. With the reason it reads back as
    /// an equal freeze.</summary>
    public override string ToString() => Span.ToString();
}
