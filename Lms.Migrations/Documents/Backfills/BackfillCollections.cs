using Lms.Migrations.Documents.Commands;

namespace Lms.Migrations.Documents.Backfills;

/// <summary>Where backfills over documents are kept.</summary>
/// <remarks>No collection has an index but that of <c>_id</c>, which begins with the backfill and leads to everything. Besides,
/// DocumentDB 1.0 refuses <c>$$NOW</c> in the filter of a collection with another index.</remarks>
internal static class BackfillCollections
{
    /// <summary>One document for each backfill; <c>_id</c> is its number.</summary>
    public const string Backfills = "migration_backfills";

    /// <summary>One document for each chunk; <c>_id</c> is <c>{ b: backfill, n: number }</c>.</summary>
    public const string Chunks = "migration_chunks";

    /// <summary>One document for each part of the undo journal, and one that says how each was restored.
    /// <c>_id</c> is <c>{ b: backfill, c: chunk, s: sequence }</c>, so that its own index finds a chunk's parts in their order.</summary>
    public const string Journal = "migration_undo";

    private const int NamespaceExists = 48;

    /// <summary>Creates what is missing, before transactions of several lanes need it at once.</summary>
    public static async Task PrepareAsync(IDocumentCommands commands, CancellationToken cancellationToken)
    {
        foreach (var collection in (string[])[Backfills, Chunks, Journal])
        {
            try
            {
                await commands.RunAsync($$"""{"create":"{{collection}}"}""", cancellationToken).ConfigureAwait(false);
            }
            catch (DocumentCommandException exception) when (exception.Code == NamespaceExists)
            {
                // As it should be.
            }
        }
    }

    public static string ChunkId(long backfill, int number) => $$"""{"b":{{Ejson.Long(backfill)}},"n":{{Ejson.Int(number)}}}""";

    /// <summary>A condition on <c>_id</c> for all chunks of a backfill. Documents compare field by field, and one that ends earlier
    /// comes first: <c>{ b: 1 } &lt; { b: 1, n: 2 } &lt; { b: 2 }</c>.</summary>
    public static string ChunksOf(long backfill) => $$$"""
        {"$gte":{"b":{{{Ejson.Long(backfill)}}}},"$lt":{"b":{{{Ejson.Long(backfill + 1)}}}}}
        """;

    /// <summary>A condition on <c>_id</c> for the chunks of a backfill behind one of its numbers.</summary>
    public static string ChunksAfter(long backfill, int number) => $$$"""
        {"$gt":{{{ChunkId(backfill, number)}}},"$lt":{"b":{{{Ejson.Long(backfill + 1)}}}}}
        """;

    public static string JournalId(long backfill, int chunk, long sequence) =>
        $$"""{"b":{{Ejson.Long(backfill)}},"c":{{Ejson.Int(chunk)}},"s":{{Ejson.Long(sequence)}}}""";

    /// <summary>The <c>_id</c> of the document that says how a part of the journal was restored.</summary>
    public static string RestoredId(long backfill, int chunk, long sequence) =>
        $$"""{"b":{{Ejson.Long(backfill)}},"restored":true,"c":{{Ejson.Int(chunk)}},"s":{{Ejson.Long(sequence)}}}""";

    /// <summary>A condition on <c>_id</c> for a whole chunk's journal.</summary>
    public static string JournalOf(long backfill, int chunk) => $$$"""
        {"$gte":{"b":{{{Ejson.Long(backfill)}}},"c":{{{Ejson.Int(chunk)}}}},"$lt":{"b":{{{Ejson.Long(backfill)}}},"c":{{{Ejson.Int(chunk + 1)}}}}}
        """;

    /// <summary>A condition on <c>_id</c> for everything that says how a backfill's journal was restored. A number comes before a
    /// boolean, so that they lie together, behind the journal itself.</summary>
    public static string RestoredOf(long backfill) => $$$"""
        {"$gte":{"b":{{{Ejson.Long(backfill)}}},"restored":true},"$lt":{"b":{{{Ejson.Long(backfill + 1)}}}}}
        """;
}
