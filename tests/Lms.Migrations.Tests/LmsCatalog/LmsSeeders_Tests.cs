using Lms.Migrations.Catalog;
using Lms.Migrations.Failures;
using Lms.Migrations.Seeding;
using Lms.Migrations.Tests.Engine;
using Lms.Testing;

namespace Lms.Migrations.Tests.LmsCatalog;

public sealed class LmsSeeders_Tests(PostgresServer server) : EngineTest(server)
{
    /// <summary>All that is seeded, by names instead of identities, which depend on how often a seeder ran.</summary>
    private const string SeededSql = """
        SELECT 'user ' || (to_jsonb(u) - 'id')::text FROM users AS u
        UNION ALL
        SELECT 'course ' || u.username || (to_jsonb(c) - '{id,instructor_id}'::text[])::text
        FROM courses AS c JOIN users AS u ON u.id = c.instructor_id
        UNION ALL
        SELECT 'enrollment ' || u.username || c.slug || (to_jsonb(e) - '{id,user_id,course_id}'::text[])::text
        FROM enrollments AS e JOIN users AS u ON u.id = e.user_id JOIN courses AS c ON c.id = e.course_id
        UNION ALL
        SELECT 'message ' || u.username || c.slug || coalesce(q.metadata->>'seed', 'no question')
            || (to_jsonb(m) - '{id,user_id,course_id,reply_to_id,deleted_by,pinned_by}'::text[])::text
        FROM chat_messages AS m JOIN users AS u ON u.id = m.user_id JOIN courses AS c ON c.id = m.course_id
        LEFT JOIN chat_messages AS q ON q.id = m.reply_to_id
        ORDER BY 1
        """;

    [Fact]
    public async Task Scale_1_is_a_platform_of_a_thousand_users_and_a_second_run_adds_nothing()
    {
        await MigrateAsync(Database);

        var events = await SeedAsync(Database, 1);
        var counts = await CountsAsync();

        Assert.Equal(4, events.OfType<SeederCompleted>().Count());
        Assert.Equal((1_000, 50, 5_000), (counts.Users, counts.Courses, counts.Messages));
        Assert.InRange(counts.Enrollments, 1_500, 3_000);

        Assert.Equal(4, (await SeedAsync(Database, 1)).OfType<SeederSkipped>().Count());
        Assert.Equal(counts, await CountsAsync());
    }

    [Fact]
    public async Task A_greater_scale_adds_to_a_smaller_one_what_it_would_have_begun_with()
    {
        var other = await Server.CreateDatabaseAsync(Token);
        await other.ExecuteAsync($"ALTER DATABASE {other.Name} SET timezone = 'Asia/Kolkata'", Token);
        await MigrateAsync(Database);
        await MigrateAsync(other);

        await SeedAsync(Database, 0.1m);
        await SeedAsync(Database, 0.4m);
        await SeedAsync(other, 0.4m);

        // Read in one time zone: a timestamptz is written in that of its reader.
        await other.ExecuteAsync($"ALTER DATABASE {other.Name} RESET timezone", Token);
        var grown = await Database.RowsAsync(SeededSql, Token);
        Assert.Contains(grown, row => row.StartsWith("message ", StringComparison.Ordinal));
        Assert.Equal(grown, await other.RowsAsync(SeededSql, Token));
    }

    [Fact]
    public async Task The_index_migrations_build_over_seeded_rows()
    {
        await CollectAsync(Runner(Database).MigrateAsync(new MigrateRequest(To: MigrationVersion.Parse("004")), Token));
        await SeedAsync(Database, 0.5m);
        var before = await CountsAsync();

        await MigrateAsync(Database);

        Assert.Equal(before, await CountsAsync());
    }

    [Fact]
    public async Task Seeded_rows_make_sense_together()
    {
        await MigrateAsync(Database);
        await SeedAsync(Database, 1);

        Assert.Empty(await Database.RowsAsync("""
            SELECT 'reaches a real person', email FROM users WHERE email !~ '@example[.](com|org)$' OR phone !~ '^[+]999'
            UNION ALL
            SELECT 'taught by ' || u.role, c.slug FROM courses AS c JOIN users AS u ON u.id = c.instructor_id WHERE u.role <> 'instructor'
            UNION ALL
            SELECT 'enrolled before the course was published', e.id::text
            FROM enrollments AS e JOIN courses AS c ON c.id = e.course_id WHERE e.enrolled_at < c.published_at
            UNION ALL
            SELECT 'enrolled before signing up', e.id::text
            FROM enrollments AS e JOIN users AS u ON u.id = e.user_id WHERE e.enrolled_at < u.created_at
            UNION ALL
            SELECT 'written by somebody who is not in the course', m.id::text
            FROM chat_messages AS m JOIN courses AS c ON c.id = m.course_id
            WHERE m.user_id <> c.instructor_id
              AND NOT EXISTS (SELECT FROM enrollments AS e WHERE e.course_id = m.course_id AND e.user_id = m.user_id)
            UNION ALL
            SELECT 'answers a message of another course', m.id::text
            FROM chat_messages AS m JOIN chat_messages AS q ON q.id = m.reply_to_id WHERE q.course_id <> m.course_id
            UNION ALL
            SELECT 'counts other students than it has', slug FROM courses AS c
            WHERE student_count <> (SELECT count(*) FROM enrollments AS e WHERE e.course_id = c.id)
               OR rating_count <> (SELECT count(e.rating) FROM enrollments AS e WHERE e.course_id = c.id)
            """, Token));
    }

    [Fact]
    public async Task Without_the_tables_the_first_seeder_fails_and_says_where()
    {
        var failure = await Assert.ThrowsAsync<SeederFailedException>(() => SeedAsync(Database, 1));

        Assert.Equal(("001-users", "42P01"), (failure.Seeder, failure.SqlState));
        Assert.Contains("users", failure.Message);
    }

    private MigrationRunner Runner(TestDatabase database) => new(
        Target with { ConnectionString = database.ConnectionString, CatalogDirectory = Repository.LmsCatalog });

    private Task<RunResult> MigrateAsync(TestDatabase database) => Runner(database).RunPendingMigrationsAsync(Token);

    private Task<IReadOnlyList<MigrationEvent>> SeedAsync(TestDatabase database, decimal scale) => CollectAsync(
        new SeedRunner(Target with { ConnectionString = database.ConnectionString, SeederDirectory = Repository.LmsSeeders })
            .SeedAsync(scale, Token));

    private async Task<(long Users, long Courses, long Enrollments, long Messages)> CountsAsync() => (
        await CountAsync("users"), await CountAsync("courses"), await CountAsync("enrollments"), await CountAsync("chat_messages"));

    private Task<long> CountAsync(string table) => Database.ScalarAsync<long>($"SELECT count(*) FROM {table}", Token);
}
