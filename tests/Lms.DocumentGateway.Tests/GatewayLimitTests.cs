using Lms.DocumentGateway.Bson;
using Lms.Testing;

namespace Lms.DocumentGateway.Tests;

/// <summary>Bounds: of time, of connections, of what the server below is asked to keep.</summary>
public sealed class GatewayLimitTests(PostgresServer server) : GatewayTest(server)
{
    [Fact]
    public async Task A_client_that_begins_a_message_and_does_not_go_on_is_sent_away()
    {
        await using var gateway = Start(options => options with { ClientPatience = TimeSpan.FromMilliseconds(200) });
        var slow = await ConnectAsync(gateway);
        var idle = await ConnectAsync(gateway);

        await slow.SendAsync(RawClient.Message(0, RawClient.Body(RawClient.Ping))[..20]);

        Assert.Null(await slow.ReadAsync());
        Assert.True((await idle.AskAsync(Command("ping"))).IsOk);
    }

    [Fact]
    public async Task A_client_that_does_not_take_its_replies_is_sent_away()
    {
        await using var gateway = Start(options => options with { ClientPatience = TimeSpan.FromMilliseconds(300) });
        var writer = await ConnectAsync(gateway);
        var greedy = await ConnectAsync(gateway);
        Assert.True((await writer.AskAsync(Insert(new BsonBuilder().Int32("_id", 1).String("text", new string('x', 12_000_000))))).IsOk);

        await greedy.SendAsync(RawClient.Message(0, RawClient.Body(Command("find", "c").Build())));

        await UntilAsync(() => gateway.Counts.Connections == 1);
        Assert.True((await writer.AskAsync(Command("ping"))).IsOk);
    }

    [Fact]
    public async Task One_connection_too_many_is_closed_and_there_is_room_again_when_one_goes()
    {
        await using var gateway = Start(options => options with { MaxConnections = 2 });
        var first = await ConnectAsync(gateway);
        var second = await ConnectAsync(gateway);
        Assert.True((await first.AskAsync(Command("ping"))).IsOk);
        Assert.True((await second.AskAsync(Command("ping"))).IsOk);

        using (var third = await RawClient.ConnectAsync(gateway.Port))
            Assert.Null(await third.ReadAsync());
        first.Dispose();
        await UntilAsync(() => gateway.Counts.Connections == 1);

        Assert.True((await (await ConnectAsync(gateway)).AskAsync(Command("ping"))).IsOk);
    }

    [Fact]
    public async Task Hundreds_of_connections_work_at_once_over_few_sessions_of_the_server()
    {
        await using var gateway = Start(options => options with { MaxServerSessions = 4, MaxHeldCursors = 2 });

        var replies = await Task.WhenAll(Enumerable.Range(0, 300).Select(async id =>
        {
            using var client = await RawClient.ConnectAsync(gateway.Port);
            var inserted = await client.AskAsync(Insert(new BsonBuilder().Int32("_id", id)));
            return inserted.IsOk && (await client.AskAsync(Command("count", "c"))).IsOk;
        }));

        Assert.DoesNotContain(false, replies);
        Assert.Equal(300, (await (await ConnectAsync(gateway)).AskAsync(Command("count", "c"))).Number("n"));
        await UntilAsync(() => gateway.Counts.Connections <= 1);
    }

    [Fact]
    public async Task A_transaction_ends_with_its_lifetime_whether_it_rests_or_works()
    {
        await using var gateway = Start(options => options with { TransactionLifetime = TimeSpan.FromMilliseconds(400) });
        var client = await ConnectAsync(gateway);
        await client.AskAsync(Insert(new BsonBuilder().Int32("_id", 1)));
        var session = Guid.NewGuid();
        Assert.True((await client.AskAsync(InTransaction(Increment(), session, 1).Boolean("startTransaction", true))).IsOk);

        await UntilAsync(() => gateway.Counts.Transactions == 0);
        var late = await client.AskAsync(InTransaction(Command("commitTransaction", on: "admin"), session, 1));
        Assert.Equal((0, 251, "NoSuchTransaction"), (late.Number("ok"), late.Number("code"), late.Text("codeName")));

        await HoldDocumentAsync();
        var working = await client.AskAsync(InTransaction(Increment(), session, 2).Boolean("startTransaction", true));
        Assert.Equal((251, "TransientTransactionError"), (working.Number("code"), working.Text("errorLabels", "0")));
    }

    [Fact]
    public async Task A_cursor_that_nobody_reads_ends()
    {
        await using var gateway = Start(options => options with { CursorTimeout = TimeSpan.FromMilliseconds(200) });
        var client = await ConnectAsync(gateway);
        await InsertManyAsync(client, 10);
        var opened = await client.AskAsync(Sorted());

        await UntilAsync(() => gateway.Counts.Cursors == 0);

        Assert.Equal(43, (await client.AskAsync(More(opened))).Number("code"));
    }

    [Fact]
    public async Task Of_too_many_cursors_that_keep_a_session_the_one_that_was_not_read_for_the_longest_time_ends()
    {
        await using var gateway = Start(options => options with { MaxHeldCursors = 2 });
        var client = await ConnectAsync(gateway);
        await InsertManyAsync(client, 10);
        var (first, second) = (await client.AskAsync(Sorted()), await client.AskAsync(Sorted()));
        Assert.True((await client.AskAsync(More(first))).IsOk);

        var third = await client.AskAsync(Sorted());

        Assert.Equal(43, (await client.AskAsync(More(second))).Number("code"));
        Assert.True((await client.AskAsync(More(first))).IsOk);
        Assert.True((await client.AskAsync(More(third))).IsOk);
    }
}
