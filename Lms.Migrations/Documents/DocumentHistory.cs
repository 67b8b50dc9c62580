using Lms.Migrations.Documents.Commands;
using Lms.Migrations.History;

namespace Lms.Migrations.Documents;

/// <summary>The append-only events of a document database, in <c>migration_history</c>.</summary>
internal static class DocumentHistory
{
    public const string Collection = "migration_history";

    /// <summary>Appends one event; always part of the transaction that makes what it tells of.</summary>
    /// <param name="transaction">Fails with DuplicateKey or WriteConflict where another transaction appends at the same moment; the
    /// whole of it is then to be tried again.</param>
    /// <param name="change">What happened. Nothing but the event is written.</param>
    /// <param name="run">Who asked for it.</param>
    /// <param name="epoch">The lease under which it was done; null for an operator's request.</param>
    /// <param name="cancellationToken">Cancels the command.</param>
    public static async Task AppendAsync(
        IDocumentTransaction transaction, HistoryChange change, RunContext run, long? epoch, CancellationToken cancellationToken)
    {
        var number = await NextNumberAsync(transaction, cancellationToken).ConfigureAwait(false);
        // An update that inserts, for only that can ask for the server's time. One that finds the number taken inserts all the same,
        // and fails.
        var reply = await transaction.RunAsync($$$"""
            {"update":"{{{Collection}}}","updates":[{"q":{"_id":{{{Ejson.Long(number)}}},"at":{"$exists":false}},"u":[{"$set":{
                "at":"$$NOW","kind":{{{Text(HistoryTerms.Term(change.Kind))}}},"outcome":{{{Text(HistoryTerms.Term(change.Outcome))}}},
                "version":{{{Text(change.Version?.ToString())}}},"name":{{{Text(change.Name)}}},"checksum":{{{Text(change.Checksum)}}},
                "durationMs":{{{Ejson.Long((long?)change.Duration?.TotalMilliseconds)}}},"runId":{{{Ejson.Guid(run.RunId)}}},"epoch":{{{Ejson.Long(epoch)}}},
                "actor":{{{Text(run.Actor)}}},"reason":{{{Text(run.Reason)}}},"host":{{{Text(run.Host)}}},"toolVersion":{{{Text(run.ToolVersion)}}},
                "error":{{{Text(change.Error)}}},"detail":{{{Text(change.Detail)}}}}}],"upsert":true}]}
            """, cancellationToken).ConfigureAwait(false);
        WriteReply.Parse(reply);
    }

    private static async Task<long> NextNumberAsync(IDocumentTransaction transaction, CancellationToken cancellationToken)
    {
        var reply = EjsonElement.Parse(await transaction.RunAsync($$$"""
            {"find":"{{{Collection}}}","sort":{"_id":-1},"limit":1,"projection":{"_id":1}}
            """, cancellationToken).ConfigureAwait(false));
        var page = reply.Required("cursor").Required("firstBatch");
        return page.GetArrayLength() == 0 ? 1 : page[0].Required("_id").AsLong() + 1;
    }

    // An expression that is a string beginning with $ would be a path.
    private static string Text(string? value) => $$"""{"$literal":{{Ejson.String(value)}}}""";
}
