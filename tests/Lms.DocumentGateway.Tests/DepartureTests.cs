using Lms.DocumentGateway.Bson;
using Lms.Testing;
using Npgsql;

namespace Lms.DocumentGateway.Tests;

/// <summary>Clients that go, gateways that stop, a server that is away.</summary>
public sealed class DepartureTests(PostgresServer server) : GatewayTest(server)
{
    private readonly string connection = server.ConnectionString;

    [Fact]
    public async Task A_command_is_cancelled_when_its_client_has_gone()
    {
        await using var gateway = Start();
        var client = await ConnectAsync(gateway);
        await client.AskAsync(Insert(new BsonBuilder().Int32("_id", 1)));
        await HoldDocumentAsync();
        await client.SendAsync(RawClient.Message(0, RawClient.Body(Increment().Build())));
        await UntilAsync(async () => await WaitersAsync() == 1);

        client.Dispose();

        await UntilAsync(async () => await WaitersAsync() == 0);
    }

    [Fact]
    public async Task A_write_that_may_be_sent_again_goes_on_and_is_answered_when_it_is()
    {
        await using var gateway = Start();
        var client = await ConnectAsync(gateway);
        await client.AskAsync(Insert(new BsonBuilder().Int32("_id", 1)));
        await HoldDocumentAsync();
        var write = Increment().Document("lsid", new BsonBuilder().Uuid("id", Guid.NewGuid())).Int64("txnNumber", 1).Build();
        await client.SendAsync(RawClient.Message(0, RawClient.Body(write)));
        await UntilAsync(async () => await WaitersAsync() == 1);

        client.Dispose();
        await Task.Delay(500, Token);
        Assert.Equal(1, await WaitersAsync());
        var again = await ConnectAsync(gateway);
        await again.SendAsync(RawClient.Message(0, RawClient.Body(write)));
        await ReleaseDocumentAsync();

        Assert.Equal(1, (await again.ReadAsync())!.Number("nModified"));
        Assert.Equal(1, (await again.AskAsync(Command("find", "c"))).Number("cursor", "firstBatch", "0", "n"));
    }

    [Fact]
    public async Task A_gateway_that_stops_lets_commands_end_and_rolls_transactions_back()
    {
        var gateway = Start();
        var (client, other) = (await ConnectAsync(gateway), await ConnectAsync(gateway));
        await client.AskAsync(Insert(new BsonBuilder().Int32("_id", 1)));
        await other.AskAsync(InTransaction(Insert(new BsonBuilder().Int32("_id", 2)), Guid.NewGuid(), 1).Boolean("startTransaction", true));
        await HoldDocumentAsync();
        await client.SendAsync(RawClient.Message(0, RawClient.Body(Increment().Build())));
        await UntilAsync(async () => await WaitersAsync() == 1);

        var stopped = gateway.DisposeAsync().AsTask();
        Assert.Null(await other.ReadAsync());
        await ReleaseDocumentAsync();

        Assert.True((await client.ReadAsync())!.IsOk);
        await stopped;
        await Assert.ThrowsAnyAsync<System.Net.Sockets.SocketException>(() => RawClient.ConnectAsync(gateway.Port));
        await using var next = Start();
        Assert.Equal(1, (await (await ConnectAsync(next)).AskAsync(Command("count", "c"))).Number("n"));
    }

    [Fact]
    public async Task A_gateway_that_stops_does_not_wait_for_ever()
    {
        var gateway = Start(options => options with { GracePeriod = TimeSpan.FromMilliseconds(200) });
        var client = await ConnectAsync(gateway);
        await client.AskAsync(Insert(new BsonBuilder().Int32("_id", 1)));
        await HoldDocumentAsync();
        await client.SendAsync(RawClient.Message(0, RawClient.Body(Increment().Build())));
        await UntilAsync(async () => await WaitersAsync() == 1);

        await gateway.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10), Token);

        Assert.Equal(0, await WaitersAsync());
    }

    [Fact]
    public async Task A_server_that_is_away_is_told_as_such_and_used_again_when_it_is_back()
    {
        var settings = new NpgsqlConnectionStringBuilder(connection);
        int port;
        await using (var relay = new Relay(new Uri($"http://127.0.0.1:{settings.Port}")))
        {
            port = relay.Address.Port;
            await using var gateway = Start(options => options with { ConnectionString = Through(port) });
            var client = await ConnectAsync(gateway);
            Assert.True((await client.AskAsync(Command("ping"))).IsOk);

            relay.Cut();
            var cut = await client.AskAsync(Command("ping"));
            Assert.Equal((6, "HostUnreachable"), (cut.Number("code"), cut.Text("codeName")));
            Assert.True((await client.AskAsync(Command("ping"))).IsOk);
        }

        await using var lonely = Start(options => options with { ConnectionString = Through(port) });
        Assert.Equal(6, (await (await ConnectAsync(lonely)).AskAsync(Command("ping"))).Number("code"));
        string Through(int port) => new NpgsqlConnectionStringBuilder(connection) { Port = port }.ConnectionString;
    }

    [Fact]
    public async Task After_one_broken_session_those_that_rest_are_not_used_either()
    {
        await using var relay = new Relay(new Uri($"http://127.0.0.1:{new NpgsqlConnectionStringBuilder(connection).Port}"));
        await using var gateway = Start(options => options with
        {
            ConnectionString = new NpgsqlConnectionStringBuilder(connection) { Port = relay.Address.Port }.ConnectionString,
        });
        var client = await ConnectAsync(gateway);
        await client.AskAsync(Insert(new BsonBuilder().Int32("_id", 1)));
        var session = Guid.NewGuid();
        await client.AskAsync(InTransaction(Increment(), session, 1).Boolean("startTransaction", true));
        Assert.True((await client.AskAsync(InTransaction(Command("commitTransaction", on: "admin"), session, 1))).IsOk);

        relay.Cut();

        Assert.Equal(6, (await client.AskAsync(Command("ping"))).Number("code"));
        var next = await client.AskAsync(InTransaction(Increment(), session, 2).Boolean("startTransaction", true));
        Assert.True(next.IsOk, $"{next.Number("code")} {next.Text("errmsg")}");
        for (var time = 0; time < 3; time++)
            Assert.True((await client.AskAsync(Command("ping"))).IsOk);
    }
}
