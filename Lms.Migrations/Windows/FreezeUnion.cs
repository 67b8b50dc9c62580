namespace Lms.Migrations.Windows;

/// <summary>All freezes of one database taken together: spans that neither overlap nor adjoin, in order.</summary>
internal sealed class FreezeUnion
{
    private readonly FrozenSpan[] spans;

    public FreezeUnion(IEnumerable<Freeze> freezes)
    {
        var merged = new List<FrozenSpan>();
        foreach (var freeze in freezes.OrderBy(freeze => freeze.Start))
        {
            var span = new FrozenSpan(freeze.Start, freeze.End ?? DateTimeOffset.MaxValue, [freeze.Reason]);
            if (merged is [.., var last] && last.End >= span.Start)
                merged[^1] = last.With(span);
            else
                merged.Add(span);
        }

        spans = [.. merged];
    }

    /// <summary>The first span that ends after an instant; it may have begun before. Null when there is none left.</summary>
    public FrozenSpan? Next(DateTimeOffset after) => Array.Find(spans, span => span.End > after);

    /// <summary>The span that covers an instant; null when it is not frozen.</summary>
    public FrozenSpan? At(DateTimeOffset instant) => Next(instant) is { } span && span.Start <= instant ? span : null;
}

/// <summary>A span that is frozen throughout.</summary>
/// <param name="Start">Its first instant, in UTC.</param>
/// <param name="End">The first instant after it, in UTC; <see cref="DateTimeOffset.MaxValue"/> when it lasts until it is lifted.</param>
/// <param name="Reasons">Those of its freezes, each once.</param>
internal sealed record FrozenSpan(DateTimeOffset Start, DateTimeOffset End, IReadOnlyList<string> Reasons)
{
    /// <summary>This span and one that begins in it or where it ends.</summary>
    public FrozenSpan With(FrozenSpan next) => this with
    {
        End = next.End > End ? next.End : End,
        Reasons = [.. Reasons.Union(next.Reasons, StringComparer.Ordinal)],
    };
}
