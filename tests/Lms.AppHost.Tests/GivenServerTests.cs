using System.Runtime.Versioning;
using Lms.Testing;
using Npgsql;

[assembly: AssemblyFixture(typeof(PostgresServer))]
[assembly: UnsupportedOSPlatform("windows")]

namespace Lms.AppHost.Tests;

public sealed class GivenServerTests(PostgresServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_given_server_is_migrated_its_password_is_not_shown_and_it_outlives_the_host()
    {
        using var checkout = new TemporaryCheckout();
        await using var host = HostProcess.Start("--root", checkout.Directory, "--connection", server.ConnectionString);
        await host.WaitForVerdictAsync(Token);
        var database = checkout.Database;

        await host.SignalAsync("TERM", Token);

        Assert.Equal(0, await host.WaitForExitAsync(Token));
        Assert.Equal(8, await database.ScalarAsync<long>("SELECT count(*) FROM migrations", Token));
        Assert.DoesNotContain(new NpgsqlConnectionStringBuilder(server.ConnectionString).Password!, host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_given_server_that_does_not_answer_ends_the_host_with_exit_code_3()
    {
        using var checkout = new TemporaryCheckout();
        await using var host = HostProcess.Start(
            "--root", checkout.Directory, "--connection", "postgres://someone:secret-word@127.0.0.1:1/lms");

        Assert.Equal(3, await host.WaitForExitAsync(Token));
        Assert.DoesNotContain("secret-word", host.Output, StringComparison.Ordinal);
    }
}
