using Lms.Migrations.Failures;
using Lms.Migrations.Planning;
using Lms.Migrations.Tests.Documents.Engine;
using Lms.Testing;
using Npgsql;

namespace Lms.Migrations.Tests.Invariants;

/// <summary>A faulty catalog, an unreachable server, a wrong password, drifted checksums: a clear error, nothing changed.</summary>
public sealed class Invariant7_Clear_refusals_over_documents(PostgresServer server) : DocumentEngineTest(server)
{
    private const string Secret = "s3cret-Passw0rd";

    [Fact]
    public async Task A_faulty_catalog_touches_no_database()
    {
        WriteInsert("1_fine");
        Catalog
            .With("2_faulty.json", "{\n  \"up\": [\n    { \"creatIndexes\": \"users\" }\n  ]\n}\n")
            .With("3_faulty.json", "{ \"up\": [\n");

        var exception = await Assert.ThrowsAsync<CatalogException>(() => MigrateAsync());

        Assert.Equal(["2_faulty.json:3:7", "3_faulty.json:2:1"], exception.Faults.Select(fault => $"{Path.GetFileName(fault.File)}:{fault.Line}:{fault.Column}"));
        Assert.Contains("creatIndexes", exception.Message, StringComparison.Ordinal);
        Assert.Empty(await CollectionsAsync());
    }

    [Theory]
    [InlineData("127.0.0.1:1")]
    [InlineData("no-such-host.invalid")]
    public async Task An_unreachable_server_is_named_and_no_password_is_shown(string address)
    {
        WriteInsert("1_one");
        var runner = new MigrationRunner(Target with { ConnectionString = $"documentdb://app:{Secret}@{address}/withdrawals" });

        var exception = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => runner.RunPendingMigrationsAsync(Token));

        Assert.Equal(UnavailableCause.Unreachable, exception.Cause);
        Assert.Contains(address.Split(':')[0], exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_told_and_nothing_is_changed()
    {
        WriteInsert("1_one");
        var role = $"role_{Guid.NewGuid():N}";
        await using (var session = await Database.OpenAsync(Token))
        await using (var command = new NpgsqlCommand($"CREATE ROLE {role} LOGIN PASSWORD '{Secret}'", session))
            await command.ExecuteNonQueryAsync(Token);
        var address = new Uri(Database.DocumentDbConnectionString);
        var wrong = $"documentdb://{role}:not-{Secret}@{address.Authority[(address.Authority.IndexOf('@', StringComparison.Ordinal) + 1)..]}{address.PathAndQuery}";

        var exception = await Assert.ThrowsAsync<DatabaseUnavailableException>(
            () => new MigrationRunner(Target with { ConnectionString = wrong }).RunPendingMigrationsAsync(Token));

        Assert.Equal(UnavailableCause.AuthenticationFailed, exception.Cause);
        Assert.DoesNotContain(Secret, exception.ToString(), StringComparison.Ordinal);
        Assert.Empty(await CollectionsAsync());
    }

    [Fact]
    public async Task A_database_without_the_extension_is_told_what_is_missing()
    {
        WriteInsert("1_one");
        var connection = Database.DocumentDbConnectionString.Replace("database=postgres", "database=template1", StringComparison.Ordinal);

        var exception = await Assert.ThrowsAnyAsync<MigrationException>(
            () => new MigrationRunner(Target with { ConnectionString = connection }).RunPendingMigrationsAsync(Token));

        Assert.Contains("DocumentDB", exception.Message, StringComparison.Ordinal);
        Assert.NotNull(exception.WayOut);
    }

    [Fact]
    public async Task A_changed_migration_is_refused_with_both_checksums_and_nothing_runs()
    {
        WriteInsert("1_one");
        await MigrateAsync();
        WriteInsert("1_one", collection: "elsewhere");
        WriteInsert("2_two");

        var refused = await Assert.ThrowsAsync<RefusedException>(() => MigrateAsync());

        Assert.Equal(RefusalKind.Drift, Assert.Single(refused.Refusals).Kind);
        var status = (await Runner().GetStatusAsync(Token)).Migrations[0];
        Assert.Contains(status.Checksum![..12], refused.Message, StringComparison.Ordinal);
        Assert.Contains(status.RecordedChecksum![..12], refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, await Database.CountAsync("things", "{}", Token));
        Assert.Equal(0, await Database.CountAsync("elsewhere", "{}", Token));
    }

    [Fact]
    public async Task White_space_comments_and_line_endings_are_no_change()
    {
        WriteInsert("1_one");
        await MigrateAsync();
        Catalog.With("1_one.json", "\uFEFF// Licence\r\n{ /* Another description. */\r\n\t\"up\" : [\r\n{\"insert\":\"things\",  \"documents\":[{ \"_id\" :\"1_one\", }, ],}, ] }\r\n");

        Assert.Empty((await MigrateAsync()).Steps);
        Assert.Equal([MigrationState.Applied], await StatesAsync());
    }

    private async Task<IReadOnlyList<string>> CollectionsAsync()
    {
        await using var session = await Database.OpenAsync(Token);
        await using var command = new NpgsqlCommand("SELECT collection_name FROM documentdb_api_catalog.collections WHERE database_name = $1", session);
        command.Parameters.Add(new() { Value = Database.Name });
        var names = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(Token);
        while (await reader.ReadAsync(Token))
            names.Add(reader.GetString(0));
        return names;
    }
}
