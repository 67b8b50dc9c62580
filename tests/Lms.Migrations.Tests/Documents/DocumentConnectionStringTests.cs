using Lms.Migrations.Documents.DocumentDb;
using Lms.Migrations.Failures;
using Lms.Testing;
using Npgsql;

namespace Lms.Migrations.Tests.Documents;

public sealed class DocumentConnectionStringTests(PostgresServer server)
{
    [Fact]
    public void A_url_names_the_server_the_database_with_the_extension_and_the_logical_database()
    {
        var target = DocumentConnectionString.Parse("documentdb://al%40ice:p%3Aw%2F@db.example.org:6543/withdrawals?database=docs&sslmode=require");

        Assert.Equal(("withdrawals", "db.example.org", 6543, "docs"), (target.Name, target.Settings.Host, target.Settings.Port, target.Settings.Database));
        Assert.Equal(("al@ice", "p:w/", SslMode.Require), (target.Settings.Username, target.Settings.Password, target.Settings.SslMode));
    }

    [Fact]
    public void What_is_left_out_has_the_usual_defaults()
    {
        var target = DocumentConnectionString.Parse("documentdb://alice@db/withdrawals");

        Assert.Equal(("db:5432/withdrawals", "postgres"), (target.ToString(), target.Settings.Database));
    }

    [Theory]
    [InlineData("documentdb://u:Hunter2@host/")]
    [InlineData("documentdb://u:Hunter2@host/a.b")]
    [InlineData("documentdb://u:Hunter2@host/a?nonsense=1")]
    [InlineData("documentdb://u:Hunter2@host:port/a")]
    [InlineData("Host=x;Password=Hunter2")]
    [InlineData("postgres://u:Hunter2@host/a")]
    public void What_cannot_be_read_is_refused_without_repeating_it(string text)
    {
        var exception = Assert.Throws<RequestException>(() => DocumentConnectionString.Parse(text));

        Assert.DoesNotContain("Hunter2", exception.ToString());
        Assert.Contains("documentdb://user:password@host:5432/name", exception.Message);
    }

    [Fact]
    public void A_mongodb_url_is_refused_with_what_to_write_instead()
    {
        var exception = Assert.Throws<RequestException>(() => DocumentConnectionString.Parse("mongodb://u:Hunter2@host/a"));

        Assert.Contains("only through DocumentDB", exception.Message);
        Assert.DoesNotContain("Hunter2", exception.ToString());
    }

    [Fact]
    public async Task A_server_without_the_extension_is_named_with_the_way_out()
    {
        var token = TestContext.Current.CancellationToken;
        var bare = await server.CreateDatabaseAsync(token);
        var settings = new NpgsqlConnectionStringBuilder(bare.ConnectionString);
        var url = $"documentdb://{settings.Username}:{settings.Password}@{settings.Host}:{settings.Port}/x?database={settings.Database}&sslmode=disable";

        var exception = await Assert.ThrowsAsync<DatabaseUnavailableException>(
            () => DocumentDbDatabase.OpenAsync(url, new MigrationRunnerOptions(), kept: null, TimeProvider.System, token));

        Assert.Contains("no DocumentDB extension", exception.Message);
        Assert.Contains("CREATE EXTENSION documentdb", exception.WayOut);
    }

    [Fact]
    public async Task A_role_without_rights_is_told_which_one_it_needs()
    {
        var token = TestContext.Current.CancellationToken;
        await using var documents = await server.CreateDocumentDatabaseAsync(token);
        var role = $"nobody_{Guid.NewGuid():N}";
        await using (var connection = await documents.OpenAsync(token))
        await using (var create = new NpgsqlCommand($"CREATE ROLE {role} LOGIN PASSWORD 'x'", connection))
            await create.ExecuteNonQueryAsync(token);
        using var catalog = new CatalogDirectory();
        catalog.With("1_one.json", """{ "up": [{ "create": "c" }] }""");
        var url = new UriBuilder(documents.DocumentDbConnectionString) { UserName = role, Password = "x" }.Uri.ToString();

        var exception = await Assert.ThrowsAsync<DatabaseUnavailableException>(
            () => new MigrationRunner(new DatabaseTarget("test", DatabaseEngine.MongoDb, url, catalog.Path)).RunPendingMigrationsAsync(token));

        Assert.Equal(UnavailableCause.RightsMissing, exception.Cause);
        Assert.Contains("documentdb_admin_role", exception.WayOut);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_named_without_the_password()
    {
        var exception = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => DocumentDbDatabase.OpenAsync(
            "documentdb://u:Hunter2@127.0.0.1:1/x", new MigrationRunnerOptions(), kept: null, TimeProvider.System, TestContext.Current.CancellationToken));

        Assert.Equal(UnavailableCause.Unreachable, exception.Cause);
        Assert.DoesNotContain("Hunter2", exception.ToString());
    }
}
