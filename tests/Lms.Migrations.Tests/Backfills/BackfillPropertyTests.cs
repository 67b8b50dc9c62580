using Lms.Migrations.Backfills;
using Lms.Migrations.Tests.Backfills.Harness;

namespace Lms.Migrations.Tests.Backfills;

/// <summary>Whatever the instants at which runs are killed and whatever the application writes meanwhile: nothing of the
/// application's is lost, nothing is changed twice, and a rollback takes back what the backfill did and nothing else.</summary>
public abstract class BackfillPropertyTests : BackfillTest
{
    private const int Accounts = 1_500;
    private const int Cases = 3;

    [Fact]
    public async Task Random_kills_and_random_writes_lose_nothing_and_change_nothing_twice()
    {
        for (var number = 0; number < Cases; number++)
        {
            var seed = System.Security.Cryptography.RandomNumberGenerator.GetInt32(int.MaxValue);
            await using var subject = await CreateSubjectAsync();
            try
            {
                await new Case(subject, seed, Token).RunAsync();
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                throw new InvalidOperationException($"With seed {seed}: {exception.Message}", exception);
            }
        }
    }

    private sealed class Case(BackfillSubject subject, int seed, CancellationToken cancellationToken)
    {
        private readonly Random kills = new(seed);
        private readonly ApplicationWrites writes = new(subject, Accounts, seed);
        private MigrationRunner Runner => new(subject.Target, new MigrationRunnerOptions
        {
            Backfill = new BackfillSettings { ChunkSize = 100, BatchSize = 25, BatchTarget = TimeSpan.FromMilliseconds(10) },
        });

        public async Task RunAsync()
        {
            await subject.FillAsync(Accounts, cancellationToken);
            subject.WriteBackfill();
            using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var writing = writes.RunAsync(done.Token);
            for (var killed = kills.Next(1, 4); killed > 0; killed--)
            {
                await using var process = subject.StartProcess("migrate", 60, "chunk=100", "batch=10", "target=0.01", "pause=4");
                await Task.Delay(kills.Next(300, 1_500), cancellationToken);
                process.Kill();
                await process.ExitAsync(cancellationToken);
            }

            await Runner.RunPendingMigrationsAsync(cancellationToken);
            await Task.Delay(kills.Next(0, 200), cancellationToken);
            await done.CancelAsync();
            await writing;

            var journal = await subject.JournalAsync(cancellationToken);
            await CheckForwardAsync(journal);
            await Runner.RollbackLastMigrationAsync(cancellationToken);
            await CheckBackAsync(journal);
        }

        private async Task CheckForwardAsync(IReadOnlyDictionary<int, int> journal)
        {
            Assert.All(journal, entry => Assert.Equal(1, entry.Value));
            var accounts = await subject.ReadAsync(cancellationToken);
            Assert.Equal(Accounts - writes.Deleted.Count, accounts.Count);
            foreach (var account in accounts)
            {
                if (writes.Balances.TryGetValue(account.Id, out var balance))
                    Assert.Equal(balance, account.Balance);
                else
                    Assert.Contains(account.Balance, Possible(account.Id));
            }
        }

        private async Task CheckBackAsync(IReadOnlyDictionary<int, int> journal)
        {
            var expectedConflicts = 0;
            foreach (var account in await subject.ReadAsync(cancellationToken))
            {
                var isWritten = writes.Balances.TryGetValue(account.Id, out var balance);
                Assert.Equal(balance, account.Balance);
                if (isWritten && journal.ContainsKey(account.Id))
                    expectedConflicts++;
            }

            expectedConflicts += writes.Deleted.Count(journal.ContainsKey);
            var status = (await new BackfillControl(subject.Target).ListAsync(cancellationToken))[0];
            Assert.Equal(expectedConflicts, status.Conflicts);
            Assert.Equal(BackfillState.Undone, status.State);
        }

        // The earnings that the backfill may have met, for the application may have changed them before or after it came by.
        private IEnumerable<decimal> Possible(int id)
        {
            var earnings = writes.Earnings.TryGetValue(id, out var all) ? all : [];
            return earnings.Append(Account.EarningsOf(id) ?? 0).Select(value => value > 0 ? subject.Expected(value) : 0);
        }
    }
}
