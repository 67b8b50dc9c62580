using System.Text.Json;
using Lms.Migrations.Catalog;
using Lms.Migrations.Documents.Commands;
using Lms.Migrations.Leasing;
using Lms.Migrations.Seeding;

namespace Lms.Migrations.Documents;

/// <summary>Tops a collection up with documents that the server computes from their numbers. They pass through here as text, untouched,
/// a range of numbers at a time and several ranges at once, so that memory stays the same however many there are.</summary>
internal sealed class DocumentGeneration(IDocumentDatabase database, GenerateStatement statement, Lease lease)
{
    /// <summary>Numbers in one command: enough that its own cost does not count, few enough for one reply of 16 MB.</summary>
    private const int RangeSize = 2_000;

    /// <summary>Ranges at once. While one is computed another is inserted; more than the server has cores for only wait.</summary>
    private const int Lanes = 4;

    private const int DuplicateKey = 11000;

    /// <returns>How many documents were missing and were inserted.</returns>
    /// <exception cref="DocumentCommandException">The server cannot compute or insert a document; others are inserted already.</exception>
    public async Task<long> RunAsync(decimal scale, IReadOnlySet<MigrationVersion> applied, CancellationToken cancellationToken)
    {
        var count = statement.CountAt(scale);
        var expression = statement.ExpressionFor(applied);

        // The first range alone: it creates the collection, for which several at once would race.
        long inserted = count == 0 ? 0 : await TopUpAsync(expression, 0, Math.Min(RangeSize, count), cancellationToken).ConfigureAwait(false);
        await Parallel.ForEachAsync(
            RangesAfterTheFirst(count),
            new ParallelOptions { MaxDegreeOfParallelism = Lanes, CancellationToken = cancellationToken },
            async (first, token) =>
            {
                var added = await TopUpAsync(expression, first, Math.Min(first + RangeSize, count), token).ConfigureAwait(false);
                Interlocked.Add(ref inserted, added);
            }).ConfigureAwait(false);
        return inserted;
    }

    private static IEnumerable<int> RangesAfterTheFirst(int count)
    {
        // Counted in long: the last range may end at the last number that an int can be.
        for (long first = RangeSize; first < count; first += RangeSize)
            yield return (int)first;
    }

    private async Task<long> TopUpAsync(string expression, int first, int end, CancellationToken cancellationToken)
    {
        lease.ThrowIfLost();
        var generated = await database.RunAsync(statement.Generate(expression, first, end), cancellationToken).ConfigureAwait(false);
        using var page = JsonDocument.Parse(generated);
        var documents = page.RootElement.GetProperty("cursor").GetProperty("firstBatch");
        if (documents.GetArrayLength() != end - first)
            return await TopUpHalvesAsync(expression, first, end, cancellationToken).ConfigureAwait(false);

        var reply = await database.RunAsync(statement.Insert(documents.GetRawText()), cancellationToken).ConfigureAwait(false);
        return CountInserted(EjsonElement.Parse(reply));
    }

    /// <summary>Documents so large that one reply cannot hold a range of them.</summary>
    private async Task<long> TopUpHalvesAsync(string expression, int first, int end, CancellationToken cancellationToken)
    {
        if (end - first == 1)
            throw new DocumentCommandException(10334, $"Document {first} is too large for a reply.");

        var middle = first + ((end - first) / 2);
        return await TopUpAsync(expression, first, middle, cancellationToken).ConfigureAwait(false)
            + await TopUpAsync(expression, middle, end, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A document whose <c>_id</c> is there was inserted by an earlier run; any other refusal is a failure.</summary>
    private static long CountInserted(JsonElement reply)
    {
        WriteErrors.Throw(reply, except: error =>
            error.Required("code").AsLong() == DuplicateKey && NamesPrimaryKey(error.Required("errmsg").AsText()));
        return reply.Required("n").AsLong();
    }

    /// <summary>MongoDB writes <c>index: _id_ dup key: …</c>, DocumentDB <c>Index '_id_'</c>; <c>user_id_1</c> is another index.</summary>
    private static bool NamesPrimaryKey(string message) =>
        message.Contains("index: _id_ ", StringComparison.Ordinal) || message.Contains("'_id_'", StringComparison.Ordinal);
}
