using System.Globalization;

namespace Lms.Contracts.Client;

/// <summary>What would be asked for.</summary>
public sealed record PlanQuery
{
    /// <summary><c>up</c> or <c>down</c>.</summary>
    public string Direction { get; init; } = "up";

    /// <summary>The last version to apply, or the one that stays applied; null for none.</summary>
    public string? To { get; init; }

    /// <summary>How many to undo; null for one.</summary>
    public int? Steps { get; init; }

    /// <summary>Undo everything.</summary>
    public bool All { get; init; }

    /// <summary>Also apply versions older than the newest applied one.</summary>
    public bool OutOfOrder { get; init; }

    internal string ToQueryString() => new QueryText()
        .Add("direction", Direction).Add("to", To).Add("steps", Steps).Add("all", All).Add("outOfOrder", OutOfOrder).ToString();
}

/// <summary>Which events of a history to list.</summary>
public sealed record HistoryFilter
{
    /// <summary>1–1,000.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>The <c>next</c> of the page before; null from the newest.</summary>
    public long? Before { get; init; }

    /// <summary>Of these kinds only; empty for all.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary><c>succeeded</c>, <c>failed</c>, <c>cancelled</c>; null for all.</summary>
    public string? Outcome { get; init; }

    /// <summary>Asked for by this actor only; null for all.</summary>
    public string? Actor { get; init; }

    /// <summary>About this migration only; null for all.</summary>
    public string? Version { get; init; }

    /// <summary>Of this run only; null for all.</summary>
    public Guid? RunId { get; init; }

    /// <summary>From this time on; null for no bound.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this time; null for no bound.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Which have this in their name, reason, error or detail; null for all.</summary>
    public string? Text { get; init; }

    internal string ToQueryString() => new QueryText()
        .Add("limit", Limit).Add("before", Before).Add("kind", Kinds.Count == 0 ? null : string.Join(',', Kinds)).Add("outcome", Outcome)
        .Add("actor", Actor).Add("version", Version).Add("run", RunId?.ToString()).Add("from", From).Add("to", To).Add("text", Text).ToString();
}

/// <summary>Which runs to list.</summary>
public sealed record RunFilter
{
    /// <summary>1–200.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>The <c>next</c> of the page before; null from the newest.</summary>
    public string? Before { get; init; }

    /// <summary>Of this database only; null for all.</summary>
    public string? Database { get; init; }

    /// <summary>In these states only; empty for all.</summary>
    public IReadOnlyList<string> States { get; init; } = [];

    /// <summary>Asked for by this actor only; null for all.</summary>
    public string? Actor { get; init; }

    internal string ToQueryString() => new QueryText()
        .Add("limit", Limit).Add("before", Before).Add("database", Database).Add("state", States.Count == 0 ? null : string.Join(',', States))
        .Add("actor", Actor).ToString();
}

/// <summary>Which chunks of a backfill to list.</summary>
public sealed record ChunkFilter
{
    /// <summary>1–1,000.</summary>
    public int Limit { get; init; } = 200;

    /// <summary>After this number; null from the first.</summary>
    public int? After { get; init; }

    /// <summary><c>pending</c>, <c>running</c>, <c>done</c>, <c>failed</c>; null for all.</summary>
    public string? State { get; init; }

    internal string ToQueryString() => new QueryText().Add("limit", Limit).Add("after", After).Add("state", State).ToString();
}

/// <summary>Which lines of the audit to list.</summary>
public sealed record AuditFilter
{
    /// <summary>1–1,000.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>The <c>next</c> of the page before; null from the newest.</summary>
    public long? Before { get; init; }

    /// <summary>By this actor only; null for all.</summary>
    public string? Actor { get; init; }

    /// <summary>This action only; null for all.</summary>
    public string? Action { get; init; }

    /// <summary>What was asked of this database only; null for all.</summary>
    public string? Database { get; init; }

    /// <summary><c>accepted</c>, <c>refused</c> or <c>asked</c>; null for all.</summary>
    public string? Outcome { get; init; }

    /// <summary>From this time on; null for no bound.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this time; null for no bound.</summary>
    public DateTimeOffset? To { get; init; }

    internal string ToQueryString() => new QueryText()
        .Add("limit", Limit).Add("before", Before).Add("actor", Actor).Add("action", Action).Add("database", Database)
        .Add("outcome", Outcome).Add("from", From).Add("to", To).ToString();
}

/// <summary>Builds what stands behind the question mark; what is null or false is left out.</summary>
internal sealed class QueryText
{
    private readonly List<string> parts = [];

    public QueryText Add(string name, string? value)
    {
        if (value is not null)
            parts.Add($"{name}={Uri.EscapeDataString(value)}");
        return this;
    }

    public QueryText Add(string name, long? value) => Add(name, value?.ToString(CultureInfo.InvariantCulture));

    public QueryText Add(string name, bool value) => Add(name, value ? "true" : null);

    public QueryText Add(string name, DateTimeOffset? value) => Add(name, value?.ToString("O", CultureInfo.InvariantCulture));

    public override string ToString() => parts.Count == 0 ? "" : $"?{string.Join('&', parts)}";
}
