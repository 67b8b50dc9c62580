using Lms.Testing;

namespace Lms.Migrations.Tests.LmsCatalog;

public sealed class CreateCoursesTable_002_Tests(PostgresServer server)
    : TableMigrationTest(server, "002-create-courses-table", "courses")
{
    protected override string[] Columns =>
    [
        "id bigint not null generated always as identity",
        "title text not null",
        "slug text collate C not null",
        "short_description text",
        "description text not null default ''::text",
        "instructor_id bigint not null",
        "price numeric(12,2) not null default 0",
        "currency text not null default 'USD'::text",
        "discount_price numeric(12,2)",
        "discount_percent numeric(5,2)",
        "discount_ends_at timestamp with time zone",
        "discounted_price numeric(12,2) stored",
        "category text not null",
        "level text not null default 'all'::text",
        "language text not null default 'en'::text",
        "tags text[] not null default '{}'::text[]",
        "rating numeric(3,2)",
        "rating_count integer not null default 0",
        "student_count integer not null default 0",
        "duration_minutes integer not null default 0",
        "lesson_count integer not null default 0",
        "status text not null default 'draft'::text",
        "visibility text not null default 'public'::text",
        "featured boolean not null default false",
        "published_at timestamp with time zone",
        "metadata jsonb not null default '{}'::jsonb",
        "created_at timestamp with time zone not null default now()",
        "updated_at timestamp with time zone not null default now()",
    ];

    protected override string[] Keys =>
    [
        "courses_instructor_id_fkey FOREIGN KEY (instructor_id) REFERENCES users(id) ON DELETE RESTRICT",
        "courses_pkey PRIMARY KEY (id)",
        "courses_slug_key UNIQUE (slug)",
    ];

    protected override string[] Refused =>
    [
        "courses_category_check: category = ''",
        "courses_currency_check: currency = 'usd'",
        "courses_description_check: description = repeat('x', 50001)",
        "courses_discount_end_has_discount: discount_ends_at = now()",
        "courses_discount_lowers_price: discount_price = price",
        "courses_discount_percent_check: discount_percent = 0",
        "courses_discount_percent_check: discount_percent = 100.01",
        "courses_discount_price_check: discount_price = -0.01",
        "courses_duration_minutes_check: duration_minutes = -1",
        "courses_has_one_discount: discount_price = 10, discount_percent = 10",
        "courses_language_check: language = 'English'",
        "courses_lesson_count_check: lesson_count = -1",
        "courses_level_check: level = 'expert'",
        "courses_metadata_check: metadata = '[]'",
        "courses_price_check: price = -0.01",
        "courses_published_has_time: published_at = NULL",
        "courses_rating_check: rating = 5.01, rating_count = 1",
        "courses_rating_count_check: rating = 5, rating_count = -1",
        "courses_rating_matches_count: rating_count = 1",
        "courses_short_description_check: short_description = repeat('x', 501)",
        "courses_slug_check: slug = 'Engines'",
        "courses_slug_check: slug = 'two--dashes'",
        "courses_status_check: status = 'deleted'",
        "courses_student_count_check: student_count = -1",
        "courses_tags_check: tags = array_fill('x'::text, ARRAY[31])",
        "courses_tags_check: tags = ARRAY[NULL]::text[]",
        "courses_title_check: title = ''",
        "courses_visibility_check: visibility = 'hidden'",
    ];

    [Theory]
    [InlineData("discount_price = 30", 30.0)]
    [InlineData("discount_percent = 15", 42.49)]
    [InlineData("discount_percent = 100", 0.0)]
    [InlineData("discount_price = NULL", null)]
    public async Task The_discounted_price_follows_the_discount(string discount, double? price)
    {
        await MigratedAsync(filled: true);

        await Database.ExecuteAsync($"UPDATE courses SET {discount} WHERE id = 1", Token);

        Assert.Equal(price, await Database.ScalarAsync<double?>("SELECT discounted_price::float8 FROM courses WHERE id = 1", Token));
    }

    [Fact]
    public async Task Slugs_and_teachers_are_guarded()
    {
        await MigratedAsync(filled: true);
        string[] expected =
        [
            "courses_slug_key: UPDATE courses SET slug = 'numbers' WHERE id = 1",
            "courses_instructor_id_fkey: UPDATE courses SET instructor_id = 99",
            "courses_instructor_id_fkey: DELETE FROM users WHERE id = 1",
            "allowed: DELETE FROM users WHERE id = 2",
        ];

        Assert.Equal(expected, await RefusalsAsync(expected.Select(StatementOf)));
    }
}
