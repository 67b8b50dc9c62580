using Lms.Migrations.Documents;
using Lms.Migrations.Failures;
using Lms.Testing;

namespace Lms.Migrations.Tests.WithdrawalsCatalog;

public sealed class CreateWithdrawalIndexes_002_Tests(PostgresServer server) : WithdrawalsTest(server)
{
    private static readonly string[] OfWithdrawals =
    [
        "createdAt_1: createdAt 1",
        "processedAt_1: processedAt 1",
        "status_1: status 1",
        "status_1_amount_1: status 1, amount 1",
        "status_1_createdAt_1: status 1, createdAt 1",
        "status_1_method_1_createdAt_1: status 1, method 1, createdAt 1",
        "status_1_processedAt_1: status 1, processedAt 1",
        "transactionReference_1: transactionReference 1",
        "userId_1: userId 1",
        "userId_1_status_1: userId 1, status 1",
    ];

    private static readonly string[] OfUsers =
    [
        "affiliateEarnings_1_withdrawableBalance_1: affiliateEarnings 1, withdrawableBalance 1",
        "pendingWithdrawals_1: pendingWithdrawals 1",
        "pendingWithdrawals_1_withdrawableBalance_1: pendingWithdrawals 1, withdrawableBalance 1",
        "totalWithdrawn_1: totalWithdrawn 1",
        "withdrawableBalance_1: withdrawableBalance 1",
    ];

    [Fact]
    public async Task Without_collections_it_makes_them_with_their_indexes()
    {
        await UpAsync(Indexes);

        await AssertCompleteAsync();
        Assert.Empty(await UsersAsync());
        Assert.Equal("completed", (await EntryAsync(Indexes)).Required("status").AsText());

        await DownAsync();
        Assert.Empty(await IndexesOfAsync("withdrawals"));
        Assert.Empty(await IndexesOfAsync("users"));
    }

    [Fact]
    public async Task Over_documents_of_every_kind_up_builds_down_drops_and_no_document_changes()
    {
        await FillAsync();
        await UpAsync(Fields);
        var (users, withdrawals) = (await UsersAsync(), await Database.FindAsync("withdrawals", "{}", Token));

        await UpAsync(Indexes);
        await AssertCompleteAsync();

        await DownAsync();
        Assert.Empty(await IndexesOfAsync("withdrawals"));
        Assert.Empty(await IndexesOfAsync("users"));

        await UpAsync(Indexes);
        await AssertCompleteAsync();
        Assert.Equal(users, await UsersAsync());
        Assert.Equal(withdrawals, await Database.FindAsync("withdrawals", "{}", Token));
    }

    [Fact]
    public async Task The_indexes_find_what_is_looked_for()
    {
        await FillAsync();
        await UpAsync(Indexes);

        Assert.Equal(["3"], await FindIdsAsync("withdrawals", """{ "status": "failed", "amount": { "$gt": 1 } }"""));
        Assert.Equal(["1", "3"], await FindIdsAsync("withdrawals", """{ "userId": 7 }"""));
    }

    [Fact]
    public async Task Some_built_by_a_run_that_died_the_next_run_builds_the_rest()
    {
        await FillAsync();
        await UpAsync(Indexes);
        await ForgetEndAsync(Indexes);
        foreach (var index in OfUsers.Concat(OfWithdrawals.Where((_, number) => number % 2 == 0)))
            await IndexListing.DropAsync(Database, OfUsers.Contains(index) ? "users" : "withdrawals", NameOf(index), Token);
        Assert.Equal(5, (await IndexesOfAsync("withdrawals")).Count);

        var events = await UpAsync(Indexes);

        await AssertCompleteAsync();
        Assert.Equal(5, events.OfType<IndexFound>().Count());
        Assert.Equal("completed", (await EntryAsync(Indexes)).Required("status").AsText());
    }

    [Fact]
    public async Task A_run_that_died_after_the_last_index_is_completed_without_building_any()
    {
        await UpAsync(Indexes);
        await ForgetEndAsync(Indexes);

        var events = await UpAsync(Indexes);

        Assert.Equal(15, events.OfType<IndexFound>().Count());
        await AssertCompleteAsync();
    }

