using Lms.Migrations.Catalog;
using Lms.Migrations.Failures;
using Lms.Migrations.Planning;
using Lms.Testing;

namespace Lms.Migrations.Tests.Engine;

public sealed class MigrateTests(PostgresServer server) : EngineTest(server)
{
    [Fact]
    public async Task Pending_migrations_are_applied_in_order_of_version()
    {
        Catalog.WithTable("10", "ten").WithTable("9", "nine").WithTable("001", "one");

        var result = await MigrateAsync();

        Assert.Equal(["001", "9", "10"], result.Steps.Select(step => step.Step.Migration.Version.ToString()));
        Assert.True(await TableExistsAsync("one"));
        Assert.True(await TableExistsAsync("ten"));
    }

    [Fact]
    public async Task A_second_run_has_nothing_to_do_and_takes_no_lease()
    {
        Catalog.WithTable("1", "one");
        await MigrateAsync();
        var epoch = await Database.ScalarAsync<long>("SELECT epoch FROM migrator.lease", Token);

        var result = await MigrateAsync();

        Assert.Empty(result.Steps);
        Assert.Equal(epoch, await Database.ScalarAsync<long>("SELECT epoch FROM migrator.lease", Token));
    }

    [Fact]
    public async Task To_stops_at_that_version()
    {
        Catalog.WithTable("1", "one").WithTable("2", "two").WithTable("3", "three");

        await CollectAsync(Runner().MigrateAsync(new MigrateRequest(To: MigrationVersion.Parse("002")), Token));

        Assert.Equal([MigrationState.Applied, MigrationState.Applied, MigrationState.Pending], await StatesAsync());
    }

    [Fact]
    public async Task An_unknown_version_is_refused_before_anything_happens()
    {
        Catalog.WithTable("1", "one");

        var exception = await Assert.ThrowsAsync<RequestException>(
            () => CollectAsync(Runner().MigrateAsync(new MigrateRequest(To: MigrationVersion.Parse("7")), Token)));

        Assert.Contains("no version 7", exception.Message);
        Assert.False(await TableExistsAsync("one"));
    }

    [Fact]
    public async Task A_late_migration_is_refused_with_its_version_unless_it_is_allowed()
    {
        Catalog.WithTable("1", "one").WithTable("3", "three");
        await MigrateAsync();
        Catalog.WithTable("2", "two");

        var refused = await Assert.ThrowsAsync<RefusedException>(() => MigrateAsync());
        Assert.Equal(RefusalKind.OutOfOrder, Assert.Single(refused.Refusals).Kind);
        Assert.Contains("2-create-two", refused.Message);
        Assert.False(await TableExistsAsync("two"));
        Assert.Equal([MigrationState.Applied, MigrationState.OutOfOrder, MigrationState.Applied], await StatesAsync());

        await CollectAsync(Runner().MigrateAsync(new MigrateRequest(AllowOutOfOrder: true), Token));
        Assert.True(await TableExistsAsync("two"));
    }

    [Fact]
    public async Task Settings_that_a_migration_leaves_behind_reach_neither_the_history_nor_the_next_one()
    {
        await Database.ExecuteAsync("CREATE SCHEMA elsewhere", Token);
        Catalog
            .With("1-set.sql", "-- migrate:up\nSELECT set_config('search_path', 'elsewhere', false);\nSET statement_timeout = '1h';\n")
            .WithTable("2", "here");

        await MigrateAsync();

        Assert.True(await TableExistsAsync("public.here"));
        Assert.Equal(2, await Database.ScalarAsync<long>("SELECT count(*) FROM public.migrations", Token));
    }

    [Fact]
    public async Task A_function_with_an_sql_standard_body_is_one_statement()
    {
        Catalog.With("1-function.sql", """
            -- migrate:up
            CREATE FUNCTION answer(a int) RETURNS int BEGIN ATOMIC SELECT CASE WHEN a > 0 THEN $1 ELSE 0 END; SELECT 42; END;
            CREATE TABLE t (note text DEFAULT 'a;b' CHECK (note <> $q$;$q$));
            """);

        await MigrateAsync();

        Assert.Equal(42, await Database.ScalarAsync<int>("SELECT answer(1)", Token));
    }
}
