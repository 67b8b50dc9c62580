using System.Globalization;
using Lms.Contracts.Client;
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
        From = From is { } from ? StartOf(from) : null,
        To = To is { } to ? StartOf(to.AddDays(1)) : null,
        Text = Text,
    };

    /// <summary>The same question as it stands behind a question mark.</summary>
    public QueryString ToQuery()
    {
        var query = QueryString.Empty;
        Add("database", Database);
        Add("kind", Kind);
        Add("outcome", Outcome);
        Add("actor", Actor);
        Add("version", Version);
        Add("run", Run?.ToString());
        Add("from", From?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Add("to", To?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Add("text", Text);
        Add("before", Cursor.Before.Count == 0 ? null : Cursor.ToString());
        return query;

        void Add(string name, string? value)
        {
            if (value is not null)
                query = query.Add(name, value);
        }
    }

    // Where a day begins at one o'clock because clocks skip midnight, that is its beginning.
    private DateTimeOffset StartOf(DateOnly day)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        while (Zone.IsInvalidTime(local))
            local = local.AddMinutes(30);
        return new DateTimeOffset(local, Zone.GetUtcOffset(local));
    }

    private static string? Word(IQueryCollection query, string name) => query[name].ToString().Trim() is { Length: > 0 } text ? text : null;

    private static DateOnly? Day(IQueryCollection query, string name) =>
        DateOnly.TryParseExact(query[name], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day < new DateOnly(9999, 12, 31) ? day : null;
}
