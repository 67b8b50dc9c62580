using Lms.Migrations.Catalog;
using Lms.Migrations.Tests.Engine;
using Lms.Testing;

namespace Lms.Migrations.Tests.Invariants;

/// <summary>Up, down, up of every migration leaves the schema as after the first up; down leaves it as before.</summary>
public sealed class Invariant5_Up_down_up(PostgresServer server) : EngineTest(server)
{
    public static TheoryData<string> EveryMigration() =>
        [.. Directory.GetFiles(Repository.LmsCatalog, "*.sql").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(EveryMigration))]
    public async Task Up_down_up_leaves_the_same_schema(string migration)
    {
        Assert.True(MigrationFile.TryParse($"{migration}.sql", out var version, out _));
        await UpToAsync(version, inclusive: false);
        var before = await SchemaAsync();

        await UpToAsync(version, inclusive: true);
        var after = await SchemaAsync();
        Assert.NotEqual(before, after);

        await LmsRunner.RollbackLastMigrationAsync(Token);
        Assert.Equal(before, await SchemaAsync());

        await UpToAsync(version, inclusive: true);
        Assert.Equal(after, await SchemaAsync());
    }

    [Fact]
    public async Task Rolling_everything_back_leaves_an_empty_schema()
    {
        var before = await SchemaAsync();
        await LmsRunner.RunPendingMigrationsAsync(Token);

        var result = await LmsRunner.RollbackAllAsync(Token);

        Assert.Equal(8, result.Steps.Count);
        Assert.Equal(before, await SchemaAsync());
    }

    private MigrationRunner LmsRunner => new(Target with { CatalogDirectory = Repository.LmsCatalog });

    private async Task UpToAsync(MigrationVersion version, bool inclusive)
    {
        var catalog = await CatalogReader.ReadAsync(Repository.LmsCatalog, Token);
        var wanted = catalog.Migrations.LastOrDefault(migration => inclusive ? migration.Version <= version : migration.Version < version);
        if (wanted is not null)
            await CollectAsync(LmsRunner.MigrateAsync(new MigrateRequest(To: wanted.Version), Token));
    }
}
