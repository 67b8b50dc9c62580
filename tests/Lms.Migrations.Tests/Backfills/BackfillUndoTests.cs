using Lms.Migrations.Backfills;
using Lms.Migrations.Tests.Backfills.Harness;

namespace Lms.Migrations.Tests.Backfills;

/// <summary>Rolling a backfill back, on either engine.</summary>
public abstract class BackfillUndoTests : BackfillTest
{
    [Fact]
    public async Task Undo_of_an_untouched_backfill_is_exact_to_the_bit()
    {
        await Subject.FillAsync(2_000, Token);
        Subject.WriteBackfill();
        var before = await Subject.FingerprintAsync(Token);
        await MigrateAsync();
        Assert.NotEqual(before, await Subject.FingerprintAsync(Token));

        await RollbackAsync();

        Assert.Equal(before, await Subject.FingerprintAsync(Token));
        var status = await StatusAsync();
        Assert.Equal(BackfillState.Undone, status.State);
        Assert.Equal(status.Modified, status.Restored);
        Assert.Equal(0, status.Conflicts);
    }

    [Fact]
    public async Task What_was_changed_or_deleted_since_is_listed_and_left_alone()
    {
        await Subject.FillAsync(2_000, Token);
        Subject.WriteBackfill();
        var before = await Subject.FingerprintAsync(Token);
        await MigrateAsync();
        await Subject.SetBalanceAsync(11, 5.55m, Token);
        await Subject.SetBalanceAsync(1_203, 6.66m, Token);
        await Subject.DeleteAsync(702, Token);

        await RollbackAsync();

        var after = await Subject.ReadAsync(Token);
        Assert.Equal(5.55m, after.Single(account => account.Id == 11).Balance);
        Assert.Equal(6.66m, after.Single(account => account.Id == 1_203).Balance);
        var untouched = before.Where((_, index) => index + 1 is not (11 or 702 or 1_203));
        Assert.Equal(untouched, (await Subject.FingerprintAsync(Token)).Where((_, index) => after[index].Id is not (11 or 1_203)));

        var status = await StatusAsync();
        Assert.Equal(3, status.Conflicts);
        var conflicts = await Control().ConflictsAsync(status.Id, 10, Token);
        Assert.Equal(3, conflicts.Count);
        Assert.Single(conflicts, conflict => conflict.IsDeleted && conflict.Key.Contains("702", StringComparison.Ordinal) && conflict.Found is null);
        var changed = conflicts.Single(conflict => conflict.Key.Contains("1203", StringComparison.Ordinal));
        Assert.Contains("6.66", changed.Found, StringComparison.Ordinal);
        Assert.Equal("balance", changed.Field);
        Assert.NotNull(changed.Written);
        Assert.NotNull(changed.Before);
    }

    [Fact]
    public async Task A_half_done_backfill_is_undone_exactly()
    {
        await Subject.FillAsync(3_000, Token);
        Subject.WriteBackfill();
        var before = await Subject.FingerprintAsync(Token);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var run = Runner(Slow).RunPendingMigrationsAsync(stop.Token);
        await WaitUntilAsync(status => status.Processed > 100);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.NotEqual(before, await Subject.FingerprintAsync(Token));

        await RollbackAsync();

        Assert.Equal(before, await Subject.FingerprintAsync(Token));
    }

    [Fact]
    public async Task Up_down_up_ends_as_the_first_up()
    {
        await Subject.FillAsync(1_000, Token);
        Subject.WriteBackfill();
        await MigrateAsync();
        var first = await Subject.FingerprintAsync(Token);

        await RollbackAsync();
        await MigrateAsync();

        Assert.Equal(first, await Subject.FingerprintAsync(Token));
        Assert.Equal(2, (await Control().ListAsync(Token)).Count);
    }
}
