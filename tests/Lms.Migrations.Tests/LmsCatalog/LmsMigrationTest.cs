using Lms.Migrations.Catalog;
using Lms.Migrations.Tests.Engine;
using Lms.Testing;
using Npgsql;

namespace Lms.Migrations.Tests.LmsCatalog;

/// <summary>What a test of one migration of <c>migrations/lms</c> starts from: a database with every migration before it.</summary>
public abstract class LmsMigrationTest(PostgresServer server, string migration) : EngineTest(server)
{
    private const string Allowed = "allowed";

    private static readonly string[] Tables = ["users", "courses", "enrollments", "chat_messages"];

    protected string Migration { get; } = migration;

    protected MigrationRunner LmsRunner => new(Target with { CatalogDirectory = Repository.LmsCatalog });

    /// <summary>Applies every migration before the tested one, and puts related rows into the tables they made.</summary>
    protected async Task PrepareAsync(bool filled = false)
    {
        var catalog = await CatalogReader.ReadAsync(Repository.LmsCatalog, Token);
        if (catalog.Migrations.LastOrDefault(candidate => candidate.Version < Version) is { } previous)
            await CollectAsync(LmsRunner.MigrateAsync(new MigrateRequest(To: previous.Version), Token));
        foreach (var table in filled ? await ExistingTablesAsync() : [])
            await Database.ExecuteAsync(RelatedRows.Of(table), Token);
    }

    protected Task UpAsync() => CollectAsync(LmsRunner.MigrateAsync(new MigrateRequest(To: Version), Token));

    protected Task DownAsync() => LmsRunner.RollbackLastMigrationAsync(Token);

    /// <summary>Every row of every table of the catalog, as text.</summary>
    protected async Task<IReadOnlyList<string>> ContentsAsync()
    {
        var contents = new List<string>();
        foreach (var table in await ExistingTablesAsync())
            contents.AddRange(await Database.RowsAsync($"SELECT '{table}', t::text FROM {table} AS t ORDER BY id", Token));
        return contents;
    }

    /// <summary>Runs each statement by itself, and gives back <c>constraint: statement</c>; <c>allowed: statement</c> where none is
    /// violated.</summary>
    protected async Task<IReadOnlyList<string>> RefusalsAsync(IEnumerable<string> statements)
    {
        var refusals = new List<string>();
        await using var connection = await Database.OpenAsync(Token);
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            var refused = await Record.ExceptionAsync(() => command.ExecuteNonQueryAsync(Token));
            refusals.Add($"{(refused as PostgresException)?.ConstraintName ?? refused?.Message ?? Allowed}: {statement}");
        }

        return refusals;
    }

    /// <summary>The statement of a line <c>constraint: statement</c>.</summary>
    protected static string StatementOf(string refusal) => refusal[(refusal.IndexOf(':', StringComparison.Ordinal) + 2)..];

    protected async Task<IReadOnlyList<string>> ExistingTablesAsync()
    {
        var existing = await Database.RowsAsync("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", Token);
        return [.. Tables.Where(existing.Contains)];
    }

    protected MigrationVersion Version =>
        MigrationFile.TryParse($"{Migration}.sql", out var version, out _) ? version : throw new InvalidOperationException(Migration);
}
