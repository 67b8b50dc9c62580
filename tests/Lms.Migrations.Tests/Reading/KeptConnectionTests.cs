using Lms.Migrations.History;
using Lms.Migrations.Reading;
using Lms.Migrations.Tests.Engine;
using Lms.Testing;

namespace Lms.Migrations.Tests.Reading;

/// <summary>Looks share connections, changes never do, and a connection that is gone is no failure.</summary>
public sealed class KeptConnectionTests(PostgresServer server) : EngineTest(server)
{
    private const string Sessions = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'lms'";

    [Fact]
    public async Task Looks_after_one_another_take_the_same_connection_which_is_closed_with_the_cache()
    {
        var cache = new ReadingCache();
        Catalog.Write("001-a.sql", "-- migrate:up\nCREATE TABLE a ();");
        await MigrateAsync();

        for (var look = 0; look < 5; look++)
            Assert.Single((await Looking(cache).GetStatusAsync(Token)).Migrations);
        Assert.Single(await Database.RowsAsync(Sessions, Token));

        await cache.DisposeAsync();
        await WaitUntilAsync("SELECT count(*) = 0 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'lms'");
    }

    [Fact]
    public async Task A_look_finds_its_connection_closed_by_the_server_and_looks_again()
    {
        await using var cache = new ReadingCache();
        Catalog.Write("001-a.sql", "-- migrate:up\nCREATE TABLE a ();");
        await MigrateAsync();
        await Looking(cache).GetStatusAsync(Token);

        await EndSessionsAsync();
        Assert.Equal(1, (await Looking(cache).GetStatusAsync(Token)).Applied);
        await EndSessionsAsync();
        Assert.NotEmpty((await Looking(cache).GetHistoryAsync(new HistoryQuery(), Token)).Events);
    }

    [Fact]
    public async Task A_run_works_on_a_connection_of_its_own_and_leaves_nothing_in_those_of_looks()
    {
        await using var cache = new ReadingCache();
        await Looking(cache).GetStatusAsync(Token);
        Catalog.Write("001-a.sql", "-- migrate:up\nCREATE TABLE public.a AS SELECT pg_backend_pid() AS pid;\nSET search_path TO nowhere;\nSET default_transaction_read_only TO on;");

        await Looking(cache).RunPendingMigrationsAsync(Token);

        Assert.Equal(1, (await Looking(cache).GetStatusAsync(Token)).Applied);
        var kept = Assert.Single(await Database.RowsAsync(Sessions, Token));
        Assert.NotEqual(await Database.ScalarAsync<int>("SELECT pid FROM public.a", Token), int.Parse(kept, System.Globalization.CultureInfo.InvariantCulture));
    }

    private MigrationRunner Looking(ReadingCache cache) => new(Target, cache: cache);

    private async Task EndSessionsAsync() =>
        Assert.Equal(1, await Database.ScalarAsync<long>("""
            SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'lms'
            """, Token));
}
