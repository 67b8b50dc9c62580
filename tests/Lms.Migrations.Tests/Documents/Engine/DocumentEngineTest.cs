using System.Text.Json;
using Lms.Migrations.Documents;
using Lms.Migrations.History;
using Lms.Migrations.Planning;
using Lms.Migrations.Tests.History;
using Lms.Testing;

namespace Lms.Migrations.Tests.Documents.Engine;

/// <summary>What a test of the engine over documents starts from: an empty database and an empty catalog of its own.</summary>
public abstract class DocumentEngineTest(PostgresServer server) : IAsyncLifetime
{
    private DocumentTestDatabase? database;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected CatalogDirectory Catalog { get; } = new();

    protected DocumentTestDatabase Database => database ?? throw new InvalidOperationException("Not initialized.");

    protected DatabaseTarget Target => new("test", DatabaseEngine.MongoDb, Database.ConnectionString, Catalog.Path);

    public async ValueTask InitializeAsync() => database = await server.CreateDocumentDatabaseAsync(Token);

    public async ValueTask DisposeAsync()
    {
        Catalog.Dispose();
        await Database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Writes a migration of plain commands.</summary>
    protected void Write(string stem, string up, string? down = null, string more = "") => Catalog.With(
        $"{stem}.json", $$"""
            {
              "description": "About {{stem}}.",
              "up": [{{up}}]{{(down is null ? "" : $",\n  \"down\": [{down}]")}}{{(more.Length > 0 ? $",\n  {more}" : "")}}
            }
            """);

    /// <summary>Writes a migration that inserts one document into a collection, and whose undoing deletes it.</summary>
    protected void WriteInsert(string stem, string collection = "things") => Write(
        stem, $$"""{ "insert": "{{collection}}", "documents": [{ "_id": "{{stem}}" }] }""",
        $$"""{ "delete": "{{collection}}", "deletes": [{ "q": { "_id": "{{stem}}" }, "limit": 1 }] }""");

    protected MigrationRunner Runner(MigrationRunnerOptions? options = null, string actor = "tester", string? reason = null) =>
        new(Target, options, new RunContext(actor, reason));

    protected Task<RunResult> MigrateAsync(MigrationRunnerOptions? options = null) => Runner(options).RunPendingMigrationsAsync(Token);

    protected async Task<IReadOnlyList<MigrationState>> StatesAsync() =>
        [.. (await Runner().GetStatusAsync(Token)).Migrations.Select(migration => migration.State)];

    protected async Task<IReadOnlyList<string>> HistoryAsync() =>
        [.. (await Runner().NewestAsync(100, Token)).Reverse().Select(happened => $"{HistoryTerms.Term(happened.Kind)} {HistoryTerms.Term(happened.Outcome)}")];

    private protected async Task<JsonElement> DocumentAsync(string collection, string filter) =>
        EjsonElement.Parse(Assert.Single(await Database.FindAsync(collection, filter, Token)));

    protected static async Task<IReadOnlyList<MigrationEvent>> CollectAsync(IAsyncEnumerable<MigrationEvent> events)
    {
        var collected = new List<MigrationEvent>();
        await foreach (var happened in events)
            collected.Add(happened);
        return collected;
    }
}
