using System.Diagnostics;

namespace Lms.DocumentGateway.Tests;

/// <summary>What a client that is not ours sees: scripts over Debian's python3-pymongo, each function of which begins with <c>it_</c>.</summary>
public sealed class PyMongoTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    // Another Python may stand first on PATH, and would not have the package.
    private const string Python = "/usr/bin/python3";

    [Theory]
    [InlineData("greeting.py")]
    [InlineData("crud.py")]
    [InlineData("schema.py")]
    [InlineData("cursors.py")]
    [InlineData("transactions.py")]
    [InlineData("retries.py")]
    public async Task A_client_that_is_not_ours_is_served_as_by_MongoDB(string script)
    {
        var start = new ProcessStartInfo(Python)
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Scripts", script), $"mongodb://127.0.0.1:{fixture.Gateway.Port}/" },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, await errors);
        Assert.EndsWith("checks", output.Trim(), StringComparison.Ordinal);
        Assert.Equal(0, fixture.Gateway.Counts.Transactions);
    }
}
