using Lms.Migrations.Failures;
using Lms.Migrations.Planning;
using Lms.Migrations.Tests.Engine;
using Lms.Testing;
using Npgsql;

namespace Lms.Migrations.Tests.Invariants;

/// <summary>A faulty catalog, an unreachable server, missing rights, drifted checksums: a clear error, nothing changed.</summary>
public sealed class Invariant7_Clear_refusals(PostgresServer server) : EngineTest(server)
{
    private const string Secret = "s3cret-Passw0rd";

    [Fact]
    public async Task A_faulty_catalog_touches_no_database()
    {
        Catalog
            .WithTable("1", "fine")
            .With("2-faulty.sql", "-- migrate:up\nSELECT 'no end;\n")
            .With("3-faulty.sql", "-- migrate:up colour:blue\nSELECT 1;\n");

        var exception = await Assert.ThrowsAsync<CatalogException>(() => MigrateAsync());

        Assert.Equal(["2-faulty.sql:2", "3-faulty.sql:1"], exception.Faults.Select(fault => $"{Path.GetFileName(fault.File)}:{fault.Line}"));
        Assert.False(await TableExistsAsync("fine"));
        Assert.False(await Database.ScalarAsync<bool>("SELECT to_regnamespace('migrator') IS NOT NULL", Token));
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Database=lms;Username=app", UnavailableCause.Unreachable)]
    [InlineData("Host=no-such-host.invalid;Database=lms;Username=app", UnavailableCause.Unreachable)]
    public async Task An_unreachable_server_is_named_and_no_password_is_shown(string connection, UnavailableCause cause)
    {
        Catalog.WithTable("1", "one");
        var runner = new MigrationRunner(Target with { ConnectionString = $"{connection};Password={Secret}" });

        var exception = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => runner.RunPendingMigrationsAsync(Token));

        Assert.Equal(cause, exception.Cause);
        Assert.Contains("lms", exception.Message);
        Assert.DoesNotContain(Secret, exception.ToString());
    }

    [Fact]
    public async Task A_wrong_password_and_a_missing_database_are_told_apart()
    {
        Catalog.WithTable("1", "one");
        var role = await CreateRoleAsync();

        Assert.Equal(UnavailableCause.AuthenticationFailed, await CauseAsync(builder => { builder.Username = role; builder.Password = "wrong"; }));
        Assert.Equal(UnavailableCause.DatabaseMissing, await CauseAsync(builder => builder.Database = "no_such_database"));
    }

    [Fact]
    public async Task A_role_that_may_not_create_is_told_what_to_grant()
    {
        Catalog.WithTable("1", "one");
        var role = await CreateRoleAsync();

        var exception = await Assert.ThrowsAsync<DatabaseUnavailableException>(
            () => RunnerAs(builder => { builder.Username = role; builder.Password = Secret; }).RunPendingMigrationsAsync(Token));

        Assert.Equal(UnavailableCause.RightsMissing, exception.Cause);
        Assert.Contains("GRANT CREATE ON DATABASE", exception.WayOut);
        Assert.False(await Database.ScalarAsync<bool>("SELECT to_regnamespace('migrator') IS NOT NULL", Token));
    }

    [Fact]
    public async Task A_changed_migration_is_refused_with_both_checksums_and_nothing_runs()
    {
        Catalog.WithTable("1", "one");
        await MigrateAsync();
        Catalog.With("1-create-one.sql", "-- migrate:up\nCREATE TABLE one (id bigint PRIMARY KEY);\n-- migrate:down\nDROP TABLE one;\n").WithTable("2", "two");

        var refused = await Assert.ThrowsAsync<RefusedException>(() => MigrateAsync());

        Assert.Equal(RefusalKind.Drift, Assert.Single(refused.Refusals).Kind);
        Assert.Equal([MigrationState.Modified, MigrationState.Pending], await StatesAsync());
        var status = (await Runner().GetStatusAsync(Token)).Migrations[0];
        Assert.Contains(status.Checksum![..12], refused.Message);
        Assert.Contains(status.RecordedChecksum![..12], refused.Message);
        Assert.False(await TableExistsAsync("two"));
    }

    [Fact]
    public async Task White_space_comments_and_line_endings_are_no_change()
    {
        Catalog.WithTable("1", "one");
        await MigrateAsync();
        Catalog.With("1-create-one.sql", "\uFEFF/* Licence */\r\n-- Another description.\r\n-- migrate:up\r\n  CREATE   TABLE one\r\n(id int /* key */ PRIMARY KEY) ;\r\n-- migrate:down\r\nDROP TABLE one;\r\n");

        Assert.Empty((await MigrateAsync()).Steps);
    }

    [Fact]
    public async Task A_table_of_another_tool_is_left_alone()
    {
        await Database.ExecuteAsync("CREATE TABLE public.migrations (id int, name text)", Token);
        Catalog.WithTable("1", "one");

        var refused = await Assert.ThrowsAsync<RefusedException>(() => MigrateAsync());

        Assert.Equal(RefusalKind.ForeignTable, Assert.Single(refused.Refusals).Kind);
        Assert.False(await TableExistsAsync("one"));
    }

    private async Task<UnavailableCause> CauseAsync(Action<NpgsqlConnectionStringBuilder> change)
    {
        var exception = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => RunnerAs(change).RunPendingMigrationsAsync(Token));
        Assert.DoesNotContain(Secret, exception.ToString());
        return exception.Cause;
    }

    private MigrationRunner RunnerAs(Action<NpgsqlConnectionStringBuilder> change)
    {
        var builder = new NpgsqlConnectionStringBuilder(Database.ConnectionString);
        change(builder);
        return new MigrationRunner(Target with { ConnectionString = builder.ConnectionString });
    }

    private async Task<string> CreateRoleAsync()
    {
        var role = $"role_{Guid.NewGuid():N}";
        await Database.ExecuteAsync($"CREATE ROLE {role} LOGIN PASSWORD '{Secret}'", Token);
        return role;
    }
}
