using Lms.Contracts.Access;
using Lms.Contracts.Mapping;
using Lms.Migrations.Worker.Platform;
using Npgsql;

namespace Lms.Migrations.Worker.Security;

/// <summary>Keeps tokens, and of their secrets the hash only.</summary>
internal sealed class TokenStore(PlatformDatabase platform)
{
    /// <summary>Told whenever a token is made or revoked.</summary>
    public const string Channel = "lms_tokens";

    private const string Columns = "id, actor, role, hash, created_by, created_at, expires_at, revoked_by, revoked_at, last_used_at";

    private const int Most = 1_000;

    // Of more than are listed, those that can be used are what has to be seen.
    private const string ReadSql = $"""
        SELECT * FROM (
            SELECT {Columns} FROM tokens ORDER BY revoked_at IS NOT NULL OR expires_at IS NOT NULL AND expires_at <= clock_timestamp(), created_at DESC LIMIT $1
        ) listed ORDER BY created_at DESC
        """;

    private const string ReadKnownSql = $"""
        SELECT {Columns} FROM tokens WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > clock_timestamp() - interval '30 days')
        """;

    private const string AddSql = $"""
        WITH added AS (
            INSERT INTO tokens (id, actor, role, hash, created_by, expires_at) VALUES ($1, $2, $3, $4, $5, clock_timestamp() + $6)
            ON CONFLICT (id) DO NOTHING RETURNING {Columns})
        SELECT added.*, pg_notify('{Channel}', '') FROM added
        """;

    private const string RevokeSql = $"""
        UPDATE tokens SET revoked_by = $2, revoked_at = clock_timestamp() WHERE id = $1 AND revoked_at IS NULL
        RETURNING {Columns}, pg_notify('{Channel}', '')
        """;

    // Where it was added before, a later one may be in its place by now, and nothing is revoked.
    private const string ReplaceSql = $"""
        WITH added AS (
            INSERT INTO tokens (id, actor, role, hash, created_by) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING RETURNING id
        ), revoked AS (
            UPDATE tokens SET revoked_by = $5, revoked_at = clock_timestamp()
            WHERE actor = $2 AND id <> $1 AND revoked_at IS NULL AND EXISTS (SELECT FROM added) RETURNING id
        ), told AS (
            INSERT INTO audit (actor, address, action, target, outcome, status)
            SELECT $6, $5, 'tokens.create', format('%s: %s for %s', id, $3, $2), 'accepted', 201 FROM added
            UNION ALL SELECT $6, $5, 'tokens.revoke', id, 'accepted', 204 FROM revoked
        )
        SELECT pg_notify('{Channel}', '') FROM added
        """;

    private const string UsedSql = "UPDATE tokens SET last_used_at = clock_timestamp() WHERE id = ANY ($1)";

    private const string ClockSql = "SELECT clock_timestamp()";

    /// <summary>Every token, newest first; of more than 1,000 those that can be used before the others.</summary>
    public async Task<IReadOnlyList<Token>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = platform.Source.Create(ReadSql, PlatformCommand.Number(Most));
        return await command.ReadAllAsync(Read, cancellationToken);
    }

    /// <summary>Those that can be used or have expired lately, and what time it is where they are kept.</summary>
    public async Task<(DateTimeOffset Now, IReadOnlyList<Token> Tokens)> ReadKnownAsync(CancellationToken cancellationToken)
    {
        await using var clock = platform.Source.CreateCommand(ClockSql);
        var now = (await clock.ReadAllAsync(reader => reader.GetFieldValue<DateTimeOffset>(0), cancellationToken))[0];
        await using var command = platform.Source.CreateCommand(ReadKnownSql);
        return (now, await command.ReadAllAsync(Read, cancellationToken));
    }

    /// <returns>Null when there is one of that id already.</returns>
    public async Task<Token?> AddAsync(TokenText text, string actor, Role role, string by, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        await using var command = platform.Source.Create(
            AddSql, PlatformCommand.Text(text.Id), PlatformCommand.Text(actor), PlatformCommand.Text(role.Wire()), new() { Value = text.Hash() },
            PlatformCommand.Text(by), PlatformCommand.Span(lifetime));
        return (await command.ReadAllAsync(Read, cancellationToken)).FirstOrDefault();
    }

    /// <returns>Null when there is none of that id, or it was revoked before.</returns>
    public async Task<Token?> RevokeAsync(string id, string by, CancellationToken cancellationToken)
    {
        await using var command = platform.Source.Create(RevokeSql, PlatformCommand.Text(id), PlatformCommand.Text(by));
        return (await command.ReadAllAsync(Read, cancellationToken)).FirstOrDefault();
    }

    /// <summary>Adds a token without end in place of every other one of its actor, and says so in the audit; nothing happens when it was added
    /// before.</summary>
    /// <param name="text">The token.</param>
    /// <param name="actor">Whose it is.</param>
    /// <param name="role">What it may do.</param>
    /// <param name="worker">The worker that does it.</param>
    /// <param name="cause">On what occasion.</param>
    /// <param name="cancellationToken">Cancels the command.</param>
    public async Task ReplaceAsync(TokenText text, string actor, Role role, string worker, string cause, CancellationToken cancellationToken)
    {
        await using var command = platform.Source.Create(
            ReplaceSql, PlatformCommand.Text(text.Id), PlatformCommand.Text(actor), PlatformCommand.Text(role.Wire()), new() { Value = text.Hash() },
            PlatformCommand.Text(worker), PlatformCommand.Text(cause));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Writes down that these were used lately.</summary>
    public async Task MarkUsedAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        await using var command = platform.Source.Create(UsedSql, PlatformCommand.Texts(ids));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static Token Read(NpgsqlDataReader reader) => new(
        reader.GetString(0), reader.GetString(1), RoleOf(reader.GetString(2)), reader.GetFieldValue<byte[]>(3),
        reader.GetString(4), reader.GetFieldValue<DateTimeOffset>(5), Time(reader, 6), reader.IsDBNull(7) ? null : reader.GetString(7),
        Time(reader, 8), Time(reader, 9));

    private static Role RoleOf(string term) =>
        WireName.Parse<Role>(term) ?? throw new FormatException($"'{term}' is not a role that this version knows.");

    private static DateTimeOffset? Time(NpgsqlDataReader reader, int ordinal) =>
        reader.IsDBNull(ordinal) ? null : reader.GetFieldValue<DateTimeOffset>(ordinal);
}
