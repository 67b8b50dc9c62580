using Lms.Testing;
using Npgsql;

namespace Lms.Migrations.Tests.Documents.Backfills;

public sealed class IndexedConditionTests(PostgresServer server) : DocumentBackfillTest(server)
{
    private const int Documents = 5_000;
    private const int Indexes = 4;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Batches_walk_the_keys_and_leave_indexes_alone_that_suit_the_condition(bool undo)
    {
        await Test.InsertAsync("users", Token, Enumerable.Range(1, Documents).Select(id => $$"""{"_id":{{id}},"a":0,"b":0,"c":0,"d":5}"""));
        await Database.RunAsync("""
            {"createIndexes":"users","indexes":[{"key":{"a":1},"name":"a"},{"key":{"b":1},"name":"b"},{"key":{"c":1},"name":"c"},{"key":{"d":1,"a":1},"name":"d_a"}]}
            """, Token);

        var status = await CompleteAsync(await BeginAsync(Define("1", "a", where: """{"d":{"$gt":0},"a":0,"b":0,"c":0}""", undo: undo)), batch: 500);
        Assert.Equal((Documents, Documents), (status.Matched, status.Modified));

        // A session tells what it read when it ends, at the latest. Each batch reads the keys more than once; to build an index
        // counts as reading it.
        await Database.DisposeAsync();
        while (await ScansAsync("collection_pk%") < 10)
            await Task.Delay(20, Token);
        Assert.Equal(Indexes, await ScansAsync("documents_rum_index%"));
    }

    private async Task<long> ScansAsync(string index)
    {
        await using var connection = await Test.OpenAsync(Token);
        await using var command = new NpgsqlCommand("""
            SELECT coalesce(sum(s.idx_scan), 0)::bigint FROM pg_stat_user_indexes AS s
            JOIN documentdb_api_catalog.collections AS c ON s.relname = 'documents_' || c.collection_id
            WHERE c.database_name = $1 AND c.collection_name = 'users' AND s.indexrelname LIKE $2
            """, connection)
        {
            Parameters = { new() { Value = Test.Name }, new() { Value = index } },
        };
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }
}
