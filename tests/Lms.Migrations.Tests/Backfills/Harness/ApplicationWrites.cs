namespace Lms.Migrations.Tests.Backfills.Harness;

/// <summary>An application at work while a backfill runs, and the book that it keeps of what it wrote.</summary>
public sealed class ApplicationWrites(BackfillSubject subject, int accounts, int seed)
{
    private readonly Random random = new(seed + 1);
    private int written;

    /// <summary>The last balance that it set, by account; never 0.</summary>
    public IDictionary<int, decimal> Balances { get; } = new Dictionary<int, decimal>();

    /// <summary>Every earnings that it set, by account.</summary>
    public IDictionary<int, IReadOnlyList<decimal>> Earnings { get; } = new Dictionary<int, IReadOnlyList<decimal>>();

    public ISet<int> Deleted { get; } = new HashSet<int>();

    /// <summary>Writes until it is told to stop; the write under way is completed, so that the book is true.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await WriteAsync(random.Next(1, accounts + 1));
            await Task.Delay(random.Next(1, 12), CancellationToken.None);
        }
    }

    private async Task WriteAsync(int id)
    {
        if (Deleted.Contains(id))
            return;

        switch (random.Next(10))
        {
            case 0:
                await subject.DeleteAsync(id, CancellationToken.None);
                Deleted.Add(id);
                Balances.Remove(id);
                break;
            case < 5:
                var earnings = random.Next(1, 100_000) / 100m;
                await subject.SetEarningsAsync(id, earnings, CancellationToken.None);
                Earnings[id] = [.. Earnings.TryGetValue(id, out var all) ? all : [], earnings];
                break;
            default:
                // Above everything that the backfill writes, and never the same twice.
                var balance = 1_000_000 + ++written;
                await subject.SetBalanceAsync(id, balance, CancellationToken.None);
                Balances[id] = balance;
                break;
        }
    }
}
