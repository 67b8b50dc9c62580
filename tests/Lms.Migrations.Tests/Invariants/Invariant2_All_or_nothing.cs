using Lms.Migrations.Failures;
using Lms.Migrations.Planning;
using Lms.Migrations.Tests.Engine;
using Lms.Testing;

namespace Lms.Migrations.Tests.Invariants;

/// <summary>A transactional migration and its history row commit together or not at all.</summary>
public sealed class Invariant2_All_or_nothing(PostgresServer server) : EngineTest(server)
{
    [Fact]
    public async Task An_error_in_statement_3_of_5_leaves_nothing_and_names_file_line_and_state()
    {
        Catalog.WithTable("1", "before");
        var file = Catalog.Write("2-broken.sql", """
            -- migrate:up
            CREATE TABLE a (id int);
            CREATE TABLE b (id int);
            INSERT INTO a
                SELECT no_such_column;
            CREATE TABLE c (id int);
            CREATE TABLE d (id int);
            """);

        var failure = await Assert.ThrowsAsync<StepFailedException>(() => MigrateAsync());

        Assert.Equal((file, 5, 3, "42703"), (failure.File, failure.Line, failure.Fault?.Number, failure.SqlState));
        Assert.True(await TableExistsAsync("before"));
        Assert.False(await TableExistsAsync("a"));
        Assert.Equal([MigrationState.Applied, MigrationState.Failed], await StatesAsync());
    }

    [Fact]
    public async Task A_history_that_cannot_be_written_takes_the_migration_with_it()
    {
        Catalog.WithTable("1", "one");
        await MigrateAsync();
        await Database.ExecuteAsync("""
            CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END';
            CREATE TRIGGER refuse BEFORE INSERT ON public.migrations FOR EACH ROW EXECUTE FUNCTION public.refuse();
            """, Token);
        Catalog.WithTable("2", "two");

        var failure = await Assert.ThrowsAsync<StepFailedException>(() => MigrateAsync());

        Assert.Contains("the history could not be written: no", failure.Message);
        Assert.False(await TableExistsAsync("two"));
        Assert.Equal([MigrationState.Applied, MigrationState.Pending], await StatesAsync());
    }

    [Fact]
    public async Task A_deferred_constraint_that_fails_at_commit_leaves_nothing()
    {
        Catalog.With("1-deferred.sql", """
            -- migrate:up
            CREATE TABLE parent (id int PRIMARY KEY);
            CREATE TABLE child (id int REFERENCES parent DEFERRABLE INITIALLY DEFERRED);
            INSERT INTO child VALUES (7);
            """);

        var failure = await Assert.ThrowsAsync<StepFailedException>(() => MigrateAsync());

        Assert.Contains("at commit", failure.Message);
        Assert.Equal(("23503", "child_id_fkey", "public.child"), (failure.SqlState, failure.Fault?.Constraint, failure.Fault?.Table));
        Assert.Contains("(id)=(7)", failure.Fault?.Detail);
        Assert.False(await TableExistsAsync("parent"));
    }

    [Fact]
    public async Task A_verification_that_finds_rows_leaves_nothing()
    {
        Catalog.With("1-verified.sql", """
            -- migrate:up
            CREATE TABLE users (id int, email text);
            INSERT INTO users VALUES (1, 'a@example.org'), (2, NULL);

            -- migrate:verify
            SELECT id FROM users WHERE id < 0;
            SELECT id FROM users WHERE email IS NULL;
            """);

        var failure = await Assert.ThrowsAsync<StepFailedException>(() => MigrateAsync());

        Assert.Equal((7, "id=2"), (failure.Line, failure.Fault?.Detail));
        Assert.False(await TableExistsAsync("users"));
    }

    [Fact]
    public async Task A_rollback_that_fails_leaves_the_migration_applied()
    {
        Catalog.With("1-one.sql", "-- migrate:up\nCREATE TABLE one (id int);\n-- migrate:down\nDROP TABLE one;\nSELECT 1 / 0;\n");
        await MigrateAsync();

        await Assert.ThrowsAsync<StepFailedException>(() => Runner().RollbackLastMigrationAsync(Token));

        Assert.True(await TableExistsAsync("one"));
        Assert.Equal([MigrationState.Applied], await StatesAsync());
    }
}
