using System.Runtime.CompilerServices;
using Lms.Contracts.Access;
using Lms.Migrations.Worker.Platform;
using Npgsql;

namespace Lms.Migrations.Worker.Security;

/// <summary>One line of the audit, before it has a number. With the number of the line that says that it was asked for, where there is one.</summary>
internal sealed record AuditEntry(
    string? Actor, string? Role, string? Token, string Address, string Action, string? Target, string? Database, int Status, string? Reason, string? Detail,
    long? Asked = null)
{
    /// <summary>Whether what was asked for was done or will be.</summary>
    public bool IsAccepted => Status < 400;
}

/// <summary>Which lines of the audit to read, newest first.</summary>
internal sealed record AuditQuery(
    int Limit, long? Before, string? Actor, string? Action, string? Outcome, string? Database, DateTimeOffset? From, DateTimeOffset? To);

/// <summary>Keeps the audit, which can only grow: a row before an action, and one after it that takes its place for whoever reads.</summary>
internal sealed class AuditStore(PlatformDatabase platform)
{
    private const string Columns = "id, at, actor, role, token, address, action, target, database, outcome, status, reason, detail";

    private const string AppendSql = """
        INSERT INTO audit (actor, role, token, address, action, target, database, outcome, status, reason, detail, asked)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        RETURNING id
        """;

    private const string IsTold = "(outcome <> 'asked' OR NOT EXISTS (SELECT FROM audit ended WHERE ended.asked = audit.id))";

    private const string ReadSql = $"""
        SELECT {Columns} FROM audit
        WHERE ($1 IS NULL OR id < $1) AND ($2 IS NULL OR actor = $2) AND ($3 IS NULL OR action = $3) AND ($4 IS NULL OR outcome = $4)
          AND ($5 IS NULL OR database = $5) AND ($6 IS NULL OR at >= $6) AND ($7 IS NULL OR at < $7) AND {IsTold}
        ORDER BY id DESC LIMIT $8
        """;

    private const string ExportSql = $"SELECT {Columns} FROM audit WHERE id > $1 AND {IsTold} ORDER BY id LIMIT $2";

    private const string Asked = "asked";
    private const int ExportPage = 1_000;

    /// <summary>Adds that something is asked for.</summary>
    /// <returns>The number by which the line about its end names it.</returns>
    public Task<long> AskAsync(AuditEntry entry, CancellationToken cancellationToken) =>
        AddAsync(entry with { Status = StatusCodes.Status102Processing }, Asked, cancellationToken);

    /// <summary>Adds how something ended.</summary>
    public Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken) =>
        AddAsync(entry, entry.IsAccepted ? "accepted" : "refused", cancellationToken);

    private async Task<long> AddAsync(AuditEntry entry, string outcome, CancellationToken cancellationToken)
    {
        await using var command = platform.Source.Create(
            AppendSql, PlatformCommand.Text(entry.Actor), PlatformCommand.Text(entry.Role), PlatformCommand.Text(entry.Token),
            PlatformCommand.Text(entry.Address), PlatformCommand.Text(entry.Action), PlatformCommand.Text(entry.Target),
            PlatformCommand.Text(entry.Database), PlatformCommand.Text(outcome), new() { Value = entry.Status },
            PlatformCommand.Text(entry.Reason), PlatformCommand.Text(entry.Detail), PlatformCommand.Number(entry.Asked));
        return (await command.ReadAllAsync(reader => reader.GetInt64(0), cancellationToken))[0];
    }

    public async Task<IReadOnlyList<AuditEntryDocument>> ReadAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        await using var command = platform.Source.Create(
            ReadSql, PlatformCommand.Number(query.Before), PlatformCommand.Text(query.Actor), PlatformCommand.Text(query.Action),
            PlatformCommand.Text(query.Outcome), PlatformCommand.Text(query.Database), PlatformCommand.Time(query.From), PlatformCommand.Time(query.To), PlatformCommand.Number(query.Limit));
        return await command.ReadAllAsync(Read, cancellationToken);
    }

    /// <summary>All of it, oldest first, a page in memory at a time. Between two pages it holds no connection, however slowly somebody reads.</summary>
    public async IAsyncEnumerable<AuditEntryDocument> ExportAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<AuditEntryDocument> page;
        var after = 0L;
        do
        {
            page = await ReadAfterAsync(after, cancellationToken);
            foreach (var entry in page)
            {
                yield return entry;
                after = entry.Id;
            }
        }
        while (page.Count == ExportPage);
    }

    private async Task<List<AuditEntryDocument>> ReadAfterAsync(long id, CancellationToken cancellationToken)
    {
        await using var command = platform.Source.Create(ExportSql, PlatformCommand.Number(id), PlatformCommand.Number(ExportPage));
        return await command.ReadAllAsync(Read, cancellationToken);
    }

    private static AuditEntryDocument Read(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1), Text(reader, 2), Text(reader, 3), Text(reader, 4), reader.GetString(5),
        reader.GetString(6), Text(reader, 7), Text(reader, 8), reader.GetString(9), reader.GetInt32(10), Text(reader, 11), Text(reader, 12));

    private static string? Text(NpgsqlDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);
}
