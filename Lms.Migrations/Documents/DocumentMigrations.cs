using System.Text.Json;
using Lms.Migrations.Catalog;
using Lms.Migrations.Documents.Commands;
using Lms.Migrations.History;

namespace Lms.Migrations.Documents;

/// <summary>The current state of each migration, in <c>migrations</c>: <c>{ name, executedAt, status, result }</c>, as people know it from
/// other tools, and what this engine needs beside.</summary>
internal static class DocumentMigrations
{
    public const string Collection = "migrations";

    /// <summary>One document that is not the engine's.</summary>
    public const string FindForeign = $$$"""
        {"find":"{{{Collection}}}","limit":1,"filter":{"$or":[
            {"version":{"$exists":false}},{"checksum":{"$exists":false}},{"state":{"$exists":false}}]}}
        """;

    private const string FindAll = $$"""{"find":"{{Collection}}"}""";

    /// <summary>All of them, by version; empty where there is no such collection.</summary>
    /// <exception cref="Failures.RefusedException">A document there is not the engine's.</exception>
    public static async Task<IReadOnlyList<HistoryEntry>> ReadAsync(IDocumentCommands commands, CancellationToken cancellationToken)
    {
        var entries = new List<HistoryEntry>();
        await foreach (var document in commands.ReadAsync(FindAll, cancellationToken).ConfigureAwait(false))
            entries.Add(ReadEntry(EjsonElement.Parse(document)));
        entries.Sort((left, right) => left.Version.CompareTo(right.Version));
        return entries;
    }

    /// <summary>The command that brings a migration into the state that a change asks for.</summary>
    public static string Write(HistoryChange change, EntryStatus state, RunContext run)
    {
        var version = change.Version ?? throw new ArgumentException("A state belongs to a migration.", nameof(change));
        var error = Ejson.String(change.Error);
        // A history entry does not know its file; the name then stays as it is.
        var name = change.FileStem is { } stem ? $"\"name\":{Ejson.String(stem)}," : "";
        var firstName = change.FileStem is null ? $$""","$setOnInsert":{"name":{{Ejson.String($"{version}_{change.Name}")}}}""" : "";
        return $$$$"""
            {"update":"{{{{Collection}}}}","updates":[{"upsert":true,"q":{"_id":{{{{Ejson.String(Id(version))}}}}},"u":{
                "$set":{{{{{name}}}}"version":{{{{Ejson.String(version.ToString())}}}},"description":{{{{Ejson.String(change.Description)}}}},
                    "checksum":{{{{Ejson.String(change.Checksum)}}}},"status":"{{{{StatusOf(state)}}}}","state":"{{{{HistoryTerms.Term(state)}}}}",
                    "appliedBy":{{{{Ejson.String(run.Actor)}}}},"durationMs":{{{{Ejson.Long((long)(change.Duration ?? TimeSpan.Zero).TotalMilliseconds)}}}},
                    "runId":{{{{Ejson.Guid(run.RunId)}}}},"error":{{{{error}}}},"result":{{{{Result(change, state)}}}}},
                "$currentDate":{"executedAt":true}{{{{firstName}}}}}}]}
            """;
    }

    /// <summary>1 and 001 are one version.</summary>
    private static string Id(MigrationVersion version) => version.ToString().TrimStart('0') is { Length: > 0 } digits ? digits : "0";

    private static HistoryEntry ReadEntry(JsonElement document)
    {
        if (document.Field("version") is not { } version || document.Field("checksum") is not { } checksum || document.Field("state") is not { } state)
            throw DocumentBookkeeping.ForeignCollection();

        var name = document.Required("name").AsText();
        return new HistoryEntry(
            MigrationVersion.Parse(version.AsText()), MigrationFile.TryParse(name, out _, out var ownName) ? ownName : name,
            document.Field("description")?.AsText(), checksum.AsText(), HistoryTerms.ReadStatus(state.AsText()),
            document.Required("executedAt").AsDate(), document.Required("appliedBy").AsText(), document.Required("durationMs").AsLong(),
            document.Required("runId").AsGuid(), document.Field("error")?.AsText());
    }

    /// <summary>How it ended, as a document; <c>null</c> while it has not.</summary>
    private static string Result(HistoryChange change, EntryStatus state)
    {
        if (state == EntryStatus.Running)
            return Ejson.Null;

        var result = change.Result ?? new StepOutcome(change.Error ?? change.Detail ?? HistoryTerms.Term(change.Kind));
        return $$"""
            {"success":{{Ejson.Boolean(change.Outcome == HistoryOutcome.Succeeded)}},"message":{{Ejson.String(result.Message)}},
                "matched":{{Ejson.Long(result.Matched)}},"modified":{{Ejson.Long(result.Modified)}},"batches":{{Ejson.Long(result.Batches)}},
                "sumBefore":{{Ejson.Decimal(result.SumBefore)}},"sumAfter":{{Ejson.Decimal(result.SumAfter)}}}
            """;
    }

    private static string StatusOf(EntryStatus state) => state switch
    {
        EntryStatus.Applied => "completed",
        EntryStatus.Running => "running",
        EntryStatus.Failed => "failed",
        EntryStatus.RolledBack => "rolledBack",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };
}
