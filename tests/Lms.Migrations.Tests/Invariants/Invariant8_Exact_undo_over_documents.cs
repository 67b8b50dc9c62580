using Lms.Migrations.Backfills;
using Lms.Migrations.Tests.WithdrawalsCatalog;
using Lms.Testing;

namespace Lms.Migrations.Tests.Invariants;

/// <summary>Undo of an untouched backfill is exact; a document changed since is reported and left alone.</summary>
public sealed class Invariant8_Exact_undo_over_documents(PostgresServer server) : WithdrawalsTest(server)
{
    private const int Users = 3_000;

    [Fact]
    public async Task Undo_of_the_untouched_balances_is_exact_to_the_bit()
    {
        await InsertUsersAsync(OldUsers.Documents(Users));
        await UpAsync(Indexes);
        var before = await UsersAsync();
        await UpAsync(Balances);
        Assert.Equal(OldUsers.CountWithBalance(Users), before.Except(await UsersAsync()).Count());

        await DownAsync();

        Assert.Equal(before, await UsersAsync());
        var backfill = await BackfillAsync(Balances);
        Assert.Equal((BackfillState.Undone, OldUsers.CountWithBalance(Users), 0), (backfill.State, backfill.Restored, backfill.Conflicts));
    }

    [Fact]
    public async Task Three_users_changed_by_hand_in_between_are_listed_and_left_alone_and_all_others_restored()
    {
        await InsertUsersAsync(OldUsers.Documents(Users));
        await UpAsync(Indexes);
        var before = await UsersAsync();
        await UpAsync(Balances);
        // One of each kind of _id, all with earnings of 100.
        int[] changed = [26 + (31 * 1), 26 + (31 * 2), 26 + (31 * 90)];
        foreach (var (number, index) in changed.Select((number, index) => (number, index)))
            await SetAsync(OldUsers.Id(number), $$"""  "withdrawableBalance": { "$numberDecimal": "1{{index}}.00" }  """);
        var byHand = await UsersAsync($$"""{ "n": { "$in": [{{string.Join(", ", changed)}}] } }""");

        await DownAsync();

        var after = await UsersAsync();
        Assert.Equal(byHand, after.Where(user => changed.Contains(OldUsers.NumberOf(user))));
        Assert.Equal(before.Where(user => !changed.Contains(OldUsers.NumberOf(user))), after.Where(user => !changed.Contains(OldUsers.NumberOf(user))));
        var conflicts = await ConflictsAsync(Balances);
        Assert.Equal(3, conflicts.Count);
        Assert.All(conflicts, conflict =>
        {
            Assert.Equal(("withdrawableBalance", false), (conflict.Field, conflict.IsDeleted));
            Assert.Contains("50.00", conflict.Written, StringComparison.Ordinal);
            Assert.Matches("1[012].00", conflict.Found!);
        });
        Assert.Equal((3, OldUsers.CountWithBalance(Users) - 3), ((await BackfillAsync(Balances)).Conflicts, (await BackfillAsync(Balances)).Restored));
    }
}
