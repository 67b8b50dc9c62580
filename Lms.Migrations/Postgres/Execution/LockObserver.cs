using Npgsql;

namespace Lms.Migrations.Postgres.Execution;

/// <summary>Looks on from a connection of its own while a statement runs, and tells what it waits for and how far it is.</summary>
internal sealed class LockObserver : IAsyncDisposable
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private const string BlockersSql = """
        SELECT coalesce(b.pid, 0), coalesce(b.usename, ''), coalesce(b.application_name, ''), coalesce(b.state, 'prepared transaction'),
               left(regexp_replace(coalesce(b.query, ''), '\s+', ' ', 'g'), 160),
               greatest(coalesce(clock_timestamp() - b.xact_start, interval '0'), interval '0')
        FROM unnest(pg_blocking_pids($1)) AS p (pid) LEFT JOIN pg_stat_activity b ON b.pid = p.pid
        """;

    private const string IndexSql = """
        SELECT coalesce(c.relname, ''), p.phase, CASE
            WHEN p.blocks_total > 0 THEN p.blocks_done::float8 / p.blocks_total
            WHEN p.tuples_total > 0 THEN p.tuples_done::float8 / p.tuples_total END
        FROM pg_stat_progress_create_index p LEFT JOIN pg_class c ON c.oid = p.index_relid
        WHERE p.pid = $1
        """;

    private readonly StepRun run;
    private readonly CancellationTokenSource stop = new();
    private readonly Task observation;

    private LockObserver(StepRun run)
    {
        this.run = run;
        observation = run.Session.Backend.IsOwn ? ObserveAsync(stop.Token) : Task.CompletedTask;
    }

    /// <summary>Who blocked the statement when last seen; empty when nobody did.</summary>
    public IReadOnlyList<Blocker> LastBlockers { get; private set; } = [];

    public static LockObserver Start(StepRun run) => new(run);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        await observation.ConfigureAwait(false);
        stop.Dispose();
    }

    private async Task ObserveAsync(CancellationToken cancellationToken)
    {
        var began = run.Time.GetTimestamp();
        try
        {
            await Task.Delay(FirstLook, run.Time, cancellationToken).ConfigureAwait(false);
            await using var connection = await run.Session.OpenSideConnectionAsync(cancellationToken).ConfigureAwait(false);
            while (true)
            {
                await LookAsync(connection, run.Time.GetElapsedTime(began), cancellationToken).ConfigureAwait(false);
                await Task.Delay(Interval, run.Time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The statement is done.
        }
        catch (NpgsqlException)
        {
            // To watch is a courtesy: no free connection, or a server going down, of which the statement itself will tell.
        }
    }

    private async Task LookAsync(NpgsqlConnection connection, TimeSpan waited, CancellationToken cancellationToken)
    {
        var blockers = await ReadBlockersAsync(connection, cancellationToken).ConfigureAwait(false);
        if (blockers.Count > 0)
        {
            LastBlockers = blockers;
            run.Events.Raise(new WaitingForLock(run.Step, blockers, waited));
        }

        if (!run.Step.Section.Options.Transaction)
            await ReportIndexAsync(connection, cancellationToken).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<Blocker>> ReadBlockersAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var blockers = new List<Blocker>();
        await using var command = new NpgsqlCommand(BlockersSql, connection) { Parameters = { new() { Value = run.Session.Backend.ProcessId } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            blockers.Add(new Blocker(
                reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4),
                reader.GetTimeSpan(5)));
        }

        return blockers;
    }

    private async Task ReportIndexAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(IndexSql, connection) { Parameters = { new() { Value = run.Session.Backend.ProcessId } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            double? fraction = reader.IsDBNull(2) ? null : Math.Clamp(reader.GetDouble(2), 0, 1);
            run.Events.Raise(new IndexBuildProgress(run.Step, reader.GetString(0), reader.GetString(1), fraction));
        }
    }
}
