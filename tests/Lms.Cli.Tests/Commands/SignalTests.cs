using System.Globalization;
using Lms.Testing;

namespace Lms.Cli.Tests.Commands;

public sealed class SignalTests(PostgresServer server) : CliTest(server)
{
    [Theory]
    [InlineData(2)]
    [InlineData(15)]
    public async Task A_signal_in_mid_migration_exits_130_and_leaves_nothing_half_done(int signal)
    {
        Catalog.WithTable("001", "one").With("002-slow.sql", """
            -- migrate:up
            CREATE TABLE half (id int);
            SELECT pg_sleep(60);
            CREATE TABLE done (id int);
            -- migrate:down
            DROP TABLE half, done;
            """);
        await using var lms = Start("migrate");
        await lms.WaitForAsync("001-create-one", Token);
        await SleepingAsync();

        if (signal == 2)
            lms.Interrupt();
        else
            lms.Terminate();

        Assert.Equal(130, await lms.ExitAsync(Token));
        Assert.Contains("cancelling, waiting for clean-up", lms.Output, StringComparison.Ordinal);
        Assert.False(await ExistsAsync("half"));
        var status = (await RunJsonAsync("status")).First;
        Assert.Equal("applied pending", string.Join(' ', status.GetProperty("migrations").EnumerateArray().Select(migration => migration.GetProperty("state").GetString())));
    }

    [Fact]
    public async Task While_one_run_is_under_way_another_that_must_not_wait_exits_4_naming_the_holder()
    {
        Catalog.With("001-slow.sql", "-- migrate:up\nSELECT pg_sleep(60);\n");
        await using var lms = Start("migrate");
        await lms.WaitForAsync("applying", Token);
        await SleepingAsync();

        var second = await RunJsonAsync("migrate", "--no-wait");
        lms.Interrupt();

        Assert.Equal((4, "leaseNotObtained"), (second.ExitCode, second.Failure.GetProperty("kind").GetString()));
        Assert.Equal(lms.Id, second.Failure.GetProperty("holder").GetProperty("processId").GetInt32());
        Assert.Equal(130, await lms.ExitAsync(Token));
    }

    private RunningProcess Start(string command) =>
        RunningProcess.Start(Program[0], [.. Program[1..], command, "--config", Path.Combine(Directory, "lms.json")]);

    private async Task SleepingAsync()
    {
        var waiting = string.Create(CultureInfo.InvariantCulture, $"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_sleep%' AND pid <> pg_backend_pid() AND wait_event = 'PgSleep'");
        while (await Database.ScalarAsync<long>(waiting, Token) == 0)
            await Task.Delay(20, Token);
    }
}
