using Lms.Cli.Configuration;
using Lms.Migrations;
using Lms.Migrations.Backfills;

namespace Lms.Cli.Tests.Configuration;

public sealed class ConfigurationReaderTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("lms-config-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void Comments_trailing_commas_and_a_byte_order_mark_are_allowed_and_paths_are_relative_to_the_file()
    {
        var configuration = Read("""
            // the shop
            { "databases": [ { "name": "shop", "engine": "postgresql", "connection": "Host=${DB_HOST};Password=${DB_PASSWORD}", /* x */
                               "catalog": "migrations/shop", "seeders": "seeders", }, ],
              "options": { "lockTimeout": "500ms", "leaseWait": "5m", "statementTimeout": "0", "lockAttempts": 3, }, }
            """, mark: true);

        var database = Assert.Single(configuration.Databases);
        Assert.Equal(("shop", "Host=db;Password=a}b", Path.Combine(directory, "migrations/shop")), (database.Name, database.ConnectionString, database.CatalogDirectory));
        Assert.Equal((500, 5, 3), (configuration.Options.LockTimeout.TotalMilliseconds, configuration.Options.LeaseWait.TotalMinutes, configuration.Options.LockAttempts));
        Assert.Equal(TimeSpan.FromSeconds(60), configuration.Options.LeaseDuration);
    }

    [Theory]
    [InlineData("{\n  \"databases\": [\n    { \"name\": \"a\", \"conection\": \"x\" } ] }", 3, "databases[0].conection")]
    [InlineData("{\n  \"databases\": [ { \"name\": \"a\",\n \"connection\": 7 } ] }", 3, "databases[0].connection")]
    [InlineData("{ \"databases\": [ { \"name\": \"a\", \"engine\": \"oracle\" } ] }", 1, "databases[0].engine")]
    [InlineData("{ \"databases\": [ { \"name\": \"a\", \"connection\": \"x\" } ] }", 1, "databases[0]")]
    [InlineData("{ \"databases\": [ { \"name\": \"a\", \"connection\": \"${NOT_SET}\" } ] }", 1, "databases[0].connection")]
    [InlineData("{ \"options\": {\n\n \"lockTimeout\": \"2 parsecs\" } }", 3, "options.lockTimeout")]
    [InlineData("{ \"options\": {\n \"lockAttempts\": 0 } }", 2, "options.lockAttempts")]
    [InlineData("{ \"options\": { \"backfill\": {\n \"lane\": 2 } } }", 2, "options.backfill.lane")]
    [InlineData("{ \"options\": { \"backfill\": {\n \"lanes\": 2,\n \"batchTarget\": \"1m\" } } }", 3, "options.backfill.batchTarget")]
    [InlineData("{ \"options\": { \"backfill\": {\n \"lanes\": 2.5 } } }", 2, "options.backfill.lanes")]
    [InlineData("{ \"options\": { \"backfill\": {\n \"pauseRatio\": \"1\" } } }", 2, "options.backfill.pauseRatio")]
    [InlineData("{ \"database\": [] }", 1, "database")]
    [InlineData("{ \"databases\": [] }", 1, null)]
    [InlineData("{\n \"databases\": [ }", 2, null)]
    [InlineData("", 1, null)]
    public void What_is_wrong_is_told_with_line_and_property(string text, int line, string? property)
    {
        var wrong = Assert.Throws<ConfigurationException>(() => Read(text));

        Assert.Equal((line, property), (wrong.Line, wrong.Property));
        Assert.EndsWith("lms.json", wrong.File, StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_database_and_the_pace_of_backfills_are_read()
    {
        var configuration = Read("""
            { "databases": [ { "name": "withdrawals", "engine": "mongodb", "connection": "documentdb://app@db/withdrawals", "catalog": "c" } ],
              "options": { "backfill": { "chunkSize": 100, "batchSize": 7, "batchTarget": "25ms", "batchTimeout": "2s", "lanes": 4,
                                         "attempts": 5, "lagLimit": "0", "pauseRatio": 0.5, "serverPatience": "1m" } } }
            """);

        Assert.Equal(DatabaseEngine.MongoDb, Assert.Single(configuration.Databases).Engine);
        var expected = new BackfillSettings
        {
            ChunkSize = 100, BatchSize = 7, BatchTarget = TimeSpan.FromMilliseconds(25), BatchTimeout = TimeSpan.FromSeconds(2), Lanes = 4,
            Attempts = 5, LagLimit = TimeSpan.Zero, PauseRatio = 0.5, ServerPatience = TimeSpan.FromMinutes(1),
        };
        Assert.Equal(expected, configuration.Options.Backfill);
    }

    [Fact]
    public void A_range_is_told_in_the_words_of_the_file()
    {
        var wrong = Assert.Throws<ConfigurationException>(() => Read("""{ "options": { "backfill": { "batchTarget": "1m" } } }"""));

        Assert.EndsWith("is 1min; it must be from 10ms to 5s.", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_property_gets_the_known_ones()
    {
        var wrong = Assert.Throws<ConfigurationException>(() => Read("""{ "options": { "lokTimeout": "2s" } }"""));

        Assert.Contains("lockTimeout", wrong.WayOut, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_name_twice_is_refused()
    {
        const string Database = """{ "name": "a", "connection": "x", "catalog": "c" }""";

        var wrong = Assert.Throws<ConfigurationException>(() => Read($$"""{ "databases": [ {{Database}}, {{Database}} ] }"""));

        Assert.Contains("'a'", wrong.Message, StringComparison.Ordinal);
    }

    private LmsConfiguration Read(string text, bool mark = false)
    {
        var file = Path.Combine(directory, "lms.json");
        File.WriteAllText(file, text, new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: mark));
        return new ConfigurationReader(name => name switch { "DB_HOST" => "db", "DB_PASSWORD" => "a}b", _ => null }).Read(file);
    }
}
