using Lms.Testing;

namespace Lms.Migrations.Tests.LmsCatalog;

public sealed class CreateUsersTable_001_Tests(PostgresServer server)
    : TableMigrationTest(server, "001-create-users-table", "users")
{
    protected override string[] Columns =>
    [
        "id bigint not null generated always as identity",
        "email text collate C not null",
        "username text collate C not null",
        "password_hash text",
        "first_name text not null",
        "last_name text not null",
        "phone text collate C",
        "two_factor_enabled boolean not null default false",
        "two_factor_secret text",
        "two_factor_backup_codes text[] not null default '{}'::text[]",
        "email_verified boolean not null default false",
        "email_verification_token text collate C",
        "email_verification_expires_at timestamp with time zone",
        "password_reset_token text collate C",
        "password_reset_expires_at timestamp with time zone",
        "status text not null default 'pending'::text",
        "role text not null default 'student'::text",
        "google_id text collate C",
        "facebook_id text collate C",
        "github_id text collate C",
        "preferences jsonb not null default '{}'::jsonb",
        "metadata jsonb not null default '{}'::jsonb",
        "last_login_at timestamp with time zone",
        "created_at timestamp with time zone not null default now()",
        "updated_at timestamp with time zone not null default now()",
        "deleted_at timestamp with time zone",
    ];

    protected override string[] Keys =>
    [
        "users_pkey PRIMARY KEY (id)",
    ];

    protected override string[] Refused =>
    [
        "users_deleted_after_created: deleted_at = created_at - interval '1 second'",
        "users_email_check: email = 'no-at.example.com'",
        "users_email_check: email = 'two@at@example.com'",
        "users_email_check: email = 'a space@example.com'",
        "users_email_check: email = repeat('x', 250) || '@x.io'",
        "users_facebook_id_check: facebook_id = ''",
        "users_first_name_check: first_name = ''",
        "users_github_id_check: github_id = ''",
        "users_google_id_check: google_id = repeat('1', 256)",
        "users_has_a_way_to_sign_in: password_hash = NULL, google_id = NULL, facebook_id = NULL, github_id = NULL",
        "users_last_name_check: last_name = repeat('x', 101)",
        "users_metadata_check: metadata = '[]'",
        "users_password_hash_check: password_hash = 'short'",
        "users_phone_check: phone = '0301234567'",
        "users_phone_check: phone = '+49 30 123456'",
        "users_preferences_check: preferences = '\"dark\"'",
        "users_reset_token_expires: password_reset_expires_at = NULL",
        "users_role_check: role = 'root'",
        "users_status_check: status = 'gone'",
        "users_two_factor_has_secret: two_factor_enabled = true",
        "users_username_check: username = 'ab'",
        "users_username_check: username = '.hidden'",
        "users_username_check: username = 'with space'",
        "users_verification_token_expires: email_verification_token = NULL",
    ];

    [Fact]
    public async Task A_change_stamps_updated_at_unless_it_sets_it()
    {
        await MigratedAsync(filled: true);
        await Database.ExecuteAsync("UPDATE users SET updated_at = '2020-01-01Z'", Token);
        Assert.Equal(3, await Database.ScalarAsync<long>("SELECT count(*) FROM users WHERE updated_at = '2020-01-01Z'", Token));

        await Database.ExecuteAsync("UPDATE users SET first_name = 'Augusta' WHERE id = 1", Token);

        Assert.Equal(
            ["1|t", "2|f", "3|f"], await Database.RowsAsync("SELECT id, updated_at > now() - interval '1 hour' FROM users ORDER BY id", Token));
    }
}
