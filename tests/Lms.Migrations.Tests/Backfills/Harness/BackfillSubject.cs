using Lms.Testing;

namespace Lms.Migrations.Tests.Backfills.Harness;

/// <summary>A database of either engine with accounts in it, and what a test does to them from outside: what the application would
/// do, and what goes wrong in production.</summary>
public abstract class BackfillSubject : IAsyncDisposable
{
    /// <summary>Catalog with the one migration that the subject writes.</summary>
    public CatalogDirectory Catalog { get; } = new();

    public abstract DatabaseTarget Target { get; }

    /// <summary>Adds accounts 1 to <paramref name="count"/>, with a balance of 0.</summary>
    public abstract Task FillAsync(int count, CancellationToken cancellationToken);

    /// <summary>Writes migration 1: the balance becomes half of the earnings, rounded to cents, where it is 0 and there are any.</summary>
    public abstract void WriteBackfill(string comment = "");

    /// <summary>What the backfill makes of those earnings.</summary>
    public abstract decimal Expected(decimal earnings);

    /// <summary>All accounts, by id.</summary>
    public abstract Task<IReadOnlyList<Account>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Everything, to the bit, one line for each account, by id.</summary>
    public abstract Task<IReadOnlyList<string>> FingerprintAsync(CancellationToken cancellationToken);

    public abstract Task SetBalanceAsync(int id, decimal balance, CancellationToken cancellationToken);

    public abstract Task SetEarningsAsync(int id, decimal earnings, CancellationToken cancellationToken);

    public abstract Task DeleteAsync(int id, CancellationToken cancellationToken);

    /// <summary>Makes the server reject the backfill of this account.</summary>
    public abstract Task PoisonAsync(int id, CancellationToken cancellationToken);

    /// <summary>Changes accounts, the last included, in a transaction and leaves that open; disposing rolls it back.</summary>
    public abstract Task<IAsyncDisposable> HoldAsync(int first, int last, CancellationToken cancellationToken);

    /// <summary>Waits, in a session of its own, for a lock on the whole source that it does not get; disposing ends the wait.</summary>
    public abstract Task<IAsyncDisposable> QueueAsync(CancellationToken cancellationToken);

    /// <summary>Changes the text of the migration.</summary>
    public void Rewrite(Func<string, string> change)
    {
        var file = Directory.GetFiles(Catalog.Path).Single();
        File.WriteAllText(file, change(File.ReadAllText(file)));
    }

    /// <summary>How many times each account stands in the journal.</summary>
    public abstract Task<IReadOnlyDictionary<int, int>> JournalAsync(CancellationToken cancellationToken);

    /// <summary>Who worked on the chunks.</summary>
    public abstract Task<IReadOnlyList<string>> LanesAsync(CancellationToken cancellationToken);

    /// <summary>Ends every connection of the engine on the server.</summary>
    public abstract Task BreakConnectionsAsync(CancellationToken cancellationToken);

    public virtual ValueTask DisposeAsync()
    {
        Catalog.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>A process that migrates, with batches as small as the test needs them to be slow.</summary>
    public RunningProcess StartProcess(string command, double leaseSeconds, params string[] settings) => RunningProcess.StartDotnet(
        Path.Combine(AppContext.BaseDirectory, "Lms.MigrationProcess.dll"),
        [command, Target.ConnectionString, Catalog.Path, $"{leaseSeconds}", Target.Engine == DatabaseEngine.MongoDb ? "engine=mongodb" : "engine=postgresql", .. settings]);
}
