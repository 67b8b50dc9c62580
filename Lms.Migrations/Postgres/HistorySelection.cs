using Lms.Migrations.History;
using Npgsql;

namespace Lms.Migrations.Postgres;

/// <summary>The query on <c>migrator.history</c> that answers a <see cref="HistoryQuery"/>. Every value is a parameter.</summary>
internal sealed class HistorySelection
{
    private const string Columns =
        "id, at, kind, outcome, version, name, checksum, duration_ms, run_id, epoch, actor, reason, host, tool_version, error, detail";

    private static readonly TimeSpan Microsecond = TimeSpan.FromMicroseconds(1);

    private readonly List<NpgsqlParameter> parameters = [];
    private readonly List<string> conditions = ["true"];
    private string? leader;

    private HistorySelection()
    {
    }

    /// <summary>Reads one event more than a page holds, newest first.</summary>
    public static NpgsqlCommand CommandFor(HistoryQuery query, NpgsqlConnection connection)
    {
        var selection = new HistorySelection();
        selection.AddIndexed(query);
        selection.AddOthers(query);
        var command = new NpgsqlCommand(selection.Compose([.. query.Kinds.Distinct().Select(HistoryTerms.Term)], query.Limit + 1), connection);
        command.Parameters.AddRange(selection.parameters.ToArray());
        return command;
    }

    // What narrows most comes first, for it leads.
    private void AddIndexed(HistoryQuery query)
    {
        if (query.RunId is { } run)
            conditions.Add(Equal("run_id", run));
        if (query.Version is { } version)
            conditions.Add(Equal("ltrim(version, '0')", version.Number));
        if (query.Actor is { } actor)
            conditions.Add(Equal("actor", actor));
    }

    private void AddOthers(HistoryQuery query)
    {
        if (query.Outcome is { } outcome)
            conditions.Add($"outcome = {Parameter(HistoryTerms.Term(outcome))}");
        if (query.Before is { } before)
            conditions.Add($"id < {Parameter(before)}");
        if (query.From is { } from)
            conditions.Add($"at >= {Parameter(WholeTime.NotBefore(from, Microsecond).UtcDateTime)}");
        if (query.To is { } to)
            conditions.Add($"at < {Parameter(WholeTime.NotBefore(to, Microsecond).UtcDateTime)}");
        if (query.Text is { } text)
        {
            var pattern = Parameter(TextPattern.Of(text));
            // All at once: to begin a search costs most where nothing is found. No text goes over the separator. And within a CASE, of which
            // the server expects half of all rows: of a long pattern it expects one, reads every event to find it, and sorts what it found.
            conditions.Add($"CASE WHEN concat_ws(E'\\x1f', name, reason, error, detail) ~ {pattern} THEN true ELSE false END");
        }
    }

    private string Compose(string[] kinds, int limit)
    {
        var count = Parameter(limit);
        if (kinds.Length == 0)
            return Select(conditions, count);

        // The newest of each kind, for in the index each has a stretch of its own; and of these the newest.
        var selections = kinds.Select(kind => Select([.. conditions, Equal("kind", kind)], count));
        return $"SELECT * FROM (({string.Join(") UNION ALL (", selections)})) AS each_kind ORDER BY id DESC LIMIT {count}";
    }

    private string Select(IReadOnlyList<string> where, string count) => $"""
        SELECT {Columns} FROM migrator.history WHERE {string.Join(" AND ", where)}
        ORDER BY {(leader is null ? "" : $"{leader} DESC, ")}id DESC LIMIT {count}
        """;

    /// <summary>A condition on the first column of an index. The first one leads: it is written as a range that holds one value, and ordered by.
    /// Of an equality the server knows that it has no part in the order; it may then walk back through all events, in the hope to meet enough
    /// that fit, and find that they are all old.</summary>
    private string Equal<T>(string column, T value)
    {
        var parameter = Parameter(value);
        leader ??= column;
        return leader == column ? $"{column} BETWEEN {parameter} AND {parameter}" : $"{column} = {parameter}";
    }

    private string Parameter<T>(T value)
    {
        parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return $"${parameters.Count}";
    }
}
