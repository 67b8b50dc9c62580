using Lms.Testing;

namespace Lms.Migrations.Tests.LmsCatalog;

public sealed class AddIndexesToCoursesTable_006_Tests(PostgresServer server)
    : IndexMigrationTest(server, "006-add-indexes-to-courses-table", "courses")
{
    protected override string[] Indexes =>
    [
        "courses_category_idx btree (category, status)",
        "courses_discovery_idx btree (category, language, level, rating DESC NULLS LAST) WHERE ((status = 'published'::text) AND (visibility = 'public'::text))",
        "courses_featured_idx btree (published_at DESC) WHERE (featured AND (status = 'published'::text) AND (visibility = 'public'::text))",
        "courses_instructor_id_idx btree (instructor_id)",
        "courses_rating_idx btree (rating DESC NULLS LAST, rating_count DESC) WHERE ((status = 'published'::text) AND (visibility = 'public'::text))",
        "courses_status_idx btree (status, created_at DESC)",
        "courses_tags_idx gin (tags)",
    ];

    [Fact]
    public async Task Verification_finds_a_foreign_key_without_an_index()
    {
        await PrepareAsync();
        await UpAsync();

        Assert.Equal(["added_fkey"], await VerifyAsync("ALTER TABLE courses ADD added bigint CONSTRAINT added_fkey REFERENCES users (id)"));
    }
}
