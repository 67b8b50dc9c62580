using Lms.Testing;

namespace Lms.Migrations.Tests.LmsCatalog;

public sealed class AddIndexesToEnrollmentsTable_007_Tests(PostgresServer server)
    : IndexMigrationTest(server, "007-add-indexes-to-enrollments-table", "enrollments")
{
    protected override string[] Indexes =>
    [
        "enrollments_certificate_id_key unique btree (certificate_id) WHERE (certificate_id IS NOT NULL)",
        "enrollments_course_id_status_idx btree (course_id, status, enrolled_at DESC)",
        "enrollments_payment_transaction_id_idx btree (payment_transaction_id) WHERE (payment_transaction_id IS NOT NULL)",
        "enrollments_progress_idx btree (course_id, progress_percent) WHERE (status = 'active'::text)",
        "enrollments_reviews_idx btree (course_id, reviewed_at DESC) WHERE (rating IS NOT NULL)",
        "enrollments_status_idx btree (status, enrolled_at DESC)",
        "enrollments_unsettled_payment_idx btree (payment_status, enrolled_at) WHERE (payment_status = ANY (ARRAY['pending'::text, 'failed'::text]))",
        "enrollments_user_id_course_id_key unique btree (user_id, course_id)",
        "enrollments_user_id_status_idx btree (user_id, status)",
    ];

    [Fact]
    public async Task One_enrollment_for_a_user_and_course_and_one_owner_for_a_certificate()
    {
        await PrepareAsync(filled: true);
        await UpAsync();
        string[] expected =
        [
            "enrollments_user_id_course_id_key: UPDATE enrollments SET course_id = 1 WHERE id = 3",
            "enrollments_certificate_id_key: UPDATE enrollments SET certificate_id = 'C-1' WHERE id = 2",
            "allowed: UPDATE enrollments SET payment_transaction_id = 'txn-2'",
        ];

        Assert.Equal(expected, await RefusalsAsync(expected.Select(StatementOf)));
    }

    [Theory]
    [InlineData("UPDATE enrollments SET course_id = 1 WHERE id = 3", "enrollments_user_id_course_id_key", "user_id, course_id")]
    [InlineData("UPDATE enrollments SET certificate_id = 'C-1' WHERE id = 2", "enrollments_certificate_id_key", "certificate_id")]
    public Task Duplicates_stop_the_build_and_leave_no_invalid_index(string duplicate, string constraint, string key) =>
        AssertStoppedByDuplicatesAsync(
            duplicate, constraint, key, "UPDATE enrollments SET course_id = 2 WHERE id = 3; UPDATE enrollments SET certificate_id = 'C-2' WHERE id = 2");

    [Fact]
    public async Task Verification_finds_a_foreign_key_without_an_index()
    {
        await PrepareAsync();
        await UpAsync();

        Assert.Equal(["added_fkey"], await VerifyAsync("ALTER TABLE enrollments ADD added bigint CONSTRAINT added_fkey REFERENCES users (id)"));
    }
}
