using System.Globalization;
using Lms.Migrations.Documents;
using Lms.Migrations.Failures;
using Lms.Testing;

namespace Lms.Migrations.Tests.WithdrawalsCatalog;

public sealed class MigrateExistingUserBalances_003_Tests(PostgresServer server) : BalancesTest(server)
{
    [Fact]
    public async Task Without_users_it_is_done_at_once_and_can_be_undone()
    {
        await UpAsync(Balances);

        var result = (await EntryAsync(Balances)).Required("result");
        Assert.Equal((0, 0), (result.Required("matched").AsLong(), result.Required("modified").AsLong()));

        await DownAsync();
        Assert.Equal("rolledBack", (await EntryAsync(Balances)).Required("status").AsText());
    }

    [Fact]
    public async Task Every_balance_is_half_of_the_earnings_to_the_cent_and_everything_else_stays_to_the_bit()
    {
        var before = await PrepareAsync();

        await UpAsync(Balances);

        Assert.Equal(before.Select(OldUsers.WithBalance), await UsersAsync());
    }

    [Fact]
    public async Task Its_result_counts_and_sums_exactly()
    {
        await PrepareAsync();

        await UpAsync(Balances);

        var entry = await EntryAsync(Balances);
        Assert.Equal(("003_migrate_existing_user_balances", "completed"), (entry.Required("name").AsText(), entry.Required("status").AsText()));
        await AssertResultAsync();
        var result = entry.Required("result");
        Assert.Equal(
            ["success", "message", "matched", "modified", "batches", "sumBefore", "sumAfter"], result.EnumerateObject().Select(field => field.Name));
        Assert.Contains("sum 0 → ", result.Required("message").AsText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Down_restores_every_balance_to_the_bit_and_up_again_ends_as_the_first_time()
    {
        var before = await PrepareAsync();
        await UpAsync(Balances);
        var after = await UsersAsync();

        await DownAsync();
        Assert.Equal(before, await UsersAsync());
        Assert.Empty(await ConflictsAsync(Balances));

        await UpAsync(Balances);
        Assert.Equal(after, await UsersAsync());
        await AssertResultAsync();
    }

    [Theory]
    [InlineData("\"withdrawableBalance\": { \"$numberDecimal\": \"12.50\" }")]
    [InlineData("\"withdrawableBalance\": { \"$numberLong\": \"-3\" }")]
    [InlineData("\"withdrawableBalance\": null")]
    [InlineData("\"totalWithdrawn\": { \"$numberDouble\": \"0.01\" }")]
    [InlineData("\"pendingWithdrawals\": 1")]
    public async Task A_user_whom_the_application_has_moved_since_001_is_left_alone(string moved)
    {
        await PrepareAsync();
        await SetAsync(OldUsers.Id(26), moved);
        var before = Assert.Single(await UsersAsync("""{ "n": 26 }"""));

        await UpAsync(Balances);

        Assert.Equal(before, Assert.Single(await UsersAsync("""{ "n": 26 }""")));
        var result = (await EntryAsync(Balances)).Required("result");
        Assert.Equal(OldUsers.CountWithBalance(Count) - 1, result.Required("matched").AsLong());
        Assert.Equal(
            OldUsers.SumOfBalances(Count) - 50m, decimal.Parse(result.Required("sumAfter").AsNumber(), CultureInfo.InvariantCulture));

        await DownAsync();
        Assert.Equal(before, Assert.Single(await UsersAsync("""{ "n": 26 }""")));
        Assert.Empty(await ConflictsAsync(Balances));
    }

    [Fact]
    public async Task Interrupted_in_the_middle_the_next_run_completes_it_and_counts_nobody_twice()
    {
        var before = await PrepareAsync();
        var changed = await InterruptAsync(Balances);
        Assert.Equal(changed, await Database.CountAsync("users", """{ "withdrawableBalance": { "$not": { "$type": "int" } } }""", Token));

        await UpAsync(Balances);

        Assert.Equal(before.Select(OldUsers.WithBalance), await UsersAsync());
        await AssertResultAsync();
        await DownAsync();
        Assert.Equal(before, await UsersAsync());
    }

    [Fact]
    public async Task A_run_that_died_after_its_last_batch_is_completed_without_another_change()
    {
        await PrepareAsync();
        await UpAsync(Balances);
        var after = await UsersAsync();
        await ForgetEndAsync(Balances);
        // Paid out since: to fill the balance now would pay a second time.
        await SetAsync(OldUsers.Id(26), "\"withdrawableBalance\": 0, \"totalWithdrawn\": 50");

        await UpAsync(Balances);

        Assert.Equal(Count - 1, (await UsersAsync()).Intersect(after).Count());
        Assert.Equal(1, await Database.CountAsync("users", """{ "n": 26, "withdrawableBalance": 0, "totalWithdrawn": 50 }""", Token));
        await AssertResultAsync();
    }

    [Fact]
    public async Task What_the_application_does_between_two_runs_is_kept()
    {
        await PrepareAsync();
        await InterruptAsync(Balances);
        // In order of _id the numbers come first and ObjectIds last: these two are done, the other four are not.
        await SetAsync(OldUsers.Id(3), "\"affiliateEarnings\": 1000");
        await SetAsync(OldUsers.Id(15), "\"withdrawableBalance\": 0, \"totalWithdrawn\": { \"$numberDecimal\": \"0.05\" }");
        await SetAsync(OldUsers.Id(Count - 1), "\"affiliateEarnings\": { \"$numberDecimal\": \"77.77\" }");
        await SetAsync(OldUsers.Id(Count - 4), "\"withdrawableBalance\": 8");
        await SetAsync(OldUsers.Id(Count - 7), "\"withdrawableBalance\": 0, \"totalWithdrawn\": 8");
        await Database.DeleteAsync("users", $$"""{ "_id": {{OldUsers.Id(Count - 10)}} }""", Token);

        await UpAsync(Balances);

        Assert.Equal(
            ["0.50", "0", "38.88", "8", "0"],
            [await BalanceAsync(3), await BalanceAsync(15), await BalanceAsync(Count - 1), await BalanceAsync(Count - 4), await BalanceAsync(Count - 7)]);
        Assert.Equal(Count - 1, await Database.CountAsync("users", "{}", Token));
    }

    [Fact]
    public async Task A_user_who_came_while_it_ran_is_named_and_the_way_out_that_it_tells_works()
    {
        var before = await PrepareAsync();
        await InterruptAsync(Balances);
        // Before every other _id, where the walk has been.
        await InsertUsersAsync("""{ "_id": -1, "n": 1000000, "affiliateEarnings": 9, "withdrawableBalance": 0, "totalWithdrawn": 0, "pendingWithdrawals": 0 }""");

        var failure = await Assert.ThrowsAsync<StepFailedException>(() => UpAsync(Balances));

        Assert.StartsWith("These users have earnings and still no balance", failure.Message, StringComparison.Ordinal);
        Assert.Contains("1 found: -1", failure.Message, StringComparison.Ordinal);
        Assert.Equal("failed", (await EntryAsync(Balances)).Required("status").AsText());

        await DownAsync();
        Assert.Equal(before, await UsersAsync("""{ "_id": { "$ne": -1 } }"""));
        await UpAsync(Balances);
        Assert.Equal(before.Select(OldUsers.WithBalance), await UsersAsync("""{ "_id": { "$ne": -1 } }"""));
        Assert.Equal("4.50", await BalanceAsync(1_000_000));
    }

    [Fact]
    public async Task Down_leaves_what_was_moved_or_deleted_since_and_lists_it()
    {
        var before = await PrepareAsync();
        await UpAsync(Balances);
        await SetAsync(OldUsers.Id(26), "\"withdrawableBalance\": { \"$numberDecimal\": \"49.99\" }");
        // Paid out: 0 as before, so that there is nothing to restore and nothing in the way.
        await SetAsync(OldUsers.Id(27), "\"withdrawableBalance\": 0, \"totalWithdrawn\": 500");
        // The same amount of another type: somebody wrote it.
        await SetAsync(OldUsers.Id(11), "\"withdrawableBalance\": { \"$numberDouble\": \"50.0\" }");
        await Database.DeleteAsync("users", """{ "n": 16 }""", Token);
        // Not a word of the balance: no conflict.
        await SetAsync(OldUsers.Id(25), "\"affiliateEarnings\": 1, \"name\": \"Renamed\"");
        int[] changed = [26, 27, 11, 16, 25];
        var moved = await UsersAsync("""{ "n": { "$in": [26, 27, 11] } }""");

        await DownAsync();

        Assert.Equal(before.Where(user => !changed.Contains(OldUsers.NumberOf(user))), await UsersAsync("""{ "n": { "$nin": [26, 27, 11, 16, 25] } }"""));
        Assert.Equal(moved, await UsersAsync("""{ "n": { "$in": [26, 27, 11] } }"""));
        Assert.Equal(1, await Database.CountAsync("users", """{ "n": 25, "withdrawableBalance": { "$type": "int", "$eq": 0 }, "name": "Renamed" }""", Token));

        var conflicts = (await ConflictsAsync(Balances)).ToDictionary(conflict => conflict.Key.Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(3, conflicts.Count);
        Assert.All(conflicts.Values, conflict => Assert.Equal("withdrawableBalance", conflict.Field));
        Assert.Contains("49.99", conflicts[Key(26)].Found, StringComparison.Ordinal);
        Assert.Contains("50.00", conflicts[Key(26)].Written, StringComparison.Ordinal);
        Assert.Contains("\"0\"", conflicts[Key(26)].Before, StringComparison.Ordinal);
        Assert.Contains("$numberDouble", conflicts[Key(11)].Found, StringComparison.Ordinal);
        Assert.Equal((true, null), (conflicts[Key(16)].IsDeleted, conflicts[Key(16)].Found));
    }
}
