using Lms.Migrations.Documents.Commands;

namespace Lms.Migrations.Documents.Backfills;

/// <summary>Keys after one, up to and including another.</summary>
/// <param name="After">Null for the beginning of the key's kind.</param>
/// <param name="To">The last key.</param>
/// <param name="Keys">How many there are.</param>
internal sealed record KeyStretch(string? After, string To, long Keys);

/// <summary>Walks the keys of a collection in the server's order.</summary>
internal sealed class KeyWalk(IDocumentCommands commands, string source)
{
    private readonly string collection = Ejson.String(source);

    /// <summary>The next keys of one kind, up to so many; null when there are none after the last one.</summary>
    public async Task<KeyStretch?> NextAsync(string? last, int size, CancellationToken cancellationToken)
    {
        if (last is not null && !KeyRange.IsPoint(last)
            && await StretchAsync(last, KeyRange.After(last), size, cancellationToken).ConfigureAwait(false) is { } stretch)
            return stretch;

        var first = last is null
            ? await EdgeAsync("{}", 1, cancellationToken).ConfigureAwait(false)
            : await NextKindAsync(last, cancellationToken).ConfigureAwait(false);
        return first is null ? null : await StretchAsync(after: null, KeyRange.From(first), size, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The key in the middle of a range, and how many keys lie before and after; null for fewer than two.</summary>
    public async Task<(string Middle, long First, long Second)?> MiddleAsync(string range, CancellationToken cancellationToken)
    {
        var keys = await CountAsync(range, cancellationToken).ConfigureAwait(false);
        return keys >= 2 && await AtAsync(range, keys / 2, cancellationToken).ConfigureAwait(false) is { } middle
            ? (middle, keys / 2, keys - (keys / 2))
            : null;
    }

    private async Task<KeyStretch?> StretchAsync(string? after, string range, long size, CancellationToken cancellationToken)
    {
        if (await AtAsync(range, size, cancellationToken).ConfigureAwait(false) is { } full)
            return new KeyStretch(after, full, size);

        return await EdgeAsync($$"""{"_id":{{range}}}""", -1, cancellationToken).ConfigureAwait(false) is { } last
            ? new KeyStretch(after, last, await CountAsync(range, cancellationToken).ConfigureAwait(false))
            : null;
    }

    // A comparison between expressions knows the order of all kinds, but reads every key up to there: done only where a kind ends
    // and the last key of all says that there is another.
    private async Task<string?> NextKindAsync(string last, CancellationToken cancellationToken) =>
        await EdgeAsync("{}", -1, cancellationToken).ConfigureAwait(false) is { } end && end != last
            ? await EdgeAsync($$$"""{"$expr":{"$gt":["$_id",{"$literal":{{{last}}}}]}}""", 1, cancellationToken).ConfigureAwait(false)
            : null;

    private Task<string?> AtAsync(string range, long place, CancellationToken cancellationToken) =>
        KeyAsync($$"""{"_id":{{range}}}""", 1, place - 1, cancellationToken);

    private Task<string?> EdgeAsync(string filter, int direction, CancellationToken cancellationToken) =>
        KeyAsync(filter, direction, 0, cancellationToken);

    private async Task<string?> KeyAsync(string filter, int direction, long skip, CancellationToken cancellationToken)
    {
        var found = await commands.FirstAsync($$$"""
            {"find":{{{collection}}},"filter":{{{filter}}},"sort":{"_id":{{{direction}}}},"skip":{{{skip}}},"limit":1,"projection":{"_id":1},"hint":{"_id":1}}
            """, cancellationToken).ConfigureAwait(false);
        return found?.RawField("_id");
    }

    private async Task<long> CountAsync(string range, CancellationToken cancellationToken)
    {
        var found = await commands.FirstAsync($$$"""
            {"aggregate":{{{collection}}},"pipeline":[{"$match":{"_id":{{{range}}}}},{"$count":"n"}],"cursor":{},"hint":{"_id":1}}
            """, cancellationToken).ConfigureAwait(false);
        return found?.LongField("n") ?? 0;
    }
}
