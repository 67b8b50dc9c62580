using System.Reflection;
using Lms.Migrations.Catalog;
using Lms.Migrations.Failures;
using Lms.Migrations.Planning;
using Lms.Testing;

namespace Lms.Migrations.Tests.Catalog;

/// <summary>A catalog among the resources of a program means what the same files on disk mean.</summary>
public sealed class EmbeddedCatalogTests(PostgresServer server)
{
    private static readonly Assembly Program = typeof(EmbeddedCatalogTests).Assembly;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("embedded/lms", DatabaseEngine.PostgreSql)]
    [InlineData("embedded/withdrawals", DatabaseEngine.MongoDb)]
    public async Task Every_migration_is_read_as_from_the_same_file_on_disk(string directory, DatabaseEngine engine)
    {
        var onDisk = await CatalogReader.ReadAsync(OnDisk(directory), engine, Token);

        var embedded = await CatalogReader.ReadAsync(new EmbeddedCatalog(Program, directory), engine, kept: null, Token);

        Assert.NotEmpty(onDisk.Migrations);
        Assert.Equal((directory, engine), (embedded.Directory, embedded.Engine));
        Assert.Equal(onDisk.Migrations.Select(Describe), embedded.Migrations.Select(Describe));
        Assert.Equal(
            onDisk.Migrations.Select(migration => $"{directory}/{Path.GetFileName(migration.File)}"), embedded.Migrations.Select(migration => migration.File));
    }

    [Fact]
    public async Task It_changes_a_database_as_the_same_files_on_disk_do()
    {
        var embedded = await server.CreateDatabaseAsync(Token);
        var onDisk = await server.CreateDatabaseAsync(Token);
        var target = new DatabaseTarget("test", DatabaseEngine.PostgreSql, embedded.ConnectionString, "embedded/lms") { CatalogAssembly = Program };

        var result = await new MigrationRunner(target).RunPendingMigrationsAsync(Token);
        await new MigrationRunner(new("test", DatabaseEngine.PostgreSql, onDisk.ConnectionString, Repository.LmsCatalog)).RunPendingMigrationsAsync(Token);

        const string State = "SELECT version, name, description, checksum, status FROM public.migrations ORDER BY version";
        Assert.NotEmpty(result.Steps);
        Assert.Equal(await onDisk.RowsAsync(Engine.SchemaSnapshot.Sql, Token), await embedded.RowsAsync(Engine.SchemaSnapshot.Sql, Token));
        Assert.Equal(await onDisk.RowsAsync(State, Token), await embedded.RowsAsync(State, Token));
        Assert.True((await new MigrationRunner(target with { CatalogDirectory = Repository.LmsCatalog, CatalogAssembly = null }).GetStatusAsync(Token)).IsClean);
    }

    [Fact]
    public void Other_kinds_of_files_and_those_of_lower_levels_do_not_count()
    {
        var names = Program.GetManifestResourceNames();
        Assert.Contains("embedded/small/README.md", names);
        Assert.Contains("embedded/small/archive/001-old.sql", names);

        var faults = new List<CatalogFault>();
        var files = CatalogFiles.List(new EmbeddedCatalog(Program, "embedded/small"), DatabaseEngine.PostgreSql, faults);

        Assert.Empty(faults);
        Assert.Equal("embedded/small/001-new.sql", Assert.Single(files).Path);
    }

    [Fact]
    public async Task Its_faults_name_the_resource_and_the_line()
    {
        var exception = await Assert.ThrowsAsync<CatalogException>(
            () => CatalogReader.ReadAsync(new EmbeddedCatalog(Program, "embedded/faulty"), DatabaseEngine.PostgreSql, kept: null, Token));

        Assert.StartsWith("embedded/faulty/001-faulty.sql:2: ", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("embedded/nothing")]
    [InlineData("embedded/lm")]
    [InlineData("embedded/lms/")]
    [InlineData("EMBEDDED/lms")]
    public async Task A_name_that_no_resource_begins_with_is_no_empty_catalog(string directory)
    {
        var refused = await Assert.ThrowsAsync<RequestException>(
            () => CatalogReader.ReadAsync(new EmbeddedCatalog(Program, directory), DatabaseEngine.PostgreSql, kept: null, Token));

        Assert.Equal($"There is no catalog '{directory}' in Lms.Migrations.Tests: no resource's name begins with {directory}/.", refused.Message);
    }

    private static string OnDisk(string directory) => Path.Combine(Repository.Root, "migrations", Path.GetFileName(directory));

    private static string Describe(Migration migration) => string.Join(
        '|', migration.Version, migration.Name, migration.Description, migration.Checksum,
        PlannedStep.Of(migration, Direction.Up, new MigrationRunnerOptions()).Fingerprint,
        migration.Down is null ? "" : PlannedStep.Of(migration, Direction.Down, new MigrationRunnerOptions()).Fingerprint,
        string.Join(',', migration.Up.Statements.Select(statement => $"{statement.Line}: {statement.Text}")));
}
