using Lms.Migrations.Backfills;
using Lms.Migrations.Tests.Backfills.Harness;

namespace Lms.Migrations.Tests.Backfills;

/// <summary>Lanes that another process lends to a run, on either engine: they speed it up, and nothing depends on them.</summary>
public abstract class BackfillLendingTests : BackfillTest
{
    private static readonly BackfillSettings OneLane = Slow with { Lanes = 1 };

    private static readonly string[] TwoLanes = ["lanes=2", "chunk=200", "batch=20", "target=0.01", "pause=3"];

    [Fact]
    public async Task Lanes_of_another_process_work_on_a_backfill_and_stop_with_it()
    {
        await Subject.FillAsync(4_000, Token);
        Subject.WriteBackfill();
        await using var lender = Subject.StartProcess("lend", leaseSeconds: 60, TwoLanes);
        await lender.WaitForAsync("Lending", Token);
        var run = MigrateAsync(OneLane);
        await WaitUntilAsync(status => status.Processed > 0);

        while (!await WorksAsync($":{lender.Id}:"))
            Assert.False(run.IsCompleted);
        await run;

        await AssertCompleteAsync();
        Assert.Single(await Control().ListAsync(Token));
        Assert.Equal(4_000, (await StatusAsync()).Processed);
        await AssertUntouchedAsync();
    }

    [Fact]
    public async Task Lanes_wait_for_a_backfill_where_the_engine_never_ran_and_work_on_one_after_the_other()
    {
        await Subject.FillAsync(6_000, Token);
        Subject.WriteBackfill();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var lending = new BackfillLanes(Subject.Target, OptionsWith(Small with { Lanes = 2 })).LendAsync(end.Token);
        await Task.Delay(1_000, Token);
        Assert.False(lending.IsCompleted);

        Assert.InRange(await MostLanesAsync(MigrateAsync(OneLane)), 2, 3);
        await RollbackAsync();
        Assert.InRange(await MostLanesAsync(MigrateAsync(OneLane)), 2, 3);

        Assert.False(lending.IsCompleted);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lending);
        foreach (var account in await Subject.ReadAsync(Token))
            Assert.Equal(account.Earnings is > 0 ? Subject.Expected(account.Earnings.Value) : 0, account.Balance);
    }

    [Fact]
    public async Task Who_ends_lending_in_the_middle_gives_back_what_it_had_claimed()
    {
        await Subject.FillAsync(6_000, Token);
        Subject.WriteBackfill();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var lending = new BackfillLanes(Subject.Target, OptionsWith(Slow with { Lanes = 4 })).LendAsync(end.Token);
        var run = MigrateAsync(OneLane);
        // The run has one lane.
        while (await Control().ListAsync(Token) is not [{ Chunks.Running: > 2 }, ..])
            Assert.False(run.IsCompleted);

        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lending);
        Assert.InRange((await StatusAsync()).Chunks.Running, 0, 1);

        await run;
        await AssertCompleteAsync();
    }

    [Fact]
    public async Task Lanes_lent_to_a_run_that_died_change_nothing_until_there_is_another()
    {
        const int Accounts = 20_000;
        await Subject.FillAsync(Accounts, Token);
        Subject.WriteBackfill();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var lending = new BackfillLanes(Subject.Target, OptionsWith(OneLane)).LendAsync(end.Token);
        await using (var process = Subject.StartProcess("migrate", leaseSeconds: 2, "lanes=1", "chunk=200", "batch=20", "target=0.01", "pause=6"))
        {
            await WaitUntilAsync(status => status.Processed > 200);
            process.Kill();
            await process.ExitAsync(Token);
        }

        await WaitUntilAsync(status => !status.IsDriven);
        await Task.Delay(1_000, Token);
        var left = await StatusAsync();
        Assert.InRange(left.Processed, 200, Accounts - 1);
        await Task.Delay(1_000, Token);
        Assert.Equal(left.Processed, (await StatusAsync()).Processed);

        await MigrateAsync();
        await AssertCompleteAsync();
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lending);
    }

    [Fact]
    public async Task A_process_whose_file_says_otherwise_does_not_help()
    {
        await Subject.FillAsync(1_000, Token);
        Subject.WriteBackfill();
        var own = Directory.CreateTempSubdirectory("lms-catalog-");
        foreach (var file in Directory.GetFiles(Subject.Catalog.Path))
        {
            var text = await File.ReadAllTextAsync(file, Token);
            await File.WriteAllTextAsync(
                Path.Combine(own.FullName, Path.GetFileName(file)),
                text.Replace("> 0", "> 1", StringComparison.Ordinal).Replace("\"$lte\": 0", "\"$lte\": 1", StringComparison.Ordinal), Token);
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var lending = new BackfillLanes(Subject.Target with { CatalogDirectory = own.FullName }, OptionsWith(Slow with { Lanes = 4 })).LendAsync(end.Token);
        Assert.Equal(1, await MostLanesAsync(MigrateAsync(OneLane)));
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lending);
        own.Delete(recursive: true);
        await AssertCompleteAsync();
    }

    private async Task<bool> WorksAsync(string process) =>
        (await Subject.LanesAsync(Token)).Any(lane => lane.Contains(process, StringComparison.Ordinal));

    /// <summary>How many chunks were worked on at once, at the most, until a run ended.</summary>
    private async Task<int> MostLanesAsync(Task run)
    {
        var most = 0;
        while (!run.IsCompleted)
        {
            if (await Control().ListAsync(Token) is [var status, ..])
                most = Math.Max(most, status.Chunks.Running);
            await Task.Delay(20, Token);
        }

        await run;
        return most;
    }

    /// <summary>What lanes would change if they still worked: accounts whose balance is 0 again.</summary>
    private async Task AssertUntouchedAsync()
    {
        for (var id = 1; id <= 4_000; id += 97)
            await Subject.SetBalanceAsync(id, 0, Token);
        var before = await Subject.FingerprintAsync(Token);
        await Task.Delay(1_500, Token);
        Assert.Equal(before, await Subject.FingerprintAsync(Token));
    }
}
