using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Lms.Testing;

namespace Lms.AppHost.Tests;

/// <summary>The documents, seen by a client of MongoDB's.</summary>
public sealed partial class MongoEndpointTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_of_MongoDBs_finds_the_migrated_documents_where_the_board_and_the_state_file_say()
    {
        using var checkout = new TemporaryCheckout();
        using var taken = new OtherProcess();
        var port = LoopbackPort.Free();
        await using var host = checkout.Start("--workers", "0", "--mongo-port", $"{port}");
        await host.WaitForVerdictAsync(Token);

        var url = $"mongodb://127.0.0.1:{port}/withdrawals";
        Assert.Contains($"mongosh {url}", host.Output, StringComparison.Ordinal);
        Assert.Equal(url, ReadUrl(checkout));
        Assert.Equal("3 migrations", await AskAsync(url, "print(client.get_default_database().migrations.count_documents({'status': 'completed'}), 'migrations')"));
        // The commands read the same file.
        var status = await LmsProcess.RunAsync(checkout, "status");
        Assert.True(status.ExitCode == 0, status.Output);

        await host.SignalAsync("TERM", Token);
        Assert.Equal(0, await host.WaitForExitAsync(Token));
    }

    [Fact]
    public async Task Without_the_endpoint_nothing_is_told_of_it()
    {
        using var checkout = new TemporaryCheckout();
        await using var host = checkout.Start("--workers", "0", "--no-mongo");
        await host.WaitForVerdictAsync(Token);

        Assert.Contains("Ready in ", host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("mongosh", host.Output, StringComparison.Ordinal);
        Assert.Null(ReadUrl(checkout));
    }
}
