using Lms.Testing;

namespace Lms.Migrations.Tests.LmsCatalog;

public sealed class CreateEnrollmentsTable_003_Tests(PostgresServer server)
    : TableMigrationTest(server, "003-create-enrollments-table", "enrollments")
{
    protected override string[] Columns =>
    [
        "id bigint not null generated always as identity",
        "user_id bigint not null",
        "course_id bigint not null",
        "status text not null default 'pending'::text",
        "enrolled_at timestamp with time zone not null default now()",
        "payment_status text not null default 'pending'::text",
        "payment_method text",
        "payment_amount numeric(12,2)",
        "payment_currency text",
        "payment_transaction_id text collate C",
        "progress_percent numeric(5,2) not null default 0",
        "completed_lessons integer not null default 0",
        "last_accessed_at timestamp with time zone",
        "completed_at timestamp with time zone",
        "certificate_issued_at timestamp with time zone",
        "certificate_id text collate C",
        "certificate_url text",
        "rating smallint",
        "review text",
        "reviewed_at timestamp with time zone",
        "created_at timestamp with time zone not null default now()",
        "updated_at timestamp with time zone not null default now()",
    ];

    protected override string[] Keys =>
    [
        "enrollments_course_id_fkey FOREIGN KEY (course_id) REFERENCES courses(id) ON DELETE RESTRICT",
        "enrollments_pkey PRIMARY KEY (id)",
        "enrollments_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE RESTRICT",
    ];

    protected override string[] Refused =>
    [
        "enrollments_amount_has_currency: payment_currency = NULL",
        "enrollments_certificate_id_check: certificate_id = ''",
        "enrollments_certificate_is_whole: certificate_issued_at = NULL",
        "enrollments_certificate_is_whole: certificate_issued_at = NULL, certificate_id = NULL, certificate_url = 'https://example.com/1'",
        "enrollments_certificate_needs_completion: certificate_issued_at = completed_at - interval '1 second'",
        "enrollments_certificate_url_check: certificate_url = 'javascript:alert(1)'",
        "enrollments_completed_after_enrolled: completed_at = enrolled_at - interval '1 second'",
        "enrollments_completed_is_complete: progress_percent = 99.99",
        "enrollments_completed_lessons_check: completed_lessons = -1",
        "enrollments_payment_amount_check: payment_amount = -0.01",
        "enrollments_payment_currency_check: payment_currency = 'dollar'",
        "enrollments_payment_is_complete: payment_method = NULL",
        "enrollments_payment_method_check: payment_method = 'barter'",
        "enrollments_payment_status_check: payment_status = 'lost'",
        "enrollments_payment_transaction_id_check: payment_transaction_id = ''",
        "enrollments_progress_percent_check: status = 'active', progress_percent = 100.01",
        "enrollments_rating_check: rating = 6",
        "enrollments_rating_has_time: reviewed_at = NULL",
        "enrollments_review_check: review = ''",
        "enrollments_review_has_rating: rating = NULL, reviewed_at = NULL, review = 'Fine.'",
        "enrollments_status_check: status = 'paused'",
    ];

    [Fact]
    public async Task Nobody_who_enrolled_and_no_course_taken_can_be_deleted()
    {
        await MigratedAsync(filled: true);
        string[] expected =
        [
            "enrollments_user_id_fkey: DELETE FROM users WHERE id = 2",
            "enrollments_course_id_fkey: DELETE FROM courses WHERE id = 1",
            "enrollments_user_id_fkey: UPDATE enrollments SET user_id = 99",
            "enrollments_course_id_fkey: UPDATE enrollments SET course_id = 99",
        ];

        Assert.Equal(expected, await RefusalsAsync(expected.Select(StatementOf)));
    }
}
