using Lms.Migrations.Backfills;

namespace Lms.Migrations.Tests.Backfills.Harness;

/// <summary>What every test of backfills starts from, whichever the engine.</summary>
public abstract class BackfillTest : IAsyncLifetime
{
    private BackfillSubject? subject;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected BackfillSubject Subject => subject ?? throw new InvalidOperationException("Not initialized.");

    /// <summary>A database without accounts.</summary>
    protected abstract Task<BackfillSubject> CreateSubjectAsync();

    public async ValueTask InitializeAsync() => subject = await CreateSubjectAsync();

    public async ValueTask DisposeAsync()
    {
        if (subject is not null)
            await subject.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Chunks and batches small enough that a few thousand accounts make many of them.</summary>
    protected static BackfillSettings Small { get; } = new() { ChunkSize = 200, BatchSize = 40, BatchTarget = TimeSpan.FromMilliseconds(50) };

    /// <summary>The same, and slow enough to be met in the middle.</summary>
    protected static BackfillSettings Slow { get; } = new() { ChunkSize = 200, BatchSize = 20, BatchTarget = TimeSpan.FromMilliseconds(10), PauseRatio = 10 };

    protected MigrationRunner Runner(BackfillSettings? settings = null, string actor = "tester") =>
        new(Subject.Target, OptionsWith(settings ?? Small), new RunContext(actor));

    protected static MigrationRunnerOptions OptionsWith(BackfillSettings settings) =>
        new() { Backfill = settings, LockTimeout = TimeSpan.FromMilliseconds(300) };

    protected BackfillControl Control(string actor = "operator", string? reason = null) =>
        new(Subject.Target, context: new RunContext(actor, reason));

    protected Task<RunResult> MigrateAsync(BackfillSettings? settings = null) =>
        Runner(settings).RunPendingMigrationsAsync(Token);

    protected Task<RunResult> RollbackAsync() => Runner().RollbackLastMigrationAsync(Token);

    /// <summary>The newest backfill.</summary>
    protected async Task<BackfillStatus> StatusAsync() => (await Control().ListAsync(Token))[0];

    /// <summary>Waits until the newest backfill is as wanted.</summary>
    protected async Task<BackfillStatus> WaitUntilAsync(Func<BackfillStatus, bool> wanted)
    {
        while (true)
        {
            if (await Control().ListAsync(Token) is [var status, ..] && wanted(status))
                return status;
            await Task.Delay(10, Token);
        }
    }

    /// <summary>Every account has the balance that the backfill gives it, and was changed exactly once.</summary>
    protected async Task AssertCompleteAsync()
    {
        foreach (var account in await Subject.ReadAsync(Token))
            Assert.Equal(account.Earnings is > 0 ? Subject.Expected(account.Earnings.Value) : 0, account.Balance);
        await AssertChangedOnceAsync();
    }

    protected async Task AssertChangedOnceAsync()
    {
        foreach (var (id, times) in await Subject.JournalAsync(Token))
            Assert.True(times == 1, $"Account {id} was changed {times} times.");
    }
}