    [Fact]
    public async Task An_equal_index_that_exists_is_fine_and_others_are_left_alone()
    {
        await IndexListing.CreateAsync(Database, "withdrawals", """
            { "key": { "userId": 1, "status": 1 }, "name": "userId_1_status_1" },
            { "key": { "status": 1, "userId": 1 }, "name": "ours", "unique": true }
            """, Token);
        var before = await IndexesOfAsync("withdrawals");

        var events = await UpAsync(Indexes);

        Assert.Equal("userId_1_status_1", Assert.Single(events.OfType<IndexFound>()).Index);
        var own = before.Single(index => index.StartsWith("ours:", StringComparison.Ordinal));
        Assert.Equal(OfWithdrawals.Append(own).Order(StringComparer.Ordinal), await IndexesOfAsync("withdrawals"));

        await DownAsync();
        Assert.Equal([own], await IndexesOfAsync("withdrawals"));
    }

    [Theory]
    [InlineData("users", """{ "key": { "totalWithdrawn": -1 }, "name": "pendingWithdrawals_1_withdrawableBalance_1" }""")]
    [InlineData("users", """{ "key": { "pendingWithdrawals": 1, "withdrawableBalance": 1 }, "name": "another_name" }""")]
    [InlineData("users", """{ "key": { "withdrawableBalance": 1 }, "name": "withdrawableBalance_1", "sparse": true }""")]
    [InlineData("withdrawals", """{ "key": { "transactionReference": 1 }, "name": "transactionReference_1", "unique": true }""")]
    [InlineData("withdrawals", """{ "key": { "createdAt": 1, "status": 1 }, "name": "status_1_createdAt_1" }""")]
    [InlineData("withdrawals", """{ "key": { "createdAt": 1 }, "name": "createdAt_1", "expireAfterSeconds": 3600 }""")]
    public async Task A_different_one_of_a_name_or_keys_stops_it_before_anything_is_built(string collection, string index)
    {
        await FillAsync();
        await UpAsync(Fields);
        await Database.UpdateAsync("withdrawals", "{}", """[{ "$set": { "transactionReference": "$_id" } }]""", Token);
        await IndexListing.CreateAsync(Database, collection, index, Token);
        var before = await IndexesOfAsync(collection);
        Assert.Single(before);

        var failure = await Assert.ThrowsAsync<StepFailedException>(() => UpAsync(Indexes));

        Assert.Contains(NameOf(before[0]), failure.Message, StringComparison.Ordinal);
        Assert.Contains($"'{collection}'", failure.Message, StringComparison.Ordinal);
        Assert.NotNull(failure.Line);
        Assert.Equal(before, await IndexesOfAsync(collection));
        Assert.Empty(await IndexesOfAsync(collection == "users" ? "withdrawals" : "users"));

        await IndexListing.DropAsync(Database, collection, NameOf(before[0]), Token);
        await UpAsync(Indexes);
        await AssertCompleteAsync();
    }

    [Fact]
    public async Task One_that_was_dropped_by_hand_since_keeps_down_from_nothing()
    {
        await FillAsync();
        await UpAsync(Indexes);
        await IndexListing.DropAsync(Database, "withdrawals", "status_1_amount_1", Token);
        await IndexListing.CreateAsync(Database, "users", """{ "key": { "email": 1 }, "name": "email_1" }""", Token);

        await DownAsync();

        Assert.Empty(await IndexesOfAsync("withdrawals"));
        Assert.Equal(["email_1: email 1"], await IndexesOfAsync("users"));
    }

    private async Task AssertCompleteAsync()
    {
        Assert.Equal(OfWithdrawals, await IndexesOfAsync("withdrawals"));
        Assert.Equal(OfUsers, await IndexesOfAsync("users"));
    }

    private async Task FillAsync()
    {
        await InsertUsersAsync(OldUsers.Documents(100));
        await Database.InsertAsync("withdrawals", Token,
            """{ "_id": 1, "userId": 7, "status": "pending", "amount": 5, "method": "bank", "createdAt": { "$date": "2026-01-01T00:00:00Z" } }""",
            """{ "_id": 2, "userId": "8", "status": "completed", "amount": { "$numberDecimal": "5.50" }, "processedAt": { "$date": "2026-01-02T00:00:00Z" } }""",
            """{ "_id": 3, "userId": 7, "status": "failed", "amount": 2.5, "method": null, "transactionReference": "tr-3" }""",
            """{ "_id": 4 }""");
    }

    private async Task<IEnumerable<string>> FindIdsAsync(string collection, string filter) =>
        (await Database.FindAsync(collection, filter, """{ "_id": 1 }""", Token)).Select(document => EjsonElement.Parse(document).Required("_id").AsNumber());

    private static string NameOf(string index) => index[..index.IndexOf(':', StringComparison.Ordinal)];
}
