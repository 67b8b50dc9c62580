using Lms.Migrations.Backfills;
using Lms.Migrations.Documents;
using Lms.Migrations.Failures;
using Lms.Testing;

namespace Lms.Migrations.Tests.WithdrawalsCatalog;

public sealed class AddWithdrawalFieldsToUsers_001_Tests(PostgresServer server) : WithdrawalsTest(server)
{
    private const int Count = 300;

    [Fact]
    public async Task Without_users_it_is_done_at_once_and_can_be_undone()
    {
        await UpAsync(Fields);

        var entry = await EntryAsync(Fields);
        Assert.Equal(("001_add_withdrawal_fields_to_users", "completed"), (entry.Required("name").AsText(), entry.Required("status").AsText()));
        Assert.Equal((0, 0), (entry.Required("result").Required("matched").AsLong(), entry.Required("result").Required("modified").AsLong()));

        await DownAsync();
        Assert.Equal("rolledBack", (await EntryAsync(Fields)).Required("status").AsText());
        Assert.Empty(await UsersAsync());
    }

    [Fact]
    public async Task Every_user_gets_the_three_fields_at_0_and_everything_else_stays_to_the_bit()
    {
        await InsertUsersAsync(OldUsers.Documents(Count));
        var before = await UsersAsync();

        await UpAsync(Fields);

        Assert.Equal(before.Select(OldUsers.WithFields), await UsersAsync());
        var result = (await EntryAsync(Fields)).Required("result");
        Assert.True(result.Required("success").AsBoolean());
        Assert.Equal((Count, Count), (result.Required("matched").AsLong(), result.Required("modified").AsLong()));
        Assert.InRange(result.Required("batches").AsLong(), 3, Count);
        Assert.Contains("300 changed", result.Required("message").AsText(), StringComparison.Ordinal);

        await DownAsync();
        Assert.Equal(before, await UsersAsync());
        await UpAsync(Fields);
        Assert.Equal(before.Select(OldUsers.WithFields), await UsersAsync());
    }

    [Fact]
    public async Task A_field_that_is_there_stays_as_it_is_whatever_it_holds()
    {
        await InsertUsersAsync(
            """{ "_id": 1, "totalWithdrawn": { "$numberDecimal": "12.50" } }""",
            """{ "_id": 2, "pendingWithdrawals": null, "withdrawableBalance": "none" }""",
            """{ "_id": 3, "withdrawableBalance": { "$numberDouble": "0.0" }, "totalWithdrawn": null, "pendingWithdrawals": { "a": 1 } }""");
        var before = await UsersAsync();

        await UpAsync(Fields);

        Assert.Equal(
            [
                """{ "_id" : { "$numberInt" : "1" }, "totalWithdrawn" : { "$numberDecimal" : "12.50" }, "withdrawableBalance" : { "$numberInt" : "0" }, "pendingWithdrawals" : { "$numberInt" : "0" } }""",
                """{ "_id" : { "$numberInt" : "2" }, "pendingWithdrawals" : null, "withdrawableBalance" : "none", "totalWithdrawn" : { "$numberInt" : "0" } }""",
                before[2],
            ],
            await UsersAsync());
        Assert.Equal(2, (await EntryAsync(Fields)).Required("result").Required("matched").AsLong());

        await SetAsync("1", "\"totalWithdrawn\": 0");
        await SetAsync("3", "\"pendingWithdrawals\": 0");
        var third = (await UsersAsync())[2];
        await DownAsync();
        Assert.Equal(
            ["""{ "_id" : { "$numberInt" : "1" }, "totalWithdrawn" : { "$numberInt" : "0" } }""", before[1], third], await UsersAsync());
    }

    [Fact]
    public async Task Interrupted_in_the_middle_the_next_run_completes_it_and_counts_nobody_twice()
    {
        await InsertUsersAsync(OldUsers.Documents(Count));
        var before = await UsersAsync();
        var changed = await InterruptAsync(Fields);
        Assert.Equal(changed, await Database.CountAsync("users", """{ "pendingWithdrawals": { "$exists": true } }""", Token));

        await UpAsync(Fields);

        Assert.Equal(before.Select(OldUsers.WithFields), await UsersAsync());
        Assert.Equal(Count, (await EntryAsync(Fields)).Required("result").Required("modified").AsLong());
        Assert.Single(await Control.ListAsync(Token));
    }

    [Fact]
    public async Task Interrupted_in_the_middle_it_can_be_undone_instead()
    {
        await InsertUsersAsync(OldUsers.Documents(Count));
        var before = await UsersAsync();
        await InterruptAsync(Fields);

        await DownAsync();

        Assert.Equal(before, await UsersAsync());
    }

