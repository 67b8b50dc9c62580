using System.Globalization;
using Lms.Contracts.Client;
using Lms.Dashboard.Calendars;
using Lms.Dashboard.Text;

namespace Lms.Dashboard.Histories;

/// <summary>What the history page is asked for.</summary>
public sealed record HistoryQuery
{
    /// <summary>One database; null for all.</summary>
    public string? Database { get; init; }

    public string? Kind { get; init; }

    public string? Outcome { get; init; }

    public string? Actor { get; init; }

    public string? Version { get; init; }

    public Guid? Run { get; init; }

    /// <summary>The first day, as the reader's calendar has it.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The last day.</summary>
    public DateOnly? To { get; init; }

    public string? Text { get; init; }

    public required TimeZoneInfo Zone { get; init; }

    public HistoryCursor Cursor { get; init; } = HistoryCursor.Start;

    /// <summary>Whether anything narrows the list.</summary>
    public bool IsNarrowed => this with { Cursor = HistoryCursor.Start } != new HistoryQuery { Zone = Zone };

    public static HistoryQuery Read(IQueryCollection query, TimeZoneInfo zone) => new()
    {
        Database = Word(query, "database"),
        Kind = Word(query, "kind") is { } kind && Words.Kinds.Contains(kind) ? kind : null,
        Outcome = Word(query, "outcome") is { } outcome and ("succeeded" or "failed" or "cancelled") ? outcome : null,
        Actor = Word(query, "actor"),
        Version = Word(query, "version"),
        Run = Guid.TryParse(query["run"], out var run) ? run : null,
        From = Day(query, "from"),
        To = Day(query, "to"),
        Text = Word(query, "text"),
        Zone = zone,
        Cursor = HistoryCursor.Parse(query["before"]),
    };

    public HistoryFilter ToFilter(string database, int limit) => new()
    {
        Limit = limit,
        Before = Cursor.Of(database),
        Kinds = Kind is null ? [] : [Kind],
        Outcome = Outcome,
        Actor = Actor,
        Version = Version,
        RunId = Run,
        From = From is { } from ? ZoneDays.StartOf(from, Zone) : null,
        To = To is { } to ? ZoneDays.StartOf(to.AddDays(1), Zone) : null,
        Text = Text,
    };

    /// <summary>The same question as it stands behind a question mark.</summary>
    public QueryString ToQuery() => Paths.Query(
        ("database", Database), ("kind", Kind), ("outcome", Outcome), ("actor", Actor), ("version", Version), ("run", Run?.ToString()),
        ("from", Iso(From)), ("to", Iso(To)), ("text", Text), ("before", Cursor.Before.Count == 0 ? null : Cursor.ToString()));

    private static string? Iso(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string? Word(IQueryCollection query, string name) => query[name].ToString().Trim() is { Length: > 0 } text ? text : null;

    private static DateOnly? Day(IQueryCollection query, string name) =>
        DateOnly.TryParseExact(query[name], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day < new DateOnly(9999, 12, 31) ? day : null;
}
