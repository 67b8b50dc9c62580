using Lms.Migrations.Backfills;
using Lms.Migrations.Failures;
using Lms.Migrations.History;
using Lms.Migrations.Tests.History;
using Lms.Migrations.Tests.WithdrawalsCatalog;
using Lms.Testing;

namespace Lms.Migrations.Tests.Invariants;

/// <summary>Every change is in the history with who, when, why, how long and how it ended – failures and rollbacks too.</summary>
public sealed class Invariant9_Remembered_over_documents(PostgresServer server) : WithdrawalsTest(server)
{
    [Fact]
    public async Task Applied_failed_and_undone_are_all_told_with_who_when_why_how_long_and_how_it_ended()
    {
        await InsertUsersAsync(OldUsers.Documents(300));
        await SetAsync(OldUsers.Id(4), "\"affiliateEarnings\": -1");
        await Assert.ThrowsAsync<StepFailedException>(() => Runner(actor: "alice", reason: "release 12").RunPendingMigrationsAsync(Token));
        await Runner(actor: "bob", reason: "release 12 withdrawn").RollbackAllAsync(Token);

        var history = await Runner().NewestAsync(100, Token);

        Assert.Equal(
            [
                "Migrated Succeeded 001 alice release 12", "Migrated Succeeded 002 alice release 12", "Migrated Failed 003 alice release 12",
                "RolledBack Succeeded 003 bob release 12 withdrawn", "RolledBack Succeeded 002 bob release 12 withdrawn",
                "RolledBack Succeeded 001 bob release 12 withdrawn",
            ],
            history.Reverse().Where(told => told.Kind is HistoryEventKind.Migrated or HistoryEventKind.RolledBack)
                .Select(told => $"{told.Kind} {told.Outcome} {told.Version} {told.Actor} {told.Reason}"));
        Assert.All(history, told =>
        {
            Assert.InRange(told.At, DateTimeOffset.UtcNow.AddMinutes(-2), DateTimeOffset.UtcNow.AddMinutes(2));
            Assert.Equal((Environment.MachineName, "0.1.0"), (told.Host, told.ToolVersion));
            Assert.NotNull(told.Epoch);
            Assert.Equal(64, told.Checksum!.Length);
        });
        Assert.Equal(2, history.Select(told => told.RunId).Distinct().Count());
        Assert.InRange(history.Single(told => told is { Kind: HistoryEventKind.Migrated, Version: { } version } && $"{version}" == "001").DurationMs!.Value, 1, 60_000);
        var failure = history.Single(told => told.Outcome == HistoryOutcome.Failed);
        Assert.Contains("003_migrate_existing_user_balances.json:", failure.Error, StringComparison.Ordinal);
        Assert.Contains("negative. 1 found: \"user-00004\"", failure.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_change_of_a_backfills_state_is_told_and_an_operators_with_their_name_and_reason()
    {
        await InsertUsersAsync(OldUsers.Documents(300));
        var run = Runner(Slow).RunPendingMigrationsAsync(Token);
        await WaitUntilAsync(Fields, status => status.Processed > 20);
        var operators = new BackfillControl(Target, context: new RunContext("carol", "month's end"));
        await operators.PauseAsync((await BackfillAsync(Fields)).Id, Token);
        await WaitUntilAsync(Fields, status => status.State == BackfillState.Paused);
        await operators.ResumeAsync((await BackfillAsync(Fields)).Id, Token);
        await run;
        await Runner(actor: "bob").RollbackAllAsync(Token);

        var told = (await Runner().NewestAsync(100, Token)).Reverse().Where(told => told.Kind == HistoryEventKind.Backfill).ToList();

        Assert.Equal(["begun", "pausing", "paused", "running", "succeeded"], told.Take(5).Select(Last));
        Assert.Equal(2, told.Count(change => change is { Actor: "carol", Reason: "month's end" }));
        Assert.Equal(2, told.Count(change => Last(change) == "undone" && change.Actor == "bob"));
    }

    [Fact]
    public async Task A_stopped_run_is_told_and_so_is_its_backfill()
    {
        await InsertUsersAsync(OldUsers.Documents(300));
        await InterruptAsync(Fields);

        var history = await Runner().NewestAsync(2, Token);

        Assert.Contains(history, told => told is { Kind: HistoryEventKind.Migrated, Outcome: HistoryOutcome.Cancelled, Actor: "tester" });
        Assert.Contains(history, told => told.Kind == HistoryEventKind.Backfill && Last(told) == "interrupted");
    }

    /// <summary>The state that a backfill's event tells that it came into.</summary>
    private static string Last(HistoryEvent told) => told.Detail!.Split(": ")[1].Split(" (")[0].Split("→ ")[^1];
}
