using Lms.Testing;
using Npgsql;

namespace Lms.AppHost.Tests;

public sealed class GivenServerTests(PostgresServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_given_server_is_migrated_its_password_is_not_shown_and_it_outlives_the_host()
    {
        using var checkout = new TemporaryCheckout();
        await using var host = HostProcess.Start("--root", checkout.Directory, "--connection", server.ConnectionString, "--no-dashboard");
        await host.WaitForVerdictAsync(Token);
        var database = checkout.Database;

        await host.SignalAsync("TERM", Token);

        Assert.Equal(0, await host.WaitForExitAsync(Token));
        Assert.Equal(8, await database.ScalarAsync<long>("SELECT count(*) FROM migrations", Token));
        Assert.DoesNotContain(new NpgsqlConnectionStringBuilder(server.ConnectionString).Password!, host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_given_server_without_documents_serves_the_other_database_and_says_what_is_missing()
    {
        // The extension is in the server's database postgres alone.
        var other = await server.CreateDatabaseAsync(Token);
        using var checkout = new TemporaryCheckout();
        await using var host = HostProcess.Start("--root", checkout.Directory, "--connection", other.ConnectionString, "--no-dashboard");
        await host.WaitForVerdictAsync(Token);

        Assert.Contains("Ready in ", host.Output, StringComparison.Ordinal);
        Assert.Contains("8 applied", host.Output, StringComparison.Ordinal);
        Assert.Contains($"unavailable: the database '{other.Name}'", host.Output, StringComparison.Ordinal);
        Assert.Contains("CREATE EXTENSION documentdb CASCADE", host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\"withdrawals\"", await File.ReadAllTextAsync(checkout.StateFile, Token), StringComparison.Ordinal);
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
