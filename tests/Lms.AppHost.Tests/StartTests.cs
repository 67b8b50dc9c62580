using System.Text.Json;
using Lms.Testing;

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
            "app host start", await checkout.Database.ScalarAsync<string>("SELECT DISTINCT reason FROM migrator.history", Token));
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
    public async Task The_command_beside_it_shows_both_databases()
    {
        using var checkout = new TemporaryCheckout();
        await using var host = checkout.Start();
        await host.WaitForVerdictAsync(Token);

        await using var status = RunningProcess.Start("env", "-C", checkout.Directory, Path.Combine(AppContext.BaseDirectory, "lms"), "status", "--check");

        Assert.Equal(0, await status.ExitAsync(Token));
        Assert.Contains("008", status.Output, StringComparison.Ordinal);
        Assert.Contains("migrate_existing_user_balances", status.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_later_start_takes_under_4_s_and_finds_the_data_of_the_first_one()
    {
        using var checkout = new TemporaryCheckout();
        await using (var first = checkout.Start())
        {
            await first.WaitForVerdictAsync(Token);
            await checkout.Database.ExecuteAsync("CREATE TABLE kept AS SELECT 42 AS answer", Token);
        }

        await using var second = checkout.Start();
        await second.WaitForVerdictAsync(Token);

        TestContext.Current.SendDiagnosticMessage($"later start: {second.TimeToReady.TotalMilliseconds:0} ms");
        Assert.Equal(42, await checkout.Database.ScalarAsync<int>("SELECT answer FROM kept", Token));
        Assert.DoesNotContain("001-users", second.Output, StringComparison.Ordinal);
        Assert.InRange(second.TimeToReady.TotalSeconds, 0, 4);
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

    [Theory]
    [InlineData("--port", "0")]
    [InlineData("--port", "65536")]
    [InlineData("--root", "/proc")]
    [InlineData("--nonsense", "1")]
    [InlineData("--connection=postgres://localhost/lms", "--data=/tmp")]
    public async Task A_wrong_option_ends_the_host_with_exit_code_2(params string[] arguments)
    {
        await using var host = HostProcess.Start(arguments);

        Assert.Equal(2, await host.WaitForExitAsync(Token));
        Assert.NotEmpty(host.Output);
    }
}
