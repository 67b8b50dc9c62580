using Lms.Migrations.Catalog;
using Lms.Migrations.Execution;
using Lms.Migrations.Failures;
using Lms.Migrations.History;
using Lms.Migrations.Planning;
using Npgsql;

namespace Lms.Migrations.Postgres.Execution;

/// <summary>Runs a step that cannot be a transaction, one statement after the other. Safe to begin anew after any failure:
/// what a failed concurrent index build left is removed, what it finished is recognised.</summary>
internal sealed class StatementwiseExecution(StepRun run)
{
    private readonly IReadOnlyList<Statement> statements = run.Step.Section.Statements;

    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        RequireOwnSession();
        var began = run.Time.GetTimestamp();
        var builds = statements.Select(statement => ConcurrentIndex.TryParse(statement)).ToList();
        await SetBoundsAsync(run.Step.LockTimeout, cancellationToken).ConfigureAwait(false);
        try
        {
            var existing = await InspectAsync(builds, cancellationToken).ConfigureAwait(false);
            await MarkRunningAsync(cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < statements.Count; i++)
                await ExecuteAsync(i, builds[i], existing, cancellationToken).ConfigureAwait(false);
            if (run.Step.Direction == Direction.Up)
                await new Verification(run).CheckAsync(run.Step.Migration.Verify, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await ResetAsync().ConfigureAwait(false);
        }

        await RecordAsync(run.Success(run.Time.GetElapsedTime(began)), cancellationToken).ConfigureAwait(false);
    }

    private async Task<IReadOnlyDictionary<ConcurrentIndex, IndexState>> InspectAsync(
        IReadOnlyList<ConcurrentIndex?> builds, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<ConcurrentIndex, IndexState> existing = new Dictionary<ConcurrentIndex, IndexState>();
        await new LockRetry(run).RunAsync(
            async token => existing = await new IndexInspection(run).InspectAsync(builds, token).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
        return existing;
    }

    private async Task ExecuteAsync(
        int index, ConcurrentIndex? build, IReadOnlyDictionary<ConcurrentIndex, IndexState> existing, CancellationToken cancellationToken)
    {
        var statement = statements[index];
        run.Events.Raise(new StatementStarted(run.Step, index + 1, statements.Count, StatementSummary.Of(statement)));
        await AssertLeaseAsync(cancellationToken).ConfigureAwait(false);
        await SetBoundsAsync(LockTimeoutOf(statement), cancellationToken).ConfigureAwait(false);
        if (build is null)
            await new LockRetry(run).RunAsync(token => SendAsync(statement, token), cancellationToken).ConfigureAwait(false);
        else
            await new IndexBuild(run, build).ExecuteAsync(existing[build], token => SendAsync(statement, token), cancellationToken).ConfigureAwait(false);
    }

    private async Task SendAsync(Statement statement, CancellationToken cancellationToken)
    {
        run.Lease.ThrowIfLost();
        await using var batch = new NpgsqlBatch(run.Connection) { BatchCommands = { new(statement.Text) } };
        try
        {
            await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException exception)
        {
            var endedTransaction = await IsInTransactionAsync(cancellationToken).ConfigureAwait(false);
            throw PostgresStepFailure.Explain(run.Step, exception, statement, endedTransaction: endedTransaction) ?? (Exception)exception;
        }
    }

    // After an error, a transaction that the migration began with BEGIN refuses everything but its end.
    private async Task<bool> IsInTransactionAsync(CancellationToken cancellationToken)
    {
        if (run.Connection.FullState != System.Data.ConnectionState.Open)
            return false;

        try
        {
            await using var probe = new NpgsqlCommand("SELECT 1", run.Connection);
            await probe.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
            return false;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InFailedSqlTransaction)
        {
            return true;
        }
    }

    private Task MarkRunningAsync(CancellationToken cancellationToken) => RecordAsync(
        HistoryChange.For(run.Step.Migration, EntryStatus.Running, HistoryEventKind.Started, HistoryOutcome.Succeeded) with
        {
            Duration = TimeSpan.Zero,
            Detail = run.Step.Direction == Direction.Up ? "statement by statement" : "undoing, statement by statement",
        },
        cancellationToken);

    private async Task RecordAsync(HistoryChange change, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(run.Connection) { BatchCommands = { new("BEGIN") } };
        foreach (var command in run.Commit(change))
            batch.BatchCommands.Add(command);
        await RolledBackOnFailure.RunAsync(
            run.Session, run.Options, run.Time, () => batch.ExecuteNonQueryAsync(cancellationToken)).ConfigureAwait(false);
    }

    private TimeSpan LockTimeoutOf(Statement statement) =>
        ConcurrentIndex.IsConcurrent(statement) ? run.Step.ConcurrentLockTimeout : run.Step.LockTimeout;

    private async Task SetBoundsAsync(TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(run.Connection) { BatchCommands = { run.SetBounds(lockTimeout, forTransaction: false) } };
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task ResetAsync()
    {
        using var grace = new CancellationTokenSource(run.Options.CleanupTimeout, run.Time);
        await RolledBackOnFailure.RunAsync(run.Session, run.Options, run.Time, async () =>
        {
            if (run.Connection.FullState != System.Data.ConnectionState.Open)
                return 0;

            // First out of a transaction that the migration may have left open by failing.
            await using var batch = new NpgsqlBatch(run.Connection) { BatchCommands = { new("ROLLBACK") } };
            foreach (var command in StepRun.ResetSession())
                batch.BatchCommands.Add(command);
            return await batch.ExecuteNonQueryAsync(grace.Token).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    // From beside, for a statement of the migration may have a transaction open, in which the fence would hold its lock.
    private async Task AssertLeaseAsync(CancellationToken cancellationToken)
    {
        await using var connection = await run.Session.OpenSideConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { PostgresHistory.AssertLease(run.Lease) } };
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private void RequireOwnSession()
    {
        if (!run.Session.Backend.IsOwn)
            throw new StepFailedException(run.Step, "it runs outside a transaction, where its timeouts belong to a session, and this connection goes through a transaction pooler that shares sessions")
            {
                WayOut = "Connect to the server itself, not to the pooler. Nothing was changed.",
            };
    }
}
