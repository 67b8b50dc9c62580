using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Lms.AppHost.Tests;

public sealed class WorkerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_workers_come_up_side_by_side_and_are_shown_with_their_addresses()
    {
        using var checkout = new TemporaryCheckout();
        await using var host = checkout.Start();
        await host.WaitForVerdictAsync(Token);

        Assert.Equal(["worker-1", "worker-2"], (await checkout.ListWorkersAsync(Token)).Select(worker => worker.Name.Split('@')[0]));
        foreach (var number in new[] { 1, 2 })
        {
            Assert.True(await IsHealthyAsync(checkout.AddressOf(number)));
            Assert.Matches($"worker-{number} +http://127.0.0.1:{checkout.WorkerPort + number - 1} +healthy", host.Output);
        }

        Assert.Contains($"./lms status --server http://127.0.0.1:{checkout.WorkerPort}\n", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_worker_alone_does_all_the_work()
    {
        using var checkout = new TemporaryCheckout();
        await using var host = checkout.Start("--workers", "1");
        await host.WaitForVerdictAsync(Token);

        Assert.Contains("Ready in ", host.Output, StringComparison.Ordinal);
        Assert.Contains("8 applied", host.Output, StringComparison.Ordinal);
        Assert.Equal("worker-1", Assert.Single(await checkout.ListWorkersAsync(Token)).Name.Split('@')[0]);
        Assert.False(await IsHealthyAsync(checkout.AddressOf(2)));
    }

    [Fact]
    public async Task Without_workers_the_host_migrates_by_itself_and_names_no_server()
    {
        using var checkout = new TemporaryCheckout();
        await using var host = checkout.Start("--workers", "0");
        await host.WaitForVerdictAsync(Token);

        Assert.Contains("Ready in ", host.Output, StringComparison.Ordinal);
        Assert.Contains("3 applied", host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("worker-1", host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\"server\"", await File.ReadAllTextAsync(checkout.StateFile, Token), StringComparison.Ordinal);
        Assert.Equal("app host start", await checkout.Database.ScalarAsync<string>("SELECT DISTINCT reason FROM migrator.history", Token));
        Assert.Equal(0, await checkout.Database.ScalarAsync<long>("SELECT count(*) FROM pg_database WHERE datname = 'platform'", Token));
    }

    [Fact]
    public async Task Without_workers_a_failing_migration_is_shown_in_the_same_way()
    {
        using var checkout = new TemporaryCheckout();
        var faulty = Path.Combine(checkout.Catalog, "009-add-nothing.sql");
        await File.WriteAllTextAsync(faulty, "-- Fails.\n-- migrate:up\nSELECT 1;\nSELECT * FROM nowhere;\n", Token);
        await using var host = checkout.Start("--workers", "0");
        await host.WaitForVerdictAsync(Token);

        Assert.Contains("✗ lms: 009-add-nothing failed", host.Output, StringComparison.Ordinal);
        Assert.Contains($"{faulty}:4", host.Output, StringComparison.Ordinal);
        Assert.Contains("42P01", host.Output, StringComparison.Ordinal);
        Assert.Contains("8 applied, 1 failed", host.Output, StringComparison.Ordinal);
        Assert.Contains("Not ready", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_killed_worker_is_started_again_alone_while_the_other_serves()
    {
        using var checkout = new TemporaryCheckout();
        await using var host = checkout.Start();
        await host.WaitForVerdictAsync(Token);
        var before = await checkout.ListWorkersAsync(Token);
        var server = ServerProcess.IdIn(checkout);

        await Signals.SendAsync("KILL", before[0].ProcessId, Token);

        await host.WaitForOutputAsync("worker-1 was ended by signal 9", times: 1, Token);
        Assert.Equal([checkout.AddressOf(2)], checkout.ReadWorkers());
        while (!host.Output.Contains("worker-1 is up again", StringComparison.Ordinal))
        {
            Assert.True(await IsHealthyAsync(checkout.AddressOf(2)));
            await Task.Delay(100, Token);
        }

        Assert.Contains("worker-1 was ended by signal 9. Starting it again in 1 s", host.Output, StringComparison.Ordinal);
        Assert.True(await IsHealthyAsync(checkout.AddressOf(1)));
        Assert.Equal([checkout.AddressOf(1), checkout.AddressOf(2)], checkout.ReadWorkers());
        Assert.Equal(server, ServerProcess.IdIn(checkout));
        using var client = checkout.Connect();
        var after = (await client.ListWorkersAsync(Token)).Workers.Select(worker => worker.ProcessId).ToList();
        Assert.Contains(before[1].ProcessId, after);
        Assert.Equal(3, after.Distinct().Count());
    }

    [Fact]
    public async Task A_worker_that_cannot_live_is_given_up_with_its_reason_and_the_databases_stay()
    {
        using var checkout = new TemporaryCheckout();
        await using var host = HostProcess.StartWith(
            [("Lms__Nonsense", "1")],
            ["--root", checkout.Directory, "--data", checkout.Data, "--workers", "1", "--worker-port", $"{checkout.WorkerPort}", "--no-dashboard"]);
        await host.WaitForVerdictAsync(Token);

        Assert.Contains("worker-1 ended with exit code 2: The configuration is wrong: Lms:Nonsense: unknown", host.Output, StringComparison.Ordinal);
        Assert.Equal(4, host.Output.Split("Starting it again in ").Length - 1);
        Assert.Contains("it is not started again", host.Output, StringComparison.Ordinal);
        Assert.Contains("Not ready: lms and withdrawals – not as the migrations want it; worker-1 – not healthy", host.Output, StringComparison.Ordinal);
        Assert.Equal(1, await checkout.Database.ScalarAsync<int>("SELECT 1", Token));
        await host.SignalAsync("TERM", Token);
        Assert.Equal(0, await host.WaitForExitAsync(Token));
    }

    [Fact]
    public async Task A_port_that_is_taken_gives_way_to_the_next_free_one_which_is_used_again()
    {
        using var checkout = new TemporaryCheckout();
        using var other = new TcpListener(IPAddress.Loopback, checkout.WorkerPort);
        other.Start();
        await using (var host = checkout.Start())
        {
            await host.WaitForVerdictAsync(Token);

            Assert.Contains(
                $"worker-1: port {checkout.WorkerPort} is taken by another program, using {checkout.WorkerPort + 2}", host.Output, StringComparison.Ordinal);
            Assert.Equal(checkout.AddressOf(3), checkout.ReadServer().Address);
        }

        other.Stop();
        await using var next = checkout.StartAsLastTime("--no-dashboard");
        await next.WaitForVerdictAsync(Token);

        Assert.True(await IsHealthyAsync(checkout.AddressOf(3)));
        Assert.True(await IsHealthyAsync(checkout.AddressOf(2)));
        Assert.DoesNotMatch("worker-[12]: port [0-9]+ is taken", next.Output);
    }

    [Fact]
    public async Task Each_start_has_a_token_of_its_own_which_is_shown_nowhere()
    {
        using var checkout = new TemporaryCheckout();
        string first;
        await using (var host = checkout.Start("--workers", "1"))
        {
            await host.WaitForVerdictAsync(Token);
            first = checkout.ReadServer().Token;
        }

        Assert.False(File.Exists(checkout.StateFile));
        await using var second = checkout.Start("--workers", "1");
        await second.WaitForVerdictAsync(Token);

        var token = checkout.ReadServer().Token;
        Assert.NotEqual(first, token);
        var secret = token[^64..];
        Assert.DoesNotContain(secret, second.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, checkout.ReadLogOf(1), StringComparison.Ordinal);
        foreach (var process in (await checkout.ListWorkersAsync(Token)).Select(worker => worker.ProcessId))
        {
            var commandLine = await File.ReadAllTextAsync(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/cmdline"), Token);
            Assert.DoesNotContain(secret, commandLine, StringComparison.Ordinal);
            Assert.DoesNotContain("Password", commandLine, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task What_a_worker_says_stands_in_its_file_and_what_matters_of_it_on_the_screen_with_its_name()
    {
        using var checkout = new TemporaryCheckout();
        await using var host = checkout.Start("--workers", "1");
        await host.WaitForVerdictAsync(Token);

        Assert.Contains("worker-1  applies at start: run ", host.Output, StringComparison.Ordinal);
        Assert.Contains("applies at start: run ", checkout.ReadLogOf(1), StringComparison.Ordinal);
        Assert.Contains("Now listening on: ", checkout.ReadLogOf(1), StringComparison.Ordinal);
        Assert.DoesNotContain("Now listening on: ", host.Output, StringComparison.Ordinal);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(checkout.Data, "worker-1.log")));
    }

    private static async Task<bool> IsHealthyAsync(Uri worker)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        try
        {
            using var answer = await http.GetAsync(new Uri(worker, "health"), Token);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
