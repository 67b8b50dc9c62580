using System.Text.Json;
using Lms.Migrations.Catalog;
using Lms.Migrations.Documents.Commands;
using Lms.Migrations.History;

namespace Lms.Migrations.Documents;

/// <summary>Reads <c>migration_history</c>.</summary>
internal static class DocumentEvents
{
    /// <summary>A page of events, newest first; empty where there is no such collection.</summary>
    public static async Task<HistoryPage> ReadAsync(IDocumentCommands commands, HistoryQuery query, CancellationToken cancellationToken)
    {
        var events = new List<HistoryEvent>();
        var found = commands.ReadAsync(
            $$"""{"find":"{{DocumentHistory.Collection}}","filter":{{EventFilter.Of(query)}},"sort":{"_id":-1},"limit":{{Ejson.Int(query.Limit + 1)}}}""",
            cancellationToken);
        await foreach (var document in found.ConfigureAwait(false))
            events.Add(Read(EjsonElement.Parse(document)));
        return HistoryPage.Of(events, query.Limit);
    }

    private static HistoryEvent Read(JsonElement document) => new(
        document.Required("_id").AsLong(), document.Required("at").AsDate(), HistoryTerms.ReadKind(document.Required("kind").AsText()),
        HistoryTerms.ReadOutcome(document.Required("outcome").AsText()),
        document.Field("version") is { } version ? MigrationVersion.Parse(version.AsText()) : null,
        document.Field("name")?.AsText(), document.Field("checksum")?.AsText(), document.Field("durationMs")?.AsLong(),
        document.Required("runId").AsGuid(), document.Field("epoch")?.AsLong(), document.Required("actor").AsText(),
        document.Field("reason")?.AsText(), document.Required("host").AsText(), document.Required("toolVersion").AsText(),
        document.Field("error")?.AsText(), document.Field("detail")?.AsText());
}
