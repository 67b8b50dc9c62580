using Lms.Migrations.Documents;
using Lms.Migrations.Execution;
using Lms.Migrations.History;
using Lms.Testing;
using Npgsql;

namespace Lms.Migrations.Tests.History;

/// <summary>A database of either engine whose history a test writes itself, event by event.</summary>
public abstract class HistorySubject : IAsyncDisposable
{
    public CatalogDirectory Catalog { get; } = new();

    public abstract DatabaseTarget Target { get; }

    /// <summary>Creates the engine's own tables or collections, as its first run does.</summary>
    public Task PrepareAsync(CancellationToken cancellationToken) =>
        new DatabaseAccess(Target, options: null, context: null, time: null).UseAsync(
            async database =>
            {
                await database.PrepareAsync(cancellationToken);
                await database.AddIndexesAsync(cancellationToken);
                return true;
            },
            cancellationToken);

    /// <summary>Writes events as they are, their numbers and times included.</summary>
    public abstract Task AppendAsync(IEnumerable<HistoryEvent> events, CancellationToken cancellationToken);

    public virtual ValueTask DisposeAsync()
    {
        Catalog.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}

public sealed class PostgresHistorySubject(TestDatabase database) : HistorySubject
{
    private const string Sql = """
        INSERT INTO migrator.history (
            id, at, kind, outcome, version, name, checksum, duration_ms, run_id, epoch, actor, reason, host, tool_version, error, detail)
        OVERRIDING SYSTEM VALUE VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
        """;

    public override DatabaseTarget Target => new("test", DatabaseEngine.PostgreSql, database.ConnectionString, Catalog.Path);

    public override async Task AppendAsync(IEnumerable<HistoryEvent> events, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var happened in events)
        {
            var insert = new NpgsqlBatchCommand(Sql);
            object?[] values =
            [
                happened.Id, happened.At.UtcDateTime, HistoryTerms.Term(happened.Kind), HistoryTerms.Term(happened.Outcome), happened.Version?.ToString(),
                happened.Name, happened.Checksum, happened.DurationMs, happened.RunId, happened.Epoch, happened.Actor, happened.Reason,
                happened.Host, happened.ToolVersion, happened.Error, happened.Detail,
            ];
            foreach (var value in values)
                insert.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
            batch.BatchCommands.Add(insert);
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}

public sealed class DocumentHistorySubject(DocumentTestDatabase database) : HistorySubject
{
    private const int InsertSize = 1_000;

    public override DatabaseTarget Target => new("test", DatabaseEngine.MongoDb, database.ConnectionString, Catalog.Path);

    public override async Task AppendAsync(IEnumerable<HistoryEvent> events, CancellationToken cancellationToken)
    {
        foreach (var some in events.Chunk(InsertSize))
            await database.InsertAsync("migration_history", cancellationToken, some.Select(Document));
    }

    public override async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        await base.DisposeAsync();
    }

    private static string Document(HistoryEvent happened) => $$"""
        {"_id":{{Ejson.Long(happened.Id)}},"at":{{Ejson.Date(happened.At)}},"kind":{{Ejson.String(HistoryTerms.Term(happened.Kind))}},
         "outcome":{{Ejson.String(HistoryTerms.Term(happened.Outcome))}},"version":{{Ejson.String(happened.Version?.ToString())}},
         "name":{{Ejson.String(happened.Name)}},"checksum":{{Ejson.String(happened.Checksum)}},"durationMs":{{Ejson.Long(happened.DurationMs)}},
         "runId":{{Ejson.Guid(happened.RunId)}},"epoch":{{Ejson.Long(happened.Epoch)}},"actor":{{Ejson.String(happened.Actor)}},
         "reason":{{Ejson.String(happened.Reason)}},"host":{{Ejson.String(happened.Host)}},"toolVersion":{{Ejson.String(happened.ToolVersion)}},
         "error":{{Ejson.String(happened.Error)}},"detail":{{Ejson.String(happened.Detail)}}}
        """;
}
