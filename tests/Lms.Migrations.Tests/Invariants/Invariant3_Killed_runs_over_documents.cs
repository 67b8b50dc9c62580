using System.Diagnostics;
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
        var began = Stopwatch.StartNew();
        await using (var whole = MigrationProcesses.Migrate(Database, Repository.WithdrawalsCatalog, settings: Pace))
            Assert.True(await whole.ExitAsync(Token) == 0, whole.Output);
        var duration = began.Elapsed;
        var expected = await StateAsync(Database);
        Assert.Equal(OldUsers.CountWithBalance(Users), expected.Count(line => line.Contains("\"withdrawableBalance\" : { \"$numberDecimal\"", StringComparison.Ordinal)));

        var interrupted = 0;
        for (var kill = 1; kill <= Kills; kill++)
        {
            // Spread over the whole run, which the measured one – the first, and cold – may have taken longer for.
            await using var database = await Server.CreateDocumentDatabaseAsync(Token);
            await database.InsertAsync("users", Token, OldUsers.Documents(Users));
            await using (var process = MigrationProcesses.Migrate(database, Repository.WithdrawalsCatalog, settings: Pace))
            {
                await Task.Delay(duration * (0.15 + (0.7 * kill / Kills)), Token);
                process.Kill();
                interrupted += await process.ExitAsync(Token) == 0 ? 0 : 1;
            }

            var target = Target with { ConnectionString = database.ConnectionString };
            await new MigrationRunner(target).RunPendingMigrationsAsync(Token);

            Assert.Equal(expected, await StateAsync(database));
            Assert.All(await new BackfillControl(target).ListAsync(Token), backfill => Assert.Equal((BackfillState.Succeeded, Users), (backfill.State, backfill.Processed)));
        }

        Assert.True(interrupted > 0, "No run was met in the middle.");
    }

    /// <summary>Every document and every index of the application's.</summary>
    private static async Task<IReadOnlyList<string>> StateAsync(DocumentTestDatabase database) =>
    [
        .. await database.FindAsync("users", "{}", Token),
        .. await IndexListing.ReadAsync(database, "users", Token),
        .. await IndexListing.ReadAsync(database, "withdrawals", Token),
    ];
}
