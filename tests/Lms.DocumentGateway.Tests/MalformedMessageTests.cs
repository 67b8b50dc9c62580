using System.Buffers.Binary;
using System.Numerics;
using Lms.DocumentGateway.Bson;
using Lms.DocumentGateway.Wire;
using static Lms.DocumentGateway.Tests.RawClient;

namespace Lms.DocumentGateway.Tests;

/// <summary>Messages that no proper client sends.</summary>
public sealed class MalformedMessageTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    public static TheoryData<string, byte[]> WithoutAnswer => new()
    {
        { "a length of zero", Header(0, OpCode.Message) },
        { "a length below that of the header", Header(15, OpCode.Message) },
        { "a negative length", Header(-1, OpCode.Message) },
        { "one byte more than is allowed", Header(48_000_001, OpCode.Message) },
        { "two billion bytes", Header(int.MaxValue, OpCode.Message) },
        { "no kind of message", Header(16, (OpCode)77) },
        { "a kind of old clients", Header(16, (OpCode)2002) },
        { "compression that was never agreed on", Header(16, (OpCode)2012) },
        { "another protocol", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray() },
        { "no flags", Header(16, OpCode.Message) },
        { "half of the flags", [.. Header(18, OpCode.Message), 0, 0] },
        { "a flag that nobody knows", Message(4, Body(Ping)) },
        { "a wrong checksum", Message(1, Body(Ping), [1, 2, 3, 4]) },
        { "no room for the checksum", Message(1, [0, 0]) },
        { "a query that is cut short", [.. Header(22, OpCode.Query), 0, 0, 0, 0, 97, 0] },
        { "a query without an end of its name", [.. Header(24, OpCode.Query), 0, 0, 0, 0, 97, 97, 97, 97] },
    };

    public static TheoryData<string, int, byte[]> WithAnswer => new()
    {
        { "no section", 9, Message(0) },
        { "a kind of section that is unknown", 40432, Message(0, [2, 5, 0, 0, 0, 0]) },
        { "two commands", 9, Message(0, Body(Ping), Body(Ping)) },
        { "only a sequence", 9, Message(0, Sequence("documents", Ping)) },
        { "a sequence longer than its message", 22, Message(0, Body(Ping), [1, 200, 0, 0, 0, 97, 0]) },
        { "a sequence shorter than its own length", 22, Message(0, Body(Ping), [1, 2, 0, 0, 0]) },
        { "a sequence without a name", 22, Message(0, Body(Ping), Sequence("")) },
        { "a sequence of no documents", 22, Message(0, Body(Ping), Sequence("documents", [1, 2, 3])) },
        { "two sequences of one name", 9, Message(0, Body(Ping), Sequence("a"), Sequence("a")) },
        { "a sequence that the command has as well", 9, Message(0, Body(Ping), Sequence("$db", Ping)) },
        { "a document longer than its message", 22, Message(0, Body([100, 0, 0, 0, 0])) },
        { "a document without an end", 22, Message(0, Body([5, 0, 0, 0, 1])) },
        { "a document of four bytes", 22, Message(0, Body([4, 0, 0, 0])) },
        { "an unknown type", 22, Message(0, Body([8, 0, 0, 0, 0x20, 97, 0, 0])) },
        { "text that is not UTF-8", 22, Message(0, Body([15, 0, 0, 0, 2, 97, 0, 3, 0, 0, 0, 0xC3, 0x28, 0, 0])) },
        { "nesting without end", 22, Message(0, Body(Nested(201))) },
        { "an empty command", 9, Message(0, Body(new BsonBuilder().Build())) },
        { "no database", 40571, Message(0, Body(new BsonBuilder().Int32("ping", 1).Build())) },
        { "a database that is a number", 14, Message(0, Body(new BsonBuilder().Int32("ping", 1).Int32("$db", 1).Build())) },
        { "a session that is none", 14, Message(0, Body(new BsonBuilder().Int32("ping", 1).String("$db", "admin").Int32("lsid", 1).Build())) },
        { "a command that there is not", 59, Message(0, Body(new BsonBuilder().Int32("nonsense", 1).String("$db", "admin").Build())) },
        { "a find by the old way", 352, Query("test.c", new BsonBuilder().Build()) },
        { "a command by the old way", 352, Query("admin.$cmd", Ping) },
        { "an old query that is none", 22, Query("admin.$cmd", [100, 0, 0, 0, 0]) },
    };

    [Theory, MemberData(nameof(WithoutAnswer))]
    public async Task What_is_no_message_closes_its_connection_and_no_other(string what, byte[] bytes)
    {
        using var bystander = await ConnectAsync(fixture.Gateway.Port);
        using var client = await ConnectAsync(fixture.Gateway.Port);

        await client.SendAsync(bytes);

        Assert.True(await client.ReadAsync() is null, what);
        Assert.True((await bystander.AskAsync(new BsonBuilder().Int32("ping", 1).String("$db", "admin"))).IsOk);
    }

    [Theory, MemberData(nameof(WithAnswer))]
    public async Task What_is_no_command_is_refused_by_number_and_the_connection_goes_on(string what, int code, byte[] bytes)
    {
        using var client = await ConnectAsync(fixture.Gateway.Port);

        await client.SendAsync(bytes);
        var reply = await client.ReadAsync();

        Assert.Equal((what, 0, code), (what, reply!.Number("ok"), (int)reply.Number("code")!));
        Assert.NotNull(reply.Text("codeName"));
        Assert.True((await client.AskAsync(new BsonBuilder().Int32("ping", 1).String("$db", "admin"))).IsOk);
    }

    [Fact]
    public async Task A_message_that_ends_too_early_is_nothing()
    {
        for (var length = 1; length < 60; length += 7)
        {
            using var client = await ConnectAsync(fixture.Gateway.Port);
            await client.SendAsync(Message(0, Body(Ping))[..Math.Min(length, 40)]);
        }

        using var next = await ConnectAsync(fixture.Gateway.Port);
        Assert.True((await next.AskAsync(new BsonBuilder().Int32("ping", 1).String("$db", "admin"))).IsOk);
    }

    [Fact]
    public async Task A_message_may_come_byte_by_byte_and_with_its_checksum()
    {
        using var client = await ConnectAsync(fixture.Gateway.Port);
        foreach (var value in WithChecksum(Message(1, Body(Ping), new byte[4])))
            await client.SendAsync([value]);

        Assert.True((await client.ReadAsync())!.IsOk);
    }

    [Fact]
    public async Task Nobody_is_answered_who_wants_no_answer()
    {
        const uint MoreToCome = 2;
        using var client = await ConnectAsync(fixture.Gateway.Port);

        await client.SendAsync(Message(MoreToCome, Body(new BsonBuilder().Int32("nonsense", 1).String("$db", "admin").Build())));
        await client.SendAsync(Message(MoreToCome, Body([5, 0, 0, 0, 1])));
        var reply = await client.AskAsync(new BsonBuilder().Int32("ping", 1).String("$db", "admin"));

        Assert.True(reply.IsOk);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_old_greeting_is_answered_the_old_way(bool wrapped)
    {
        using var client = await ConnectAsync(fixture.Gateway.Port);
        var greeting = new BsonBuilder().Int32("isMaster", 1).Boolean("helloOk", true);

        await client.SendAsync(Query("admin.$cmd", (wrapped ? new BsonBuilder().Document("$query", greeting) : greeting).Build()));
        var reply = await client.ReadAsync();

        Assert.Equal((OpCode.Reply, true, "isdbgrid", 21L), (reply!.OpCode, reply.IsOk, reply.Text("msg"), reply.Number("maxWireVersion")));
    }

    private static byte[] Header(int length, OpCode opCode)
    {
        var header = WireMessage.Create(WireMessage.HeaderLength, responseTo: 0, opCode);
        BinaryPrimitives.WriteInt32LittleEndian(header, length);
        return header;
    }

    private static byte[] WithChecksum(byte[] message)
    {
        var crc = ~0u;
        foreach (var value in message.AsSpan(0, message.Length - sizeof(uint)))
            crc = BitOperations.Crc32C(crc, value);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(message.Length - sizeof(uint)), ~crc);
        return message;
    }

    private static byte[] Nested(int depth)
    {
        var document = new BsonBuilder().Build();
        for (var level = 1; level < depth; level++)
            document = new BsonBuilder().Document("a", document).Build();
        return document;
    }
}
