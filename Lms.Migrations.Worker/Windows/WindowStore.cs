using Lms.Contracts.Windows;
using Lms.Migrations.Windows;
using Lms.Migrations.Worker.Platform;
using Npgsql;

namespace Lms.Migrations.Worker.Windows;

/// <summary>Keeps windows and freezes. What was removed is remembered.</summary>
internal sealed class WindowStore(PlatformDatabase platform)
{
    /// <summary>Told whenever a window or freeze is added or removed.</summary>
    public const string Channel = "lms_windows";

    private const string ReadSql = """
        SELECT clock_timestamp(), id, text, databases, added_by, added_at, reason, 'window' FROM windows WHERE removed_at IS NULL
        UNION ALL
        SELECT clock_timestamp(), id, span, databases, added_by, added_at, reason, 'freeze' FROM freezes WHERE removed_at IS NULL
        UNION ALL
        SELECT clock_timestamp(), 0, '', '{}', '', clock_timestamp(), NULL, 'clock'
        ORDER BY 8, 2
        """;

    private const string AddWindowSql = $"""
        WITH added AS (
            INSERT INTO windows (text, databases, added_by, reason) VALUES ($1, $2, $3, $4) RETURNING id, text, databases, added_by, added_at, reason)
        SELECT added.*, pg_notify('{Channel}', '') FROM added
        """;

    private const string AddFreezeSql = $"""
        WITH added AS (
            INSERT INTO freezes (span, databases, added_by, reason) VALUES ($1, $2, $3, $4) RETURNING id, span, databases, added_by, added_at, reason)
        SELECT added.*, pg_notify('{Channel}', '') FROM added
        """;

    private const string RemoveWindowSql = $"""
        UPDATE windows SET removed_by = $2, removed_at = clock_timestamp(), removal_reason = $3 WHERE id = $1 AND removed_at IS NULL
        RETURNING pg_notify('{Channel}', '')
        """;

    private const string RemoveFreezeSql = $"""
        UPDATE freezes SET removed_by = $2, removed_at = clock_timestamp(), removal_reason = $3 WHERE id = $1 AND removed_at IS NULL
        RETURNING pg_notify('{Channel}', '')
        """;

    /// <summary>All of them, and what time it is where they are kept.</summary>
    public async Task<WindowSnapshot> ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = platform.Source.CreateCommand(ReadSql);
        var rows = await command.ReadAllAsync(
            reader => (Now: reader.GetFieldValue<DateTimeOffset>(0), Kind: reader.GetString(7), Window: ReadWindow(reader, first: 1)), cancellationToken);
        return new WindowSnapshot(
            rows[0].Now,
            [.. rows.Where(row => row.Kind == "window").Select(row => row.Window)],
            [.. rows.Where(row => row.Kind == "freeze").Select(row => ToFreeze(row.Window))]);
    }

    public async Task<WindowDocument> AddAsync(
        MaintenanceWindow window, IReadOnlyList<string> databases, string by, string? reason, CancellationToken cancellationToken)
    {
        await using var command = platform.Source.Create(
            AddWindowSql, PlatformCommand.Text(window.ToString()), PlatformCommand.Texts(databases), PlatformCommand.Text(by), PlatformCommand.Text(reason));
        return (await command.ReadAllAsync(reader => ReadWindow(reader, first: 0), cancellationToken))[0];
    }

    public async Task<FreezeDocument> AddAsync(Freeze freeze, IReadOnlyList<string> databases, string by, CancellationToken cancellationToken)
    {
        await using var command = platform.Source.Create(
            AddFreezeSql, PlatformCommand.Text(freeze.ToString()), PlatformCommand.Texts(databases), PlatformCommand.Text(by), PlatformCommand.Text(freeze.Reason));
        return ToFreeze((await command.ReadAllAsync(reader => ReadWindow(reader, first: 0), cancellationToken))[0]);
    }

    /// <returns>False when there is none of that number, or it was removed before.</returns>
    public Task<bool> RemoveWindowAsync(long id, string by, string? reason, CancellationToken cancellationToken) =>
        RemoveAsync(RemoveWindowSql, id, by, reason, cancellationToken);

    /// <inheritdoc cref="RemoveWindowAsync"/>
    public Task<bool> RemoveFreezeAsync(long id, string by, string? reason, CancellationToken cancellationToken) =>
        RemoveAsync(RemoveFreezeSql, id, by, reason, cancellationToken);

    private async Task<bool> RemoveAsync(string sql, long id, string by, string? reason, CancellationToken cancellationToken)
    {
        await using var command = platform.Source.Create(sql, PlatformCommand.Number(id), PlatformCommand.Text(by), PlatformCommand.Text(reason));
        return (await command.ReadAllAsync(_ => true, cancellationToken)).Count > 0;
    }

    private static WindowDocument ReadWindow(NpgsqlDataReader reader, int first) => new(
        reader.GetInt64(first), reader.GetString(first + 1), reader.GetFieldValue<string[]>(first + 2), reader.GetString(first + 3),
        reader.GetFieldValue<DateTimeOffset>(first + 4), reader.IsDBNull(first + 5) ? null : reader.GetString(first + 5));

    private static FreezeDocument ToFreeze(WindowDocument row) =>
        new(row.Id, row.Window, row.Databases, row.AddedBy, row.AddedAt, row.Reason ?? "");
}

/// <summary>Windows and freezes as they were at one moment.</summary>
internal sealed record WindowSnapshot(DateTimeOffset At, IReadOnlyList<WindowDocument> Windows, IReadOnlyList<FreezeDocument> Freezes)
{
    /// <summary>Whether there are the same in both: none ever becomes another.</summary>
    public bool HasSame(WindowSnapshot other) =>
        Windows.Select(window => window.Id).SequenceEqual(other.Windows.Select(window => window.Id))
        && Freezes.Select(freeze => freeze.Id).SequenceEqual(other.Freezes.Select(freeze => freeze.Id));
}
