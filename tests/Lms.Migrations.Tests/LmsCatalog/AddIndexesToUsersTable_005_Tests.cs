using Lms.Testing;

namespace Lms.Migrations.Tests.LmsCatalog;

public sealed class AddIndexesToUsersTable_005_Tests(PostgresServer server)
    : IndexMigrationTest(server, "005-add-indexes-to-users-table", "users")
{
    protected override string[] Indexes =>
    [
        "users_deleted_at_idx btree (deleted_at) WHERE (deleted_at IS NOT NULL)",
        "users_email_key unique btree (lower(email)) WHERE (deleted_at IS NULL)",
        "users_email_verification_token_key unique btree (email_verification_token) WHERE (email_verification_token IS NOT NULL)",
        "users_facebook_id_key unique btree (facebook_id) WHERE ((facebook_id IS NOT NULL) AND (deleted_at IS NULL))",
        "users_github_id_key unique btree (github_id) WHERE ((github_id IS NOT NULL) AND (deleted_at IS NULL))",
        "users_google_id_key unique btree (google_id) WHERE ((google_id IS NOT NULL) AND (deleted_at IS NULL))",
        "users_password_reset_token_key unique btree (password_reset_token) WHERE (password_reset_token IS NOT NULL)",
        "users_phone_key unique btree (phone) WHERE ((phone IS NOT NULL) AND (deleted_at IS NULL))",
        "users_role_idx btree (role, created_at DESC) WHERE (role <> 'student'::text)",
        "users_status_idx btree (status, created_at DESC) WHERE (deleted_at IS NULL)",
        "users_username_key unique btree (lower(username))",
    ];

    [Fact]
    public async Task A_closed_account_frees_its_address_and_number_but_not_its_name()
    {
        await PrepareAsync(filled: true);
        await UpAsync();
        string[] expected =
        [
            "users_email_key: UPDATE users SET email = 'ADA@example.com' WHERE id = 2",
            "users_username_key: UPDATE users SET username = 'Ada' WHERE id = 2",
            "users_phone_key: UPDATE users SET phone = '+99910000001' WHERE id = 2",
            "users_google_id_key: UPDATE users SET google_id = 'g1' WHERE id = 2",
            "users_facebook_id_key: UPDATE users SET facebook_id = 'f1' WHERE id = 2",
            "users_github_id_key: UPDATE users SET github_id = 'h1' WHERE id = 2",
            "users_email_verification_token_key: UPDATE users SET email_verification_token = 'verify1' WHERE id = 2",
            "users_password_reset_token_key: UPDATE users SET password_reset_token = 'reset1' WHERE id = 2",
            "allowed: UPDATE users SET deleted_at = now() WHERE id = 1",
            "allowed: UPDATE users SET email = 'ada@example.com', phone = '+99910000001', google_id = 'g1' WHERE id = 2",
            "users_username_key: UPDATE users SET username = 'ADA' WHERE id = 2",
        ];

        Assert.Equal(expected, await RefusalsAsync(expected.Select(StatementOf)));
    }

    [Theory]
    [InlineData("UPDATE users SET email = 'Bob@Example.com' WHERE id = 1", "users_email_key", "lower(email)")]
    [InlineData("UPDATE users SET username = 'BOB' WHERE id = 1", "users_username_key", "lower(username)")]
    [InlineData("UPDATE users SET github_id = 'h2' WHERE id = 1", "users_github_id_key", "github_id")]
    public Task Duplicates_stop_the_build_and_leave_no_invalid_index(string duplicate, string constraint, string key) =>
        AssertStoppedByDuplicatesAsync(
            duplicate, constraint, key, "UPDATE users SET email = 'a@example.com', username = 'ada', github_id = 'h1' WHERE id = 1");
}
