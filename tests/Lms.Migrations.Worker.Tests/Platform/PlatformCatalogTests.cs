using Lms.Migrations.Worker.Platform;
using Lms.Testing;
using Npgsql;

namespace Lms.Migrations.Worker.Tests.Platform;

public sealed class PlatformCatalogTests(PostgresServer server)
{
    private static readonly int Migrations = typeof(PlatformDatabase).Assembly.GetManifestResourceNames().Count(name => name.StartsWith("platform/", StringComparison.Ordinal));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Workers_that_start_together_make_the_platform_once_and_all_end_well()
    {
        var database = await server.CreateDatabaseAsync(Token);

        await Task.WhenAll(Enumerable.Range(1, 8).Select(async number =>
        {
            await using var platform = Open(database, $"worker-{number}");
            await platform.PrepareAsync(new RunContext($"worker-{number}"), TimeSpan.FromSeconds(10), Token);
        }));

        Assert.Equal(Migrations, await database.ScalarAsync<long>("SELECT count(*) FROM migrations WHERE status = 'applied'", Token));
        Assert.Equal(Migrations, await database.ScalarAsync<long>("SELECT count(*) FROM migrator.history WHERE kind = 'migrated'", Token));
    }

    [Fact]
    public async Task The_platform_goes_down_and_up_again_and_is_as_it_was()
    {
        var database = await server.CreateDatabaseAsync(Token);
        var target = new DatabaseTarget("platform", DatabaseEngine.PostgreSql, database.ConnectionString, "platform") { CatalogAssembly = typeof(PlatformDatabase).Assembly };
        var runner = new MigrationRunner(target);

        await runner.RunPendingMigrationsAsync(Token);
        var first = await SchemaAsync(database);
        await runner.RollbackAllAsync(Token);
        var empty = await SchemaAsync(database);
        await runner.RunPendingMigrationsAsync(Token);

        Assert.Equal(first, await SchemaAsync(database));
        Assert.Empty(empty);
        Assert.NotEmpty(first);
    }

    [Theory]
    [InlineData("UPDATE audit SET actor = 'nobody'", "42501")]
    [InlineData("DELETE FROM audit", "42501")]
    [InlineData("TRUNCATE audit", "42501")]
    [InlineData("UPDATE tokens SET role = 'admin'", "42501")]
    [InlineData("DELETE FROM windows", "42501")]
    [InlineData("DELETE FROM runs", "42501")]
    public async Task The_role_that_workers_work_as_cannot_rewrite_what_is_remembered(string statement, string sqlState)
    {
        await using var platform = Open(await PreparedAsync(), "worker");

        await using var command = platform.Source.CreateCommand(statement);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Token));

        Assert.Equal(sqlState, refused.SqlState);
    }

    [Theory]
    [InlineData("UPDATE audit SET actor = 'nobody'")]
    [InlineData("DELETE FROM audit")]
    [InlineData("TRUNCATE audit")]
    public async Task Not_even_the_owner_rewrites_the_audit(string statement)
    {
        var database = await PreparedAsync();
        await database.ExecuteAsync("INSERT INTO audit (address, action, outcome, status) VALUES ('::1', 'runs.start', 'accepted', 202)", Token);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync(statement, Token));

        Assert.Equal("LM002", refused.SqlState);
    }

    private async Task<TestDatabase> PreparedAsync()
    {
        var database = await server.CreateDatabaseAsync(Token);
        await using var platform = Open(database, "worker");
        await platform.PrepareAsync(new RunContext("worker"), TimeSpan.FromSeconds(10), Token);
        return database;
    }

    private static PlatformDatabase Open(TestDatabase database, string name) => new(database.ConnectionString, owner: null, name, TimeProvider.System);

    private static Task<IReadOnlyList<string>> SchemaAsync(TestDatabase database) => database.RowsAsync("""
        SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name NOT IN ('migrations', 'seeders')
        UNION ALL SELECT 'grant', table_name, privilege_type, grantee, NULL FROM information_schema.table_privileges
        WHERE table_schema = 'public' AND grantee = 'lms_worker'
        UNION ALL SELECT 'index', indexname, indexdef, NULL, NULL FROM pg_indexes
        WHERE schemaname = 'public' AND tablename NOT IN ('migrations', 'seeders')
        ORDER BY 1, 2, 3, 4
        """, Token);
}
