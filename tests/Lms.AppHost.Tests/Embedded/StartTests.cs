using System.Text.Json;

namespace Lms.AppHost.Tests;

public sealed class StartTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_start_migrates_both_databases_and_tells_where_they_are()
    {
        using var checkout = new TemporaryCheckout();
        await using var host = checkout.Start();
        await host.WaitForVerdictAsync(Token);

        Assert.Contains("8 applied", host.Output, StringComparison.Ordinal);
        Assert.Contains("3 applied", host.Output, StringComparison.Ordinal);
        Assert.Contains("Ready in ", host.Output, StringComparison.Ordinal);
        Assert.Contains("postgres://postgres:", host.Output, StringComparison.Ordinal);
        Assert.Contains("documentdb://postgres:", host.Output, StringComparison.Ordinal);
        Assert.Equal(8, await checkout.Database.ScalarAsync<long>("SELECT count(*) FROM migrations WHERE status = 'applied'", Token));
        Assert.Equal(
            ["worker start|applied at start|8"],
            await checkout.Database.RowsAsync("SELECT actor, reason, count(*) FROM migrator.history WHERE kind = 'migrated' GROUP BY 1, 2", Token));
    }

    [Fact]
    public async Task What_the_workers_apply_is_shown_as_if_the_host_did_it_itself()
    {
        using var checkout = new TemporaryCheckout();
        await using var host = checkout.Start();
        await host.WaitForVerdictAsync(Token);

        var lines = host.Output.Split('\n').Where(line => !line.StartsWith("worker-", StringComparison.Ordinal)).ToList();
        var first = lines.IndexOf("lms: applying 8 of its migrations");
        Assert.All(Enumerable.Range(1, 8), number => Assert.Matches($"^  ✓ 00{number}-[a-z-]+  [0-9]+ ms$", lines[first + number]));
        Assert.Equal("withdrawals: applying 3 of its migrations", lines[first + 9]);
    }

    [Fact]
    public async Task The_state_file_has_the_shape_of_a_configuration_and_only_its_owner_can_read_it()
    {
        using var checkout = new TemporaryCheckout();
        await using var host = checkout.Start();
        await host.WaitForVerdictAsync(Token);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(checkout.StateFile));
        using var state = JsonDocument.Parse(await File.ReadAllTextAsync(checkout.StateFile, Token));
        Assert.Equal(host.Id, state.RootElement.GetProperty("processId").GetInt32());
        Assert.True(state.RootElement.GetProperty("startedAt").GetDateTimeOffset() <= TimeProvider.System.GetUtcNow());
        Assert.Equal(
            [("lms", "postgresql", checkout.Catalog), ("withdrawals", "mongodb", checkout.WithdrawalsCatalog)],
            state.RootElement.GetProperty("databases").EnumerateArray().Select(database => (
                database.GetProperty("name").GetString()!, database.GetProperty("engine").GetString()!, database.GetProperty("catalog").GetString()!)));
        var server = state.RootElement.GetProperty("server");
        Assert.Equal($"http://127.0.0.1:{checkout.WorkerPort}", server.GetProperty("url").GetString());
        Assert.Matches("^lms_[a-km-np-z2-9]{12}_[0-9a-f]{64}$", server.GetProperty("token").GetString());
        Assert.Equal([checkout.AddressOf(1), checkout.AddressOf(2)], checkout.ReadWorkers());
        Assert.False(state.RootElement.TryGetProperty("dashboard", out _));
    }

    [Fact]
    public async Task The_first_start_seeds_documents_before_it_migrates_them_so_that_balances_are_filled()
    {
        using var checkout = new TemporaryCheckout();
        await using var host = checkout.Start();
        await host.WaitForVerdictAsync(Token);
        await using var withdrawals = checkout.Withdrawals;

        Assert.Equal(1_000, await withdrawals.CountAsync("users", """{ "withdrawableBalance": { "$gte": 0 } }""", Token));
        var earned = await withdrawals.CountAsync("users", """{ "affiliateEarnings": { "$gt": 0.01 } }""", Token);
        Assert.InRange(earned, 300, 500);
        Assert.Equal(earned, await withdrawals.CountAsync("users", """{ "withdrawableBalance": { "$gt": 0 } }""", Token));
        Assert.Contains("001-users  1,000 documents", host.Output, StringComparison.Ordinal);
        Assert.Contains("002-withdrawals  100 documents", host.Output, StringComparison.Ordinal);
        Assert.Contains("users: 1,000 of 1,000 changed", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_beside_it_shows_both_databases_and_finds_the_token_for_each_worker()
    {
        using var checkout = new TemporaryCheckout();
        await using var host = checkout.Start();
        await host.WaitForVerdictAsync(Token);

        await using var status = LmsProcess.Start(checkout.Directory, "status", "--check");

        Assert.Equal(0, await status.ExitAsync(Token));
        Assert.Contains("008", status.Output, StringComparison.Ordinal);
        Assert.Contains("migrate_existing_user_balances", status.Output, StringComparison.Ordinal);
        foreach (var worker in new[] { 1, 2 })
        {
            await using var asked = LmsProcess.Start(checkout.Directory, "whoami", "--server", $"{checkout.AddressOf(worker)}");
            Assert.Equal(0, await asked.ExitAsync(Token));
        }
    }

    [Fact]
    public async Task A_second_host_of_the_checkout_is_refused_and_told_which_process_runs()
    {
        using var checkout = new TemporaryCheckout();
        await using var first = checkout.Start();
        await first.WaitForVerdictAsync(Token);

        await using var second = checkout.Start();

        Assert.Equal(3, await second.WaitForExitAsync(Token));
        Assert.Contains($"process {first.Id}", second.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(checkout.StateFile));
    }

    [Fact]
    public async Task A_host_of_another_checkout_on_the_same_data_is_refused_and_told_which_process_serves_them()
    {
        using var checkout = new TemporaryCheckout();
        using var other = new TemporaryCheckout();
        await using var first = checkout.Start();
        await first.WaitForVerdictAsync(Token);

        await using var second = HostProcess.Start("--root", other.Directory, "--data", checkout.Data);

        Assert.Equal(3, await second.WaitForExitAsync(Token));
        Assert.Contains($"Process {first.Id}", second.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(other.StateFile));
    }

    [Fact]
    public async Task A_failing_migration_is_shown_with_file_and_line_and_the_server_keeps_running()
    {
        using var checkout = new TemporaryCheckout();
        var faulty = Path.Combine(checkout.Catalog, "009-add-nothing.sql");
        await File.WriteAllTextAsync(faulty, "-- Fails.\n-- migrate:up\nSELECT 1;\nSELECT * FROM nowhere;\n", Token);
        await using var host = checkout.Start();
        await host.WaitForVerdictAsync(Token);

        Assert.Contains("Not ready", host.Output, StringComparison.Ordinal);
        Assert.Contains($"{faulty}:4", host.Output, StringComparison.Ordinal);
        Assert.Contains("42P01", host.Output, StringComparison.Ordinal);
        Assert.Contains("8 applied, 1 failed", host.Output, StringComparison.Ordinal);
        Assert.Contains("3 applied", host.Output, StringComparison.Ordinal);
        Assert.Equal(1, await checkout.Database.ScalarAsync<int>("SELECT 1", Token));
    }

    [Fact]
    public async Task A_faulty_catalog_is_shown_with_file_and_line()
    {
        using var checkout = new TemporaryCheckout();
        var faulty = Path.Combine(checkout.Catalog, "009-add-nothing.sql");
        await File.WriteAllTextAsync(faulty, "-- Has no section.\nSELECT 1;\n", Token);
        await using var host = checkout.Start();
        await host.WaitForVerdictAsync(Token);

        Assert.Contains("Not ready: lms – ", host.Output, StringComparison.Ordinal);
        Assert.Contains("the catalog is faulty", host.Output, StringComparison.Ordinal);
        Assert.Contains($"  {faulty}:2: ", host.Output, StringComparison.Ordinal);
        Assert.Contains("3 applied", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_migration_that_was_changed_after_it_was_applied_is_refused_with_the_way_out()
    {
        using var checkout = new TemporaryCheckout();
        await using (var first = checkout.Start())
            await first.WaitForVerdictAsync(Token);
        var changed = Directory.GetFiles(checkout.Catalog, "002-*").Single();
        await File.WriteAllTextAsync(changed, (await File.ReadAllTextAsync(changed, Token)).Replace("CREATE TABLE", "CREATE UNLOGGED TABLE", StringComparison.Ordinal), Token);
        await File.WriteAllTextAsync(Path.Combine(checkout.Catalog, "009-add-one.sql"), "-- migrate:up\nSELECT 1;\n", Token);

        await using var second = checkout.Start();
        await second.WaitForVerdictAsync(Token);

        Assert.Contains("✗ lms: refused; the database was not touched", second.Output, StringComparison.Ordinal);
        Assert.Contains("  → ", second.Output, StringComparison.Ordinal);
        Assert.Contains("7 applied, 1 pending, 1 modified", second.Output, StringComparison.Ordinal);
        Assert.Contains("Not ready: lms – ", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_stopped_host_left_unfinished_is_gone_on_with_and_shown()
    {
        using var checkout = new TemporaryCheckout();
        await File.WriteAllTextAsync(Path.Combine(checkout.Catalog, "009-take-time.sql"), "-- migrate:up\nSELECT pg_sleep(3);\n", Token);
        await using (var first = checkout.Start())
        {
            await first.WaitForOutputAsync("✓ 008-", times: 1, Token);
            await first.SignalAsync("INT", Token);
            Assert.Equal(130, await first.WaitForExitAsync(Token));
        }

        await using var second = checkout.Start();
        await second.WaitForVerdictAsync(Token);

        Assert.Contains("lms: going on with what worker start asked for (migrate)", second.Output, StringComparison.Ordinal);
        Assert.Contains("✓ 009-take-time", second.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("✓ 001-create-users-table", second.Output, StringComparison.Ordinal);
        Assert.Contains("Ready in ", second.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--port", "0")]
    [InlineData("--port", "65536")]
    [InlineData("--root", "/proc")]
    [InlineData("--nonsense", "1")]
    [InlineData("--workers", "9")]
    [InlineData("--workers", "-1")]
    [InlineData("--workers", "two")]
    [InlineData("--worker-port", "0")]
    [InlineData("--worker-port", "65535")]
    [InlineData("--dashboard-port", "0")]
    [InlineData("--no-dashboard", "--dashboard-port=5170")]
    [InlineData("--mongo-port", "65536")]
    [InlineData("--no-mongo", "--mongo-port=27017")]
    [InlineData("--connection=postgres://localhost/lms", "--data=/tmp")]
    public async Task A_wrong_option_ends_the_host_with_exit_code_2(params string[] arguments)
    {
        await using var host = HostProcess.Start(arguments);

        Assert.Equal(2, await host.WaitForExitAsync(Token));
        Assert.NotEmpty(host.Output);
    }
}
