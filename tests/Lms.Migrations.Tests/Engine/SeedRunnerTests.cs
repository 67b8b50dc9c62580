using Lms.Migrations.Failures;
using Lms.Migrations.Seeding;
using Lms.Testing;

namespace Lms.Migrations.Tests.Engine;

public sealed class SeedRunnerTests(PostgresServer server) : EngineTest(server)
{
    private SeedRunner Seeds => new(Target with { SeederDirectory = Catalog.Path }, context: new RunContext("tester"));

    [Fact]
    public async Task A_seeder_runs_once_for_a_scale_and_again_for_a_greater_one()
    {
        await WriteAsync("INSERT INTO people SELECT g FROM generate_series(1, (10 * current_setting('lms.scale')::numeric)::int) g ON CONFLICT DO NOTHING;");

        Assert.Equal(10, Assert.Single((await SeedAsync(1)).OfType<SeederCompleted>()).Rows);
        Assert.Single((await SeedAsync(1)).OfType<SeederSkipped>());
        Assert.Equal(15, Assert.Single((await SeedAsync(2.5m)).OfType<SeederCompleted>()).Rows);

        Assert.Equal(25, await Database.ScalarAsync<long>("SELECT count(*) FROM people", Token));
        Assert.Equal("001-people|2.5|25|tester", Assert.Single(await Database.RowsAsync("SELECT name, scale, rows, executed_by FROM public.seeders", Token)));
        Assert.Equal(2, await Database.ScalarAsync<long>("SELECT count(*) FROM migrator.history WHERE kind = 'seeded'", Token));
    }

    [Fact]
    public async Task A_changed_seeder_runs_again()
    {
        await WriteAsync("INSERT INTO people VALUES (1);");
        await SeedAsync(1);
        await WriteAsync("INSERT INTO people VALUES (2);");

        Assert.True(Assert.Single(await Seeds.GetStatusAsync(Token)).IsModified);
        Assert.Single((await SeedAsync(1)).OfType<SeederCompleted>());
        Assert.False(Assert.Single(await Seeds.GetStatusAsync(Token)).IsModified);
    }

    [Fact]
    public async Task A_seeder_that_fails_leaves_nothing_and_names_its_line()
    {
        await WriteAsync("INSERT INTO people VALUES (1);\nINSERT INTO people\nVALUES (1);");

        var failure = await Assert.ThrowsAsync<SeederFailedException>(() => SeedAsync(1));

        Assert.Equal(("001-people", 2, "23505", "public.people"), (failure.Seeder, failure.Line, failure.SqlState, failure.Fault?.Table));
        Assert.Equal(0, await Database.ScalarAsync<long>("SELECT count(*) FROM people", Token));
        Assert.Null(Assert.Single(await Seeds.GetStatusAsync(Token)).ExecutedAt);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(100_001)]
    public async Task A_scale_out_of_range_is_refused(int scale) => await Assert.ThrowsAsync<RequestException>(() => SeedAsync(scale));

    private async Task WriteAsync(string sql)
    {
        await Database.ExecuteAsync("CREATE TABLE IF NOT EXISTS people (id int PRIMARY KEY)", Token);
        Catalog.With("001-people.sql", sql);
    }

    private Task<IReadOnlyList<MigrationEvent>> SeedAsync(decimal scale) => CollectAsync(Seeds.SeedAsync(scale, Token));
}
