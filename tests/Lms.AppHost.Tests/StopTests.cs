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
    public async Task A_server_that_dies_is_noticed_and_started_again()
    {
        using var checkout = new TemporaryCheckout();
        await using var host = checkout.Start();
        await host.WaitForVerdictAsync(Token);

        await Signals.SendAsync("QUIT", ServerProcess.IdIn(checkout), Token);

        await host.WaitForOutputAsync("Ready in ", times: 2, Token);
        Assert.Contains("PostgreSQL has ended by itself", host.Output, StringComparison.Ordinal);
        Assert.Equal(8, await checkout.Database.ScalarAsync<long>("SELECT count(*) FROM migrations", Token));
    }
}
