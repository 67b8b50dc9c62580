using FsCheck;
using FsCheck.Fluent;
using Lms.DocumentGateway.Bson;
using Npgsql;
using Lms.Testing;

namespace Lms.DocumentGateway.Tests;

/// <summary>Bytes by chance.</summary>
public sealed class BsonPropertyTests(GatewayFixture fixture, PostgresServer server) : IClassFixture<GatewayFixture>
{
    private static readonly byte[] Sample = new BsonBuilder()
        .String("insert", "c").String("$db", "fuzz").Uuid("id", new Guid(1, 2, 3, new byte[8])).Strings("list", "a", "b")
        .Document("inner", new BsonBuilder().Int64("n", 5).Double("d", 1.5).Boolean("b", true).Int64s("longs", 1, 2, 3))
        .Value(BsonType.Regex, "regex", "a\0i\0"u8)
        .Value(BsonType.Binary, "old", [7, 0, 0, 0, 2, 3, 0, 0, 0, 1, 2, 3])
        .Value(BsonType.JavaScriptWithScope, "code", [15, 0, 0, 0, 2, 0, 0, 0, 120, 0, 5, 0, 0, 0, 0])
        .Value(BsonType.DbPointer, "pointer", [2, 0, 0, 0, 120, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
        .Value(BsonType.Decimal128, "decimal", new byte[16])
        .DateTime("at", DateTimeOffset.UnixEpoch).Build();

    /// <summary>A document with some of its bytes changed, cut, or doubled.</summary>
    private static Gen<byte[]> Damaged =>
        from bytes in Gen.Constant(Sample)
        from changes in Gen.NonEmptyListOf(from place in Gen.Choose(0, Sample.Length - 1) from value in Gen.Choose(0, 255) select (place, value))
        from cut in Gen.Frequency((3, Gen.Constant(Sample.Length)), (1, Gen.Choose(0, Sample.Length)))
        select Change(bytes, changes)[..cut];

    [Fact]
    public void A_proper_document_passes() => BsonValidator.Check(Sample);

    [Fact]
    public void Whatever_the_bytes_they_pass_and_can_be_walked_or_they_are_refused()
    {
        var anything = Gen.OneOf(Damaged, ArbMap.Default.GeneratorFor<byte[]>());
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(20_000), Prop.ForAll(Arb.From(anything), bytes =>
        {
            try
            {
                BsonValidator.Check(bytes);
            }
            catch (MalformedBsonException)
            {
                return true;
            }

            return Walk(bytes) >= 0;
        }));
    }

    [Fact]
    public void A_single_changed_length_is_noticed()
    {
        // The document's own, and that of the first string.
        foreach (var place in new[] { 0, 12 })
        {
            var bytes = Change(Sample, [(place, Sample[place] + 1)]);
            Assert.Throws<MalformedBsonException>(() => BsonValidator.Check(bytes));
        }
    }

    [Fact]
    public async Task Damaged_messages_are_answered_or_end_their_connection_and_the_server_below_never_notices()
    {
        // If one process of the server fell over, all sessions would be ended.
        await using var witness = new NpgsqlConnection(server.ConnectionString);
        await witness.OpenAsync(TestContext.Current.CancellationToken);
        var random = new Random(20261127);
        var (answered, closed) = (0, 0);
        for (var round = 0; round < 400; round++)
        {
            using var client = await RawClient.ConnectAsync(fixture.Gateway.Port);
            await client.SendAsync(DamagedMessage(random));
            client.EndSending();
            _ = await client.ReadAsync() is null ? closed++ : answered++;
        }

        Assert.True(answered > 20 && closed > 20, $"{answered} answered, {closed} closed");
        using var next = await RawClient.ConnectAsync(fixture.Gateway.Port);
        Assert.True((await next.AskAsync(new BsonBuilder().Int32("ping", 1).String("$db", "admin"))).IsOk);
        await using var command = new NpgsqlCommand("SELECT 1", witness);
        Assert.Equal(1, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Damaged_documents_never_bring_the_server_below_down()
    {
        await using var witness = new NpgsqlConnection(server.ConnectionString);
        await witness.OpenAsync(TestContext.Current.CancellationToken);
        using var client = await RawClient.ConnectAsync(fixture.Gateway.Port);
        foreach (var document in Damaged.Sample(400))
        {
            await client.SendAsync(RawClient.Message(
                0, RawClient.Body(new BsonBuilder().String("insert", "c").String("$db", "fuzz").Build()), RawClient.Sequence("documents", document)));
            Assert.NotNull(await client.ReadAsync());
        }

        await client.AskAsync(new BsonBuilder().Int32("dropDatabase", 1).String("$db", "fuzz"));
        await using var command = new NpgsqlCommand("SELECT 1", witness);
        Assert.Equal(1, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    private static byte[] DamagedMessage(Random random)
    {
        var find = new BsonBuilder().String("find", "c").Document("filter", new BsonBuilder().Int32("n", 1)).String("$db", "fuzz").Build();
        var message = RawClient.Message(0, RawClient.Body(find), RawClient.Sequence("more", RawClient.Ping, Sample));
        for (var change = random.Next(1, 6); change > 0; change--)
            message[random.Next(message.Length)] = (byte)random.Next(256);
        return message;
    }

    private static byte[] Change(byte[] bytes, IEnumerable<(int Place, int Value)> changes)
    {
        var changed = bytes.ToArray();
        foreach (var (place, value) in changes)
            changed[place] = (byte)value;
        return changed;
    }

    private static int Walk(ReadOnlySpan<byte> document)
    {
        var count = 0;
        foreach (var element in new BsonElements(document))
        {
            _ = (element.NameText, element.Text, element.Number, element.IsTrue);
            count += element.Type is BsonType.Document or BsonType.Array ? Walk(element.Value) : 1;
        }

        return count;
    }
}
