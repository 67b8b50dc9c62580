using Lms.DocumentGateway.Bson;
using Lms.Testing;

namespace Lms.DocumentGateway.Tests;

public sealed class CountTests(PostgresServer server) : GatewayTest(server)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_count_without_a_condition_is_no_estimate_from_statistics(bool hasEmptyQuery)
    {
        await using var gateway = Start();
        var client = await ConnectAsync(gateway);
        await InsertManyAsync(client, 10);
        await AnalyzeAsync();
        await client.AskAsync(Insert(new BsonBuilder().Int32("_id", 11)));
        var count = Command("count", "c");

        var reply = await client.AskAsync(hasEmptyQuery ? count.Document("query", new BsonBuilder()) : count);

        Assert.Equal((11, 1), (reply.Number("n"), reply.Number("ok")));
    }

    [Fact]
    public async Task A_count_with_a_condition_keeps_it()
    {
        await using var gateway = Start();
        var client = await ConnectAsync(gateway);
        await InsertManyAsync(client, 10);

        Assert.Equal(1, (await client.AskAsync(Command("count", "c").Document("query", new BsonBuilder().Int32("_id", 3)))).Number("n"));
        Assert.Equal(3, (await client.AskAsync(Command("count", "c").Int32("limit", 3))).Number("n"));
    }
}
