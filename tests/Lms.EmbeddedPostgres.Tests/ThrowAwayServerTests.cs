using System.Diagnostics;
using Npgsql;

namespace Lms.EmbeddedPostgres.Tests;

public sealed class ThrowAwayServerTests(ThrowAwayServer shared) : IClassFixture<ThrowAwayServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private EmbeddedPostgresServer Server => shared.Server;

    [Fact]
    public async Task It_answers_on_the_loopback_address_with_the_version_it_reports()
    {
        var answer = await Sql.ScalarAsync<string>(Server.ConnectionString, "SHOW server_version", Token);

        Assert.StartsWith(Server.ServerVersion.ToString(2), answer);
        Assert.Equal("127.0.0.1", await Sql.ScalarAsync<string>(Server.ConnectionString, "SHOW listen_addresses", Token));
    }

    [Fact]
    public async Task A_wrong_password_is_refused()
    {
        var wrong = new NpgsqlConnectionStringBuilder(Server.ConnectionString) { Password = "wrong", Pooling = false };

        var fault = await Assert.ThrowsAsync<PostgresException>(
            () => Sql.ScalarAsync<int>(wrong.ConnectionString, "SELECT 1", Token));

        Assert.Equal(PostgresErrorCodes.InvalidPassword, fault.SqlState);
    }

    [Fact]
    public async Task A_fresh_database_is_empty_and_costs_under_150_ms()
    {
        List<TimeSpan> costs = [];
        for (var i = 0; i < 7; i++)
        {
            var started = Stopwatch.GetTimestamp();
            var connectionString = await Server.CreateFreshDatabaseAsync("fresh", Token);
            costs.Add(Stopwatch.GetElapsedTime(started));
            Assert.Equal(0L, await Sql.ScalarAsync<long>(
                connectionString, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace", Token));
        }

        var median = costs.Order().ElementAt(costs.Count / 2);
        TestContext.Current.SendDiagnosticMessage($"fresh database: {median.TotalMilliseconds:0} ms");
        Assert.InRange(median.TotalMilliseconds, 0, 150);
    }

    [Fact]
    public async Task Fresh_databases_can_be_created_side_by_side()
    {
        var created = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Server.CreateFreshDatabaseAsync("many", Token)));

        Assert.Equal(8, created.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Ensuring_a_database_twice_and_at_once_creates_it_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Server.EnsureDatabaseAsync("Needs \"quotes\"", Token)));
        await Server.EnsureDatabaseAsync("Needs \"quotes\"", Token);

        Assert.Equal(1, await Sql.ScalarAsync<int>(Server.ConnectionStringTo("Needs \"quotes\""), "SELECT 1", Token));
    }

    [Fact]
    public async Task A_dropped_database_is_gone_even_while_a_session_uses_it()
    {
        await Server.EnsureDatabaseAsync("doomed", Token);
        await using var session = new NpgsqlConnection(Server.ConnectionStringTo("doomed"));
        await session.OpenAsync(Token);

        await Server.DropDatabaseAsync("doomed", Token);

        Assert.Equal(0L, await Sql.ScalarAsync<long>(
            Server.ConnectionString, "SELECT count(*) FROM pg_database WHERE datname = 'doomed'", Token));
    }
}
