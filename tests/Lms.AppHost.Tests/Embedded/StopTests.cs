using Npgsql;

namespace Lms.AppHost.Tests;

public sealed class StopTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_stops_the_server_removes_the_state_file_and_ends_with_exit_code_0(string signal)
    {
        using var checkout = new TemporaryCheckout();
        await using var host = checkout.Start();
        await host.WaitForVerdictAsync(Token);
        var database = checkout.Database;

        await host.SignalAsync(signal, Token);

        Assert.Equal(0, await host.WaitForExitAsync(Token));
        Assert.False(File.Exists(checkout.StateFile));
        Assert.False(File.Exists(checkout.PostmasterPidFile));
        await Assert.ThrowsAsync<NpgsqlException>(() => database.ScalarAsync<int>("SELECT 1", Token));
    }

    [Fact]
    public async Task The_workers_stop_before_the_server_so_that_each_can_say_farewell()
    {
        using var checkout = new TemporaryCheckout();
        await using (var host = checkout.Start())
        {
            await host.WaitForVerdictAsync(Token);
            await host.SignalAsync("INT", Token);
            Assert.Equal(0, await host.WaitForExitAsync(Token));
        }

        await using var next = checkout.Start("--workers", "0");
        await next.WaitForVerdictAsync(Token);

        Assert.Equal(["2|2"], await checkout.Platform.RowsAsync("SELECT count(*), count(stopped_at) FROM workers", Token));
    }

    [Fact]
    public async Task A_killed_host_takes_its_services_along()
    {
        using var checkout = new TemporaryCheckout();
        await using var host = checkout.StartWithDashboard();
        await host.WaitForVerdictAsync(Token);
        var workers = await checkout.ListWorkersAsync(Token);
        Assert.Equal(2, workers.Count);
        var dashboard = DashboardProcess.IdIn(checkout);

        await host.SignalAsync("KILL", Token);
        await host.WaitForExitAsync(Token);

        foreach (var worker in workers)
            await OtherProcess.WaitUntilGoneAsync(worker.ProcessId, TimeSpan.FromSeconds(10), Token);
        await OtherProcess.WaitUntilGoneAsync(dashboard, TimeSpan.FromSeconds(10), Token);
        await ServerProcess.WaitUntilGoneAsync(checkout, TimeSpan.FromSeconds(10), Token);
    }

    [Fact]
    public async Task A_killed_host_takes_its_server_along_and_the_next_start_works()
    {
        using var checkout = new TemporaryCheckout();
        await using (var host = checkout.Start())
        {
            await host.WaitForVerdictAsync(Token);
            await host.SignalAsync("KILL", Token);
            await host.WaitForExitAsync(Token);
        }

        await ServerProcess.WaitUntilGoneAsync(checkout, TimeSpan.FromSeconds(10), Token);
        await using var next = checkout.Start();
        await next.WaitForVerdictAsync(Token);

        Assert.Contains("Ready in ", next.Output, StringComparison.Ordinal);
        Assert.Contains("8 applied", next.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_dies_while_the_workers_still_apply_is_noticed_and_started_again()
    {
        using var checkout = new TemporaryCheckout();
        await File.WriteAllTextAsync(Path.Combine(checkout.Catalog, "009-take-time.sql"), """
            -- migrate:up statement_timeout:5m
            SELECT pg_sleep(CASE WHEN pg_stat_file('goes-on', true) IS NULL THEN 240 ELSE 0 END);
            """, Token);
        await using var host = checkout.Start();
        await host.WaitForOutputAsync("✓ 008-", times: 1, Token);

        await Signals.SendAsync("QUIT", ServerProcess.IdIn(checkout), Token);
        await File.WriteAllTextAsync(Path.Combine(Path.GetDirectoryName(checkout.PostmasterPidFile)!, "goes-on"), "", Token);

        await host.WaitForVerdictAsync(Token);
        Assert.Contains("PostgreSQL has ended by itself", host.Output, StringComparison.Ordinal);
        Assert.Contains("9 applied", host.Output, StringComparison.Ordinal);
        Assert.Contains("Ready in ", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_in_a_terminal_reaches_the_host_only_so_that_no_service_seems_to_die()
    {
        using var checkout = new TemporaryCheckout();
        await using var host = HostProcess.StartInGroup(checkout.WithDashboard);
        await host.WaitForVerdictAsync(Token);

        await host.SignalGroupAsync("INT", Token);

        Assert.Equal(0, await host.WaitForExitAsync(Token));
        Assert.DoesNotMatch("(worker-[12]|dashboard) (was )?ended", host.Output);
    }

    [Fact]
    public async Task A_server_that_dies_is_noticed_and_started_again()
    {
        using var checkout = new TemporaryCheckout();
        await using var host = checkout.Start();
        await host.WaitForVerdictAsync(Token);

        await Signals.SendAsync("QUIT", ServerProcess.IdIn(checkout), Token);

        await host.WaitForOutputAsync("Ready in ", times: 2, Token);
        Assert.Contains("PostgreSQL has ended by itself", host.Output, StringComparison.Ordinal);
        // Those that went with the server could not say goodbye, and are believed for a few seconds more.
        Assert.Equal(["worker-1", "worker-2"], (await checkout.ListWorkersAsync(Token)).Select(worker => worker.Name.Split('@')[0]).Distinct());
        Assert.Equal(8, await checkout.Database.ScalarAsync<long>("SELECT count(*) FROM migrations", Token));
    }
}
