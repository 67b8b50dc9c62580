using Npgsql;

namespace Lms.Migrations.Tests.Backfills.Harness;

/// <summary>A session that reads a table and one that waits to lock it: what a schema change in the middle of the day looks like.</summary>
internal sealed class LockQueue : IAsyncDisposable
{
    private readonly NpgsqlConnection reader;
    private readonly NpgsqlConnection waiter;
    private readonly Task waiting;

    private LockQueue(NpgsqlConnection reader, NpgsqlConnection waiter, Task waiting)
    {
        this.reader = reader;
        this.waiter = waiter;
        this.waiting = waiting;
    }

    public static async Task<IAsyncDisposable> JoinAsync(
        Func<CancellationToken, Task<NpgsqlConnection>> open, string table, CancellationToken cancellationToken)
    {
        var first = await open(cancellationToken);
        await using (var read = new NpgsqlCommand($"BEGIN; LOCK TABLE {table} IN ROW SHARE MODE", first))
            await read.ExecuteNonQueryAsync(cancellationToken);

        var second = await open(cancellationToken);
        var wait = new NpgsqlCommand($"BEGIN; SET LOCAL lock_timeout = '20s'; LOCK TABLE {table} IN EXCLUSIVE MODE", second);
        return new LockQueue(first, second, wait.ExecuteNonQueryAsync(CancellationToken.None));
    }

    public async ValueTask DisposeAsync()
    {
        // The reader's end lets the waiter have its lock, and the waiter's end gives that back.
        await reader.DisposeAsync();
        await waiting;
        await waiter.DisposeAsync();
    }
}
