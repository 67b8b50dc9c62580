using Lms.Migrations.Failures;
using Npgsql;

namespace Lms.Migrations.Postgres.Execution;

/// <summary>Builds one index concurrently, and leaves no half-built one behind when that fails.</summary>
internal sealed class IndexBuild(StepRun run, ConcurrentIndex index)
{
    private const string InvalidSql = """
        SELECT n.nspname, c.relname
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE i.indrelid = to_regclass($1) AND NOT i.indisvalid AND ($2::text IS NULL OR c.relname = $2)
          AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid AND p.pid <> pg_backend_pid())
        """;

    public async Task ExecuteAsync(IndexState state, Func<CancellationToken, Task> send, CancellationToken cancellationToken)
    {
        if (state != IndexState.Absent)
            run.Events.Raise(new IndexFound(run.Step, index.Name!, Invalid: state == IndexState.Invalid));
        if (state == IndexState.Equal)
            return;

        await new LockRetry(run).RunAsync(token => AttemptAsync(send, token), cancellationToken).ConfigureAwait(false);
    }

    private async Task AttemptAsync(Func<CancellationToken, Task> send, CancellationToken cancellationToken)
    {
        var left = await FindInvalidAsync(cancellationToken).ConfigureAwait(false);

        // What stands under our name was left by an earlier run or an earlier attempt, and IF NOT EXISTS would take it for the
        // index. Without a name of ours, what is invalid on the table is not ours to remove.
        if (index.Name is not null)
            await DropAsync(left, cancellationToken).ConfigureAwait(false);

        try
        {
            await send(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is StepFailedException or OperationCanceledException)
        {
            await CleanUpAsync(index.Name is null ? left : []).ConfigureAwait(false);
            throw;
        }
    }

    // On a token of its own: the one that was cancelled would leave the half-built index where it is.
    private async Task CleanUpAsync(IReadOnlyList<string> others)
    {
        using var grace = new CancellationTokenSource(run.Options.CleanupTimeout, run.Time);
        try
        {
            var left = await FindInvalidAsync(grace.Token).ConfigureAwait(false);
            await DropAsync([.. left.Except(others)], grace.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is StepFailedException or NpgsqlException or OperationCanceledException)
        {
            // The table is busy or the server away. The next attempt finds the index invalid and removes it before it builds;
            // the failure that led here is the one to report.
        }
    }

    private async Task<IReadOnlyList<string>> FindInvalidAsync(CancellationToken cancellationToken)
    {
        var names = new List<string>();
        await using var command = new NpgsqlCommand(InvalidSql, run.Connection)
        {
            Parameters = { new() { Value = index.Table }, PostgresParameter.Text(index.Name) },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            names.Add(PostgresIdentifier.Quote(reader.GetString(0), reader.GetString(1)));
        return names;
    }

    private async Task DropAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        foreach (var name in names)
        {
            await using var batch = new NpgsqlBatch(run.Connection) { BatchCommands = { new($"DROP INDEX CONCURRENTLY IF EXISTS {name}") } };
            try
            {
                await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException exception) when (PostgresStepFailure.Explain(run.Step, exception, index.Statement) is { } failure)
            {
                throw failure;
            }
        }
    }
}