    [Fact]
    public async Task A_run_that_died_after_its_last_batch_is_completed_without_another_change()
    {
        await InsertUsersAsync(OldUsers.Documents(Count));
        await UpAsync(Fields);
        var after = await UsersAsync();
        await ForgetEndAsync(Fields);
        // A user who lost a field since: to change it now would be a second time.
        await Database.UpdateAsync("users", """{ "_id": 0 }""", """{ "$unset": { "totalWithdrawn": "" } }""", Token);

        await UpAsync(Fields);

        Assert.Equal(after.Count - 1, (await UsersAsync()).Intersect(after).Count());
        Assert.Equal("completed", (await EntryAsync(Fields)).Required("status").AsText());
        Assert.Equal(Count, (await EntryAsync(Fields)).Required("result").Required("modified").AsLong());
        Assert.Equal(BackfillState.Succeeded, (await BackfillAsync(Fields)).State);
    }

    [Fact]
    public async Task What_the_application_does_between_two_runs_is_kept()
    {
        await InsertUsersAsync(OldUsers.Documents(Count));
        await InterruptAsync(Fields);
        // The first chunks are those of the numbers: 0 is done, the last ObjectId is not.
        var (done, left) = (OldUsers.Id(0), OldUsers.Id(Count - 1));
        await SetAsync(done, "\"withdrawableBalance\": 7");
        await SetAsync(left, "\"withdrawableBalance\": 8");
        await Database.DeleteAsync("users", $$"""{ "_id": {{OldUsers.Id(Count - 2)}} }""", Token);

        await UpAsync(Fields);

        Assert.Equal(Count - 1, await Database.CountAsync(
            "users", """{ "withdrawableBalance": { "$exists": true }, "totalWithdrawn": 0, "pendingWithdrawals": 0 }""", Token));
        Assert.Equal(1, await Database.CountAsync("users", $$"""{ "_id": {{done}}, "withdrawableBalance": 7 }""", Token));
        Assert.Equal(1, await Database.CountAsync("users", $$"""{ "_id": {{left}}, "withdrawableBalance": 8 }""", Token));
    }

    [Theory]
    [InlineData("pendingWithdrawals", "2")]
    [InlineData("totalWithdrawn", """{ "$numberDecimal": "0.01" }""")]
    public async Task Down_refuses_while_users_have_withdrawals_and_names_them_and_changes_nothing(string field, string value)
    {
        await InsertUsersAsync(OldUsers.Documents(Count));
        await UpAsync(Fields);
        for (var number = 0; number < 14; number++)
            await SetAsync(OldUsers.Id(number), $"\"{field}\": {value}");
        var before = await UsersAsync();

        var refusal = await Assert.ThrowsAsync<StepFailedException>(DownAsync);

        Assert.StartsWith("These users have pending or past withdrawals; without the fields nobody would know of them. 14 found: ", refusal.Message, StringComparison.Ordinal);
        // Ten of the fourteen: at least one of the five strings among them.
        Assert.Matches("\"user-000(01|04|07|10|13)\".*, …$", refusal.Message);
        Assert.Equal(before, await UsersAsync());
        Assert.Equal("completed", (await EntryAsync(Fields)).Required("status").AsText());
        Assert.Equal(BackfillState.Succeeded, (await BackfillAsync(Fields)).State);

        await Database.UpdateAsync("users", "{}", $$"""{ "$set": { "{{field}}": 0 } }""", Token);
        await DownAsync();
        Assert.Equal(0, await Database.CountAsync("users", """{ "totalWithdrawn": { "$exists": true } }""", Token));
    }

    [Fact]
    public async Task Down_leaves_users_whose_balance_was_moved_and_lists_them()
    {
        await InsertUsersAsync(OldUsers.Documents(Count));
        var before = await UsersAsync();
        await UpAsync(Fields);
        await SetAsync(OldUsers.Id(4), "\"withdrawableBalance\": { \"$numberDecimal\": \"9.99\" }");
        await Database.DeleteAsync("users", $$"""{ "_id": {{OldUsers.Id(7)}} }""", Token);
        await InsertUsersAsync("""{ "_id": "new", "n": 1000000, "withdrawableBalance": 0, "totalWithdrawn": 0, "pendingWithdrawals": 0 }""");
        var moved = Assert.Single(await UsersAsync($$"""{ "_id": {{OldUsers.Id(4)}} }"""));

        await DownAsync();

        Assert.Equal(before.Where(user => OldUsers.NumberOf(user) is not (4 or 7)), await UsersAsync("""{ "n": { "$nin": [4, 1000000] } }"""));
        Assert.Equal(moved, Assert.Single(await UsersAsync("""{ "n": 4 }""")));
        Assert.Equal(1, await Database.CountAsync("users", """{ "_id": "new", "withdrawableBalance": 0 }""", Token));
        var conflicts = await ConflictsAsync(Fields);
        var change = Assert.Single(conflicts, conflict => !conflict.IsDeleted);
        Assert.Equal(("\"user-00004\"", "withdrawableBalance", null), (change.Key, change.Field, change.Before));
        Assert.Contains("9.99", change.Found, StringComparison.Ordinal);
        Assert.All(conflicts.Where(conflict => conflict.IsDeleted), conflict => Assert.Equal("\"user-00007\"", conflict.Key));
        Assert.Equal((2, Count - 2), ((await BackfillAsync(Fields)).Conflicts, (await BackfillAsync(Fields)).Restored));
    }
}
