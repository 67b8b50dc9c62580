using Lms.Migrations.Documents.Backfills;
using Lms.Migrations.Documents.Commands;
using Lms.Migrations.Failures;
using Lms.Migrations.Planning;

namespace Lms.Migrations.Documents;

/// <summary>Creates the engine's own collections, once for each database.</summary>
internal sealed class DocumentBookkeeping(IDocumentDatabase database, TimeProvider time)
{
    private const int Attempts = 50;
    private const string ListCollections = """{"listCollections":1,"nameOnly":true}""";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private static readonly string[] Own =
        [DocumentMigrations.Collection, DocumentHistory.Collection, DocumentLeaseStore.Collection, "seeders"];

    /// <summary>Creates what is missing. Several processes may do so at once: a transaction that had to create a collection would fail
    /// against another that does.</summary>
    /// <exception cref="RefusedException">A collection <c>migrations</c> exists that is not the engine's.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await CreateMissingAsync(cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (DocumentCommandException) when (attempt < Attempts)
            {
                // Another process creates the same ones at this moment.
            }

            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    public static RefusedException ForeignCollection() => new([new Refusal(
        RefusalKind.ForeignTable, null,
        $"A collection '{DocumentMigrations.Collection}' exists in this database that this engine did not make.",
        $"Another tool may keep its history there: rename that collection (renameCollection), then adopt what it did with 'lms baseline'.")]);

    private async Task CreateMissingAsync(CancellationToken cancellationToken)
    {
        var present = new HashSet<string>(StringComparer.Ordinal);
        foreach (var collection in await database.AllAsync(ListCollections, cancellationToken).ConfigureAwait(false))
            present.Add(collection.Required("name").AsText());

        if (present.Contains(DocumentMigrations.Collection)
            && await database.FirstAsync(DocumentMigrations.FindForeign, cancellationToken).ConfigureAwait(false) is not null)
            throw ForeignCollection();

        foreach (var collection in Own.Where(collection => !present.Contains(collection)))
            await database.RunAsync($$"""{"create":"{{collection}}"}""", cancellationToken).ConfigureAwait(false);
    }
}
