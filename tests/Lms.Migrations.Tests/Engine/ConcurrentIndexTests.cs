using Lms.Migrations.Catalog;
using Lms.Migrations.Failures;
using Lms.Migrations.Postgres.Execution;
using Lms.Testing;

namespace Lms.Migrations.Tests.Engine;

public sealed class ConcurrentIndexTests(PostgresServer server) : EngineTest(server)
{
    private const string Table = """CREATE TABLE people (id int, email text, "Full Name" text, age int, tags jsonb)""";

    [Theory]
    [InlineData("CREATE INDEX people_x ON people (email)", "CREATE INDEX CONCURRENTLY IF NOT EXISTS people_x ON public.people USING btree (email)")]
    [InlineData("CREATE INDEX people_x ON people (lower(email)) WHERE age > 18", "CREATE INDEX CONCURRENTLY people_x ON people ((lower(email))) WHERE (age>18)")]
    [InlineData("CREATE UNIQUE INDEX people_x ON people (email) INCLUDE (age)", "create unique index concurrently PEOPLE_X on only people(email) include (age)")]
    [InlineData("CREATE INDEX people_x ON people USING gin (tags jsonb_path_ops)", "CREATE INDEX CONCURRENTLY \"people_x\" ON people USING gin (tags jsonb_path_ops)")]
    [InlineData("CREATE INDEX people_x ON people (\"Full Name\" DESC NULLS LAST)", "CREATE INDEX CONCURRENTLY people_x ON \"people\" (\"Full Name\" DESC NULLS LAST)")]
    public async Task An_index_that_is_there_with_the_same_definition_is_fine(string existing, string wanted)
    {
        await Database.ExecuteAsync($"{Table}; {existing}", Token);
        Catalog.With("1-index.sql", $"-- migrate:up transaction:false\n{wanted};\n");

        var events = await CollectAsync(Runner().MigrateAsync(new MigrateRequest(), Token));

        Assert.False(Assert.Single(events.OfType<IndexFound>()).Invalid);
        Assert.Single(events.OfType<StepCompleted>());
    }

    [Theory]
    [InlineData("CREATE INDEX people_x ON people (age)")]
    [InlineData("CREATE UNIQUE INDEX people_x ON people (email)")]
    [InlineData("CREATE INDEX people_x ON people (email) WHERE age > 18")]
    [InlineData("CREATE INDEX people_x ON people (email DESC)")]
    [InlineData("CREATE TABLE others (email text); CREATE INDEX people_x ON others (email)")]
    public async Task An_index_of_that_name_that_differs_stops_the_run_before_anything_is_built(string existing)
    {
        await Database.ExecuteAsync($"{Table}; {existing}", Token);
        Catalog.With("1-index.sql", """
            -- migrate:up transaction:false
            CREATE INDEX CONCURRENTLY IF NOT EXISTS people_first ON people (id);
            CREATE INDEX CONCURRENTLY IF NOT EXISTS people_x ON people (email);
            """);

        var failure = await Assert.ThrowsAsync<StepFailedException>(() => MigrateAsync());

        Assert.Equal(3, failure.Line);
        Assert.Contains("an index people_x exists already and is another one", failure.Message);
        Assert.False(await TableExistsAsync("people_first"));
        Assert.False(await TableExistsAsync("migrator.index_shadow"));
    }

    [Theory]
    [InlineData("CREATE INDEX CONCURRENTLY a ON t (x)", "a", "t", "(x)", false)]
    [InlineData("CREATE /* why */ UNIQUE INDEX CONCURRENTLY IF NOT EXISTS \"A b\" ON ONLY s.\"T\" USING gin (x)", "A b", "s.\"T\"", "USING gin (x)", true)]
    [InlineData("CREATE INDEX CONCURRENTLY ON t (x)", null, "t", "(x)", false)]
    public void The_parts_of_a_concurrent_build_are_found(string text, string? name, string table, string definition, bool unique)
    {
        var index = ConcurrentIndex.TryParse(new Statement(text, 1));

        Assert.Equal((name, table, definition, unique), (index?.Name, index?.Table, index?.Definition, index?.IsUnique ?? false));
    }

    [Theory]
    [InlineData("CREATE INDEX a ON t (x)")]
    [InlineData("DROP INDEX CONCURRENTLY a")]
    [InlineData("CREATE TABLE concurrently (x int)")]
    [InlineData("CREATE INDEX CONCURRENTLY")]
    [InlineData("CREATE INDEX CONCURRENTLY IF")]
    [InlineData("CREATE INDEX CONCURRENTLY a")]
    [InlineData("CREATE INDEX CONCURRENTLY a ON t")]
    public void Other_statements_are_not_taken_for_one(string text) => Assert.Null(ConcurrentIndex.TryParse(new Statement(text, 1)));
}
