using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Lms.Testing;

namespace Lms.AppHost.Tests;

/// <summary>The documents, seen by a client of MongoDB's.</summary>
public sealed class MongoEndpointTests
{
    private const string CountMigrations =
        "import sys, pymongo; print(pymongo.MongoClient(sys.argv[1]).get_default_database().migrations.count_documents({'status': 'completed'}))";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_of_MongoDBs_finds_the_documents_where_the_board_and_the_state_file_say()
    {
        using var checkout = new TemporaryCheckout();
        await using var host = checkout.Start("--workers", "0", "--mongo-port", $"{LoopbackPort.Free()}");
        await host.WaitForVerdictAsync(Token);

        var url = ReadUrl(checkout)!;
        Assert.EndsWith("/withdrawals", url, StringComparison.Ordinal);
        Assert.Contains($"mongosh {url}", host.Output, StringComparison.Ordinal);
        Assert.Equal("3", await PyMongo.RunAsync(Token, "-c", CountMigrations, url));
        // Commands read the same file.
        await using var status = LmsProcess.Start(checkout.Directory, "status");
        Assert.True(await status.ExitAsync(Token) == 0, status.Output);

        await host.SignalAsync("TERM", Token);
        Assert.Equal(0, await host.WaitForExitAsync(Token));
        await Assert.ThrowsAsync<InvalidOperationException>(() => PyMongo.RunAsync(Token, "-c", CountMigrations, url + "?serverSelectionTimeoutMS=500"));
    }

    [Fact]
    public async Task A_port_that_is_taken_gives_way_to_the_next_free_one_which_is_used_again()
    {
        using var checkout = new TemporaryCheckout();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var taken = ((IPEndPoint)other.LocalEndpoint).Port;
        string url;
        await using (var host = checkout.Start("--workers", "0", "--mongo-port", $"{taken}"))
        {
            await host.WaitForVerdictAsync(Token);
            url = ReadUrl(checkout)!;
            Assert.Contains($"the MongoDB endpoint: port {taken} is taken by another program, using {new Uri(url).Port}", host.Output, StringComparison.Ordinal);
        }

        other.Stop();
        await using var next = checkout.StartAsLastTime("--workers", "0");
        await next.WaitForVerdictAsync(Token);
        Assert.Equal(url, ReadUrl(checkout));
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

    private static string? ReadUrl(TemporaryCheckout checkout)
    {
        using var state = JsonDocument.Parse(File.ReadAllText(checkout.StateFile));
        return state.RootElement.TryGetProperty("mongo", out var mongo) ? mongo.GetProperty("url").GetString() : null;
    }
}
