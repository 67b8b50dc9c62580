namespace Lms.Contracts.Windows;

/// <summary>A maintenance window: when the databases that it names may be changed.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Window">As written: <c>Sun 02:00-04:00 Europe/Berlin</c> or <c>2026-12-01T01:00Z/PT2H</c>.</param>
/// <param name="Databases">The databases; empty for all.</param>
/// <param name="AddedBy">Who.</param>
/// <param name="AddedAt">When.</param>
/// <param name="Reason">Why; null when nothing was said.</param>
public sealed record WindowDocument(
    long Id, string Window, IReadOnlyList<string> Databases, string AddedBy, DateTimeOffset AddedAt, string? Reason);

/// <summary>A freeze: when the databases that it names must not be changed, whatever the windows say.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Span"><c>2026-12-20T00:00Z/2027-01-02T00:00Z</c>, or <c>2026-12-20T00:00Z/..</c> until it is lifted.</param>
/// <param name="Databases">The databases; empty for all.</param>
/// <param name="AddedBy">Who.</param>
/// <param name="AddedAt">When.</param>
/// <param name="Reason">Why.</param>
public sealed record FreezeDocument(
    long Id, string Span, IReadOnlyList<string> Databases, string AddedBy, DateTimeOffset AddedAt, string Reason);

/// <summary>Asks for a window, without databases for all of them.</summary>
public sealed record NewWindowDocument(string Window, IReadOnlyList<string>? Databases = null, string? Reason = null);

/// <summary>Asks for a freeze, without databases of all of them. Without a span: from now until it is lifted.</summary>
public sealed record NewFreezeDocument(string Reason, string? Span = null, IReadOnlyList<string>? Databases = null);

/// <summary>Whether a database may be changed now.</summary>
/// <param name="Database">The database.</param>
/// <param name="IsOpen">Whether a change may begin.</param>
/// <param name="IsConfined">Whether windows confine changes at all.</param>
/// <param name="Until">When open: when it closes; null when it does not.</param>
/// <param name="NextOpening">When closed: when it opens; null when nothing opens it.</param>
/// <param name="Reason">The same in one sentence.</param>
public sealed record WindowStateDocument(
    string Database, bool IsOpen, bool IsConfined, DateTimeOffset? Until, DateTimeOffset? NextOpening, string Reason);

/// <summary>When changes may begin.</summary>
/// <param name="Windows">Every window that was not removed.</param>
/// <param name="Freezes">Every freeze that was not lifted.</param>
/// <param name="States">How each database stands now.</param>
public sealed record CalendarDocument(
    IReadOnlyList<WindowDocument> Windows, IReadOnlyList<FreezeDocument> Freezes, IReadOnlyList<WindowStateDocument> States);

/// <summary>Spans in which a database may be changed.</summary>
/// <param name="Database">The database.</param>
/// <param name="Openings">In order, half open, freezes cut out.</param>
public sealed record OpeningsDocument(string Database, IReadOnlyList<OpeningDocument> Openings);

/// <summary>One of them.</summary>
public sealed record OpeningDocument(DateTimeOffset From, DateTimeOffset To);
