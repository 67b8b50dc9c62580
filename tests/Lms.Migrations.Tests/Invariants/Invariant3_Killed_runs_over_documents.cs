using Lms.Migrations.Backfills;
using Lms.Migrations.Tests.WithdrawalsCatalog;
using Lms.Testing;

namespace Lms.Migrations.Tests.Invariants;

/// <summary>After SIGKILL at any instant, running again reaches the same end state as a run that was never killed.</summary>
public sealed class Invariant3_Killed_runs_over_documents(PostgresServer server) : WithdrawalsTest(server)
{
    private const int Users = 2_000;
    private const int Kills = 12;

    private static readonly string[] Pace = ["lanes=2", "chunk=200", "batch=50", "target=0.01"];

    [Fact]
    public async Task Killed_at_any_instant_and_run_again_the_end_state_is_that_of_a_run_never_killed()
    {
        await InsertUsersAsync(OldUsers.Documents(Users));
        int lines;
        await using (var whole = MigrationProcesses.Migrate(Database, Repository.WithdrawalsCatalog, settings: Pace))
        {
            Assert.True(await whole.ExitAsync(Token) == 0, whole.Output);
            lines = Lines(whole);
        }

        var expected = await StateAsync(Database);
        Assert.Equal(OldUsers.CountWithBalance(Users), expected.Count(line => line.Contains("\"withdrawableBalance\" : { \"$numberDecimal\"", StringComparison.Ordinal)));

        var interrupted = 0;
        for (var kill = 1; kill <= Kills; kill++)
        {
            await using var database = await Server.CreateDocumentDatabaseAsync(Token);
            await database.InsertAsync("users", Token, OldUsers.Documents(Users));
            await using (var process = MigrationProcesses.Migrate(database, Repository.WithdrawalsCatalog, settings: Pace))
            {
                // By what it has told so far, for how long a run takes depends on what else the machine does.
                var exit = process.ExitAsync(Token);
                while (!exit.IsCompleted && Lines(process) < lines * kill / (Kills + 1))
                    await Task.Delay(1, Token);
                process.Kill();
                interrupted += await exit == 0 ? 0 : 1;
            }

            var target = Target with { ConnectionString = database.ConnectionString };
            await new MigrationRunner(target).RunPendingMigrationsAsync(Token);

            Assert.Equal(expected, await StateAsync(database));
            Assert.All(await new BackfillControl(target).ListAsync(Token), backfill => Assert.Equal((BackfillState.Succeeded, Users), (backfill.State, backfill.Processed)));
        }

        Assert.True(interrupted >= Kills / 3, $"Only {interrupted} of {Kills} runs were met in the middle.");
    }

    private static int Lines(RunningProcess process) => process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;

    /// <summary>Every document and every index of the application's.</summary>
    private static async Task<IReadOnlyList<string>> StateAsync(DocumentTestDatabase database) =>
    [
        .. await database.FindAsync("users", "{}", Token),
        .. await IndexListing.ReadAsync(database, "users", Token),
        .. await IndexListing.ReadAsync(database, "withdrawals", Token),
    ];
}
