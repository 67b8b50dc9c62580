using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Lms.AppHost.Tests;

/// <summary>How the dashboard begins, dies, comes back and ends.</summary>
public sealed class DashboardLifeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_dashboard_is_started_again_alone_and_a_new_link_is_printed()
    {
        using var checkout = new TemporaryCheckout();
        await using var host = checkout.StartWithDashboard("--workers", "1");
        await host.WaitForVerdictAsync(Token);
        var worker = Assert.Single(await checkout.ListWorkersAsync(Token)).ProcessId;

        await Signals.SendAsync("KILL", DashboardProcess.IdIn(checkout), Token);
        await host.WaitForOutputAsync("dashboard was ended by signal 9. Starting it again in 1 s", times: 1, Token);
        Assert.DoesNotContain("\"dashboard\"", await File.ReadAllTextAsync(checkout.StateFile, Token), StringComparison.Ordinal);
        await host.WaitForOutputAsync("works once", times: 2, Token);

        Assert.Contains($"dashboard is up again at http://127.0.0.1:{checkout.DashboardPort}", host.Output, StringComparison.Ordinal);
        Assert.Contains("\"dashboard\"", await File.ReadAllTextAsync(checkout.StateFile, Token), StringComparison.Ordinal);
        var links = DashboardProcess.LinksOf(host);
        Assert.Equal("/sign-in?problem=link", (await DashboardProcess.OpenAsync(links[0], Token)).Location);
        Assert.Equal("/", (await DashboardProcess.OpenAsync(links[1], Token)).Location);
        Assert.Equal(worker, Assert.Single(await checkout.ListWorkersAsync(Token)).ProcessId);
    }

    [Fact]
    public async Task A_start_that_waits_for_a_long_migration_shows_where_to_watch_it()
    {
        using var checkout = new TemporaryCheckout();
        await File.WriteAllTextAsync(Path.Combine(checkout.Catalog, "009-take-time.sql"), """
            -- migrate:up statement_timeout:5m
            DO $$ BEGIN WHILE pg_stat_file('goes-on', true) IS NULL LOOP PERFORM pg_sleep(0.1); END LOOP; END $$;
            """, Token);
        await using var host = checkout.StartWithDashboard("--workers", "1");

        await host.WaitForOutputAsync("(shows what this start waits for)", times: 1, Token);
        Assert.DoesNotContain("Ready in ", host.Output, StringComparison.Ordinal);

        await File.WriteAllTextAsync(Path.Combine(Path.GetDirectoryName(checkout.PostmasterPidFile)!, "goes-on"), "", Token);
        await host.WaitForVerdictAsync(Token);
        Assert.Contains("9 applied", host.Output, StringComparison.Ordinal);
        var link = Assert.Single(DashboardProcess.LinksOf(host));
        Assert.Contains($"{link}   (shows", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_port_gives_way_to_the_next_free_one_which_is_used_again_and_the_workers_stop_last()
    {
        using var checkout = new TemporaryCheckout();
        using var other = new TcpListener(IPAddress.Loopback, checkout.DashboardPort);
        other.Start();
        await using (var host = checkout.StartWithDashboard("--workers", "1"))
        {
            await host.WaitForVerdictAsync(Token);

            Assert.Contains(
                $"dashboard: port {checkout.DashboardPort} is taken by another program, using {checkout.DashboardPort + 1}", host.Output, StringComparison.Ordinal);
            await host.SignalAsync("INT", Token);
            Assert.Equal(0, await host.WaitForExitAsync(Token));
        }

        Assert.True(StoppedAt(checkout, "dashboard") < StoppedAt(checkout, "worker-1"));
        other.Stop();
        await using var next = checkout.StartAsLastTime("--workers", "1");
        await next.WaitForVerdictAsync(Token);
        Assert.Equal(checkout.DashboardPort + 1, Assert.Single(DashboardProcess.LinksOf(next)).Port);
    }

    [Fact]
    public async Task A_dashboard_that_cannot_start_leaves_the_rest_running_and_is_named()
    {
        using var checkout = new TemporaryCheckout();
        Directory.CreateDirectory(checkout.Data);
        await File.WriteAllTextAsync(Path.Combine(checkout.Data, "dashboard-keys"), "in the way", Token);
        await using var host = checkout.StartWithDashboard("--workers", "1");
        await host.WaitForVerdictAsync(Token);

        Assert.Contains("dashboard: There is no place for its keys: ", host.Output, StringComparison.Ordinal);
        Assert.Contains("Not ready: dashboard – not healthy (see above)", host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Dashboard:  ", host.Output, StringComparison.Ordinal);
        Assert.Single(await checkout.ListWorkersAsync(Token));
        await using var command = LmsProcess.Start(checkout.Directory, "dashboard");
        Assert.Equal(3, await command.ExitAsync(Token));
        Assert.Contains("has no dashboard that is up", command.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_set_for_workers_does_not_keep_it_from_starting_and_without_workers_there_is_none()
    {
        using var checkout = new TemporaryCheckout();
        await using (var host = HostProcess.StartWith([("Lms__RequireApproval", "false")], [.. checkout.WithDashboard, "--workers", "1"]))
        {
            await host.WaitForVerdictAsync(Token);
            Assert.Contains("Ready in ", host.Output, StringComparison.Ordinal);
            Assert.Single(DashboardProcess.LinksOf(host));
        }

        await using var alone = checkout.StartWithDashboard("--workers", "0");
        await alone.WaitForVerdictAsync(Token);
        Assert.Contains("Ready in ", alone.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("dashboard", alone.Output, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>When a service was told to stop, as its log has it.</summary>
    private static DateTimeOffset StoppedAt(TemporaryCheckout checkout, string service)
    {
        var line = checkout.ReadLogOf(service).Split('\n').Last(line => line.Contains("Application is shutting down", StringComparison.Ordinal));
        return DateTimeOffset.Parse(line.AsSpan(0, "yyyy-MM-dd HH:mm:ss.fffZ".Length), CultureInfo.InvariantCulture);
    }
}
