using Lms.Testing;

namespace Lms.DocumentGateway.Tests;

/// <summary>What a client that is not ours sees: scripts over Debian's python3-pymongo, each function of which begins with <c>it_</c>.</summary>
public sealed class PyMongoTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    [Theory]
    [InlineData("greeting.py")]
    [InlineData("crud.py")]
    [InlineData("schema.py")]
    [InlineData("cursors.py")]
    [InlineData("transactions.py")]
    [InlineData("retries.py")]
    [InlineData("operations.py")]
    public async Task A_client_that_is_not_ours_is_served_as_by_MongoDB(string script)
    {
        var output = await PyMongo.RunAsync(
            TestContext.Current.CancellationToken,
            Path.Combine(AppContext.BaseDirectory, "Scripts", script), $"mongodb://127.0.0.1:{fixture.Gateway.Port}/");

        Assert.EndsWith("checks", output.Trim(), StringComparison.Ordinal);
        Assert.Equal(0, fixture.Gateway.Counts.Transactions);
    }
}
