using Lms.Migrations.History;

namespace Lms.Migrations.Documents;

/// <summary>The filter on <c>migration_history</c> that answers a <see cref="HistoryQuery"/>.</summary>
/// <remarks>Only <c>_id</c> is indexed, which gives the order and the place where a page begins. From there event after event is compared
/// until the page is full: of 100,000 events that takes 70 ms at the most, or a quarter of a second for a text. That is not worth an
/// index, which every append would pay for in its transaction and which older databases would have to build.</remarks>
internal static class EventFilter
{
    private static readonly string[] TextFields = ["name", "reason", "error", "detail"];

    public static string Of(HistoryQuery query) => $$"""{{{string.Join(',', Conditions(query))}}}""";

    private static IEnumerable<string> Conditions(HistoryQuery query)
    {
        if (query.Before is { } before)
            yield return On("_id", $$"""{"$lt":{{Ejson.Long(before)}}}""");
        if (query.Kinds.Count > 0)
            yield return On("kind", $$"""{"$in":[{{string.Join(',', query.Kinds.Select(kind => Ejson.String(HistoryTerms.Term(kind))))}}]}""");
        if (query.Outcome is { } outcome)
            yield return On("outcome", Ejson.String(HistoryTerms.Term(outcome)));
        if (query.Actor is { } actor)
            yield return On("actor", Ejson.String(actor));
        if (query.Version is { } version)
            yield return On("version", Ejson.Regex($"^0*{version.Number}$"));
        if (query.RunId is { } run)
            yield return On("runId", Ejson.Guid(run));
        if (query.From is not null || query.To is not null)
            yield return On("at", $$"""{{{string.Join(',', Bounds(query))}}}""");
        if (query.Text is { } text)
            yield return On("$or", $"[{string.Join(',', TextFields.Select(field => $"{{{On(field, Ejson.Regex(TextPattern.Of(text)))}}}"))}]");
    }

    private static IEnumerable<string> Bounds(HistoryQuery query)
    {
        if (query.From is { } from)
            yield return On("$gte", Ejson.Date(WholeTime.NotBefore(from, TimeSpan.FromMilliseconds(1))));
        if (query.To is { } to)
            yield return On("$lt", Ejson.Date(WholeTime.NotBefore(to, TimeSpan.FromMilliseconds(1))));
    }

    private static string On(string field, string condition) => $"{Ejson.String(field)}:{condition}";
}
