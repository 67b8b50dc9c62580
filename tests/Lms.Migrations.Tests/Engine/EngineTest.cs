using Lms.Migrations.Planning;
using Lms.Testing;

namespace Lms.Migrations.Tests.Engine;

/// <summary>What a test of the engine starts from: an empty database and an empty catalog of its own.</summary>
public abstract class EngineTest(PostgresServer server) : IAsyncLifetime
{
    private TestDatabase? database;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected PostgresServer Server { get; } = server;

    protected CatalogDirectory Catalog { get; } = new();

    protected TestDatabase Database => database ?? throw new InvalidOperationException("Not initialized.");

    public async ValueTask InitializeAsync() => database = await Server.CreateDatabaseAsync(Token);

    public ValueTask DisposeAsync()
    {
        Catalog.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected DatabaseTarget Target => new("test", DatabaseEngine.PostgreSql, Database.ConnectionString, Catalog.Path);

    protected MigrationRunner Runner(MigrationRunnerOptions? options = null, string actor = "tester", string? reason = null) =>
        new(Target, options, new RunContext(actor, reason));

    protected Task<RunResult> MigrateAsync(MigrationRunnerOptions? options = null) =>
        Runner(options).RunPendingMigrationsAsync(Token);

    protected async Task<IReadOnlyList<MigrationState>> StatesAsync() =>
        [.. (await Runner().GetStatusAsync(Token)).Migrations.Select(migration => migration.State)];

    protected Task<bool> TableExistsAsync(string table) =>
        Database.ScalarAsync<bool>($"SELECT to_regclass('{table}') IS NOT NULL", Token);

    /// <summary>Waits until a query returns true.</summary>
    protected async Task WaitUntilAsync(string condition)
    {
        while (!await Database.ScalarAsync<bool>(condition, Token))
            await Task.Delay(20, Token);
    }

    /// <summary>Waits until a statement that begins like this is running in the database.</summary>
    protected Task WaitUntilRunsAsync(string statement) => WaitUntilAsync(
        $"SELECT count(*) > 0 FROM pg_stat_activity WHERE query LIKE '{statement}%' AND state = 'active' AND datname = current_database()");

    /// <summary>Everything that a migration can make, as text: equal text, equal schema.</summary>
    protected Task<IReadOnlyList<string>> SchemaAsync() => Database.RowsAsync(SchemaSnapshot.Sql, Token);

    protected static async Task<IReadOnlyList<MigrationEvent>> CollectAsync(IAsyncEnumerable<MigrationEvent> events)
    {
        var collected = new List<MigrationEvent>();
        await foreach (var happened in events)
            collected.Add(happened);
        return collected;
    }
}
