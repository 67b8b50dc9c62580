using Lms.Migrations.Seeding;
using Lms.Testing;

namespace Lms.Migrations.Tests.Seeding;

/// <summary>What a test of document seeders starts from: an empty document database, a catalog and seeders of its own.</summary>
public abstract class DocumentSeedTest(PostgresServer server) : IAsyncLifetime
{
    private DocumentTestDatabase? documents;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected PostgresServer Server { get; } = server;

    protected DocumentTestDatabase Documents => documents ?? throw new InvalidOperationException("Not initialized.");

    protected CatalogDirectory Catalog { get; } = new();

    protected CatalogDirectory Seeders { get; } = new();

    protected DatabaseTarget Target => new("test", DatabaseEngine.MongoDb, Documents.ConnectionString, Catalog.Path, Seeders.Path);

    public async ValueTask InitializeAsync() => documents = await Server.CreateDocumentDatabaseAsync(Token);

    public async ValueTask DisposeAsync()
    {
        await Documents.DisposeAsync();
        Catalog.Dispose();
        Seeders.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static SeedRunner Seeds(DatabaseTarget target) => new(target, context: new RunContext("tester"));

    protected Task<IReadOnlyList<SeedEvent>> SeedAsync(decimal scale) => SeedAsync(Target, scale);

    protected static async Task<IReadOnlyList<SeedEvent>> SeedAsync(DatabaseTarget target, decimal scale)
    {
        var events = new List<SeedEvent>();
        await foreach (var happened in Seeds(target).SeedAsync(scale, Token))
        {
            if (happened is SeedEvent seed)
                events.Add(seed);
        }

        return events;
    }

    protected Task<RunResult> MigrateAsync() => new MigrationRunner(Target).RunPendingMigrationsAsync(Token);
}
