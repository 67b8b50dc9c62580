using System.Text.Json;
using Lms.Migrations.Catalog;
using Lms.Migrations.Documents.Commands;
using Lms.Migrations.Failures;
using Lms.Migrations.Leasing;
using Lms.Migrations.Seeding;

namespace Lms.Migrations.Documents;

/// <summary>Runs seeders and keeps the collection <c>seeders</c>.</summary>
internal static class DocumentSeeding
{
    private const string ReadAll = """{"find": "seeders", "filter": {}}""";

    public static async Task<IReadOnlyDictionary<string, SeederRecord>> ReadAsync(IDocumentCommands commands, CancellationToken cancellationToken)
    {
        var records = new Dictionary<string, SeederRecord>(StringComparer.Ordinal);
        await foreach (var text in commands.ReadAsync(ReadAll, cancellationToken).ConfigureAwait(false))
        {
            var record = ReadRecord(EjsonElement.Parse(text));
            records.Add(record.Name, record);
        }

        return records;
    }

    /// <summary>Runs one seeder, which adds what is missing. Recording it is the caller's: together with the event and the fence.</summary>
    /// <param name="database">Where.</param>
    /// <param name="seeder">Which.</param>
    /// <param name="scale">How much.</param>
    /// <param name="applied">The migrations that are applied: they decide which shape new documents have.</param>
    /// <param name="lease">Looked at before each command.</param>
    /// <param name="cancellationToken">Stops it; what is written stays.</param>
    /// <returns>How many documents it inserted or changed.</returns>
    /// <exception cref="SeederFailedException">The server refuses something; what was written before stays.</exception>
    public static async Task<long> RunAsync(
        IDocumentDatabase database, Seeder seeder, decimal scale, IReadOnlySet<MigrationVersion> applied, Lease lease, CancellationToken cancellationToken)
    {
        long documents = 0;
        foreach (var statement in seeder.Statements)
        {
            try
            {
                documents += statement is GenerateStatement generate
                    ? await new DocumentGeneration(database, generate, lease).RunAsync(scale, applied, cancellationToken).ConfigureAwait(false)
                    : await ExecuteAsync(database, statement, lease, cancellationToken).ConfigureAwait(false);
            }
            catch (DocumentCommandException refusal) when (!cancellationToken.IsCancellationRequested)
            {
                throw Failure(seeder, statement, refusal);
            }
        }

        return documents;
    }

    /// <summary>The command that remembers a seeder's run; documents of earlier runs are added to.</summary>
    public static string Record(Seeder seeder, decimal scale, long documents, TimeSpan duration, RunContext run) => $$"""
        {"update": "seeders", "updates": [{"q": {"_id": {{Ejson.String(seeder.Name)}} }, "upsert": true, "u": [{"$set": {
          "name": {"$literal": {{Ejson.String(seeder.Name)}}}, "executedAt": "$$NOW", "executedBy": {"$literal": {{Ejson.String(run.Actor)}}},
          "scale": {{Ejson.Decimal(scale)}}, "rows": {"$add": [{"$ifNull": ["$rows", {{Ejson.Long(0)}}]}, {{Ejson.Long(documents)}}]},
          "checksum": {{Ejson.String(seeder.Checksum)}}, "durationMs": {{Ejson.Long((long)duration.TotalMilliseconds)}}, "runId": {{Ejson.Guid(run.RunId)}} } }] }] }
        """;

    private static async Task<long> ExecuteAsync(IDocumentDatabase database, Statement command, Lease lease, CancellationToken cancellationToken)
    {
        lease.ThrowIfLost();
        var reply = EjsonElement.Parse(await database.RunAsync(command.Text, cancellationToken).ConfigureAwait(false));
        WriteErrors.Throw(reply, except: _ => false);
        return Changed(reply);
    }

    /// <summary>An insert counts <c>n</c>; an update what it changed, and what it had to insert.</summary>
    private static long Changed(JsonElement reply) => reply.Field("nModified") is { } modified
        ? modified.AsLong() + (reply.Field("upserted")?.GetArrayLength() ?? 0)
        : reply.Field("n")?.AsLong() ?? 0;

    private static SeederFailedException Failure(Seeder seeder, Statement statement, DocumentCommandException refusal) =>
        new(seeder.Name, seeder.File, $"MongoDB {refusal.Code} {refusal.CodeName}: {refusal.Message}", refusal)
        {
            Fault = new StatementFault { Line = statement.Line, Text = statement.Text },
            WayOut = "What it wrote so far stays. Mend it and run it again: it adds what is missing.",
        };

    private static SeederRecord ReadRecord(JsonElement document) => new(
        document.Required("name").AsText(), document.Required("executedAt").AsDate(), document.Required("executedBy").AsText(),
        decimal.Parse(document.Required("scale").AsNumber()), document.Required("rows").AsLong(), document.Required("checksum").AsText(),
        document.Required("durationMs").AsLong());
}
