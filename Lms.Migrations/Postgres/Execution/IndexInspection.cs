using Lms.Migrations.Failures;
using Npgsql;

namespace Lms.Migrations.Postgres.Execution;

internal enum IndexState
{
    /// <summary>No index of that name.</summary>
    Absent,

    /// <summary>One of that name and definition, complete.</summary>
    Equal,

    /// <summary>One that a failed build left behind: it costs every write and serves no query.</summary>
    Invalid,
}

/// <summary>Looks at the indexes that a step wants to build before it builds the first.</summary>
internal sealed class IndexInspection(StepRun run)
{
    private const string FindSql = """
        SELECT i.indisvalid, i.indisunique, i.indrelid = to_regclass($1), i.indrelid::regclass::text, pg_get_indexdef(i.indexrelid),
               (SELECT min(p.pid) FROM pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid)
        FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid
        WHERE c.relname = $2 AND c.relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = to_regclass($1))
        """;

    private const string ShadowDefinitionSql = """
        SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = 'migrator.index_shadow'::regclass
        """;

    /// <exception cref="StepFailedException">An index of one of the names exists and is another one; nothing was built.</exception>
    public async Task<IReadOnlyDictionary<ConcurrentIndex, IndexState>> InspectAsync(
        IEnumerable<ConcurrentIndex?> builds, CancellationToken cancellationToken)
    {
        var states = new Dictionary<ConcurrentIndex, IndexState>(ReferenceEqualityComparer.Instance);
        foreach (var build in builds.OfType<ConcurrentIndex>())
            states[build] = await InspectAsync(build, cancellationToken).ConfigureAwait(false);
        return states;
    }

    private async Task<IndexState> InspectAsync(ConcurrentIndex build, CancellationToken cancellationToken)
    {
        if (build.Name is null || await FindAsync(build, cancellationToken).ConfigureAwait(false) is not { } found)
            return IndexState.Absent;

        if (!found.IsOnTable)
            throw Differs(build, $"it is on {found.Table}: {found.Definition}");

        if (!found.IsValid)
            return found.BuilderPid is { } pid
                ? throw Failure(build, $"index {build.Name} is being built at this moment by another session (pid {pid})", "Wait until that build has ended, and run again.")
                : IndexState.Invalid;

        var wanted = await WantedDefinitionAsync(build, cancellationToken).ConfigureAwait(false);
        return wanted is null || (Tail(wanted) == Tail(found.Definition) && build.IsUnique == found.IsUnique)
            ? IndexState.Equal
            : throw Differs(build, $"it is {found.Definition}");
    }

    private async Task<Found?> FindAsync(ConcurrentIndex build, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(FindSql, run.Connection)
        {
            Parameters = { new() { Value = build.Table }, new() { Value = build.Name! } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            return null;

        int? builder = await reader.IsDBNullAsync(5, cancellationToken).ConfigureAwait(false) ? null : reader.GetInt32(5);
        return new Found(reader.GetBoolean(0), reader.GetBoolean(1), reader.GetBoolean(2), reader.GetString(3), reader.GetString(4), builder);
    }

    /// <summary>Lets the server itself write the wanted definition in its own canonical form: it builds the index on an empty
    /// copy of the table, in a transaction that is rolled back.</summary>
    /// <returns>The definition; null when the wanted index cannot be built there, so that its real build will say why.</returns>
    private async Task<string?> WantedDefinitionAsync(ConcurrentIndex build, CancellationToken cancellationToken)
    {
        await using var transaction = await run.Connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var shadow = new NpgsqlBatch(run.Connection, transaction)
        {
            BatchCommands =
            {
                new($"CREATE TABLE migrator.index_shadow (LIKE {build.Table})"),
                new($"CREATE {(build.IsUnique ? "UNIQUE " : "")}INDEX ON migrator.index_shadow {build.Definition}"),
                new(ShadowDefinitionSql),
            },
        };
        try
        {
            return await shadow.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as string;
        }
        catch (PostgresException exception)
        {
            throw PostgresStepFailure.Explain(run.Step, exception, build.Statement) ?? (Exception)exception;
        }
    }

    // What follows the table's name: method, columns, options, predicate. The names before it differ by design.
    private static string Tail(string definition)
    {
        var method = definition.IndexOf(" USING ", StringComparison.Ordinal);
        return method < 0 ? definition : definition[method..];
    }

    private StepFailedException Differs(ConcurrentIndex build, string how) => Failure(
        build,
        $"an index {build.Name} exists already and is another one: {how}",
        "Nothing was built. Rename or drop that index, or give the migration's another name; then run again.");

    private StepFailedException Failure(ConcurrentIndex build, string message, string wayOut) => new(run.Step, message)
    {
        Fault = new StatementFault { Line = build.Statement.Line, Text = build.Statement.Text },
        WayOut = wayOut,
    };

    private sealed record Found(bool IsValid, bool IsUnique, bool IsOnTable, string Table, string Definition, int? BuilderPid);
}
