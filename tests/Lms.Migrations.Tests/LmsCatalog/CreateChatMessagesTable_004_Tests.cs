using Lms.Testing;

namespace Lms.Migrations.Tests.LmsCatalog;

public sealed class CreateChatMessagesTable_004_Tests(PostgresServer server)
    : TableMigrationTest(server, "004-create-chat-messages-table", "chat_messages")
{
    protected override string[] Columns =>
    [
        "id bigint not null generated always as identity",
        "course_id bigint not null",
        "user_id bigint",
        "content text not null",
        "type text not null default 'text'::text",
        "reply_to_id bigint",
        "created_at timestamp with time zone not null default now()",
        "edited_at timestamp with time zone",
        "deleted_at timestamp with time zone",
        "deleted_by bigint",
        "pinned_at timestamp with time zone",
        "pinned_by bigint",
        "status text not null stored",
        "reactions jsonb not null default '{}'::jsonb",
        "attachments jsonb not null default '[]'::jsonb",
        "metadata jsonb not null default '{}'::jsonb",
    ];

    protected override string[] Keys =>
    [
        "chat_messages_course_id_fkey FOREIGN KEY (course_id) REFERENCES courses(id) ON DELETE CASCADE",
        "chat_messages_deleted_by_fkey FOREIGN KEY (deleted_by) REFERENCES users(id) ON DELETE SET NULL",
        "chat_messages_pinned_by_fkey FOREIGN KEY (pinned_by) REFERENCES users(id) ON DELETE SET NULL",
        "chat_messages_pkey PRIMARY KEY (id)",
        "chat_messages_reply_to_id_fkey FOREIGN KEY (reply_to_id) REFERENCES chat_messages(id) ON DELETE SET NULL",
        "chat_messages_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE SET NULL",
    ];

    protected override string[] Refused =>
    [
        "chat_messages_attachments_check: attachments = '{}'",
        "chat_messages_content_check: content = repeat('x', 10001)",
        "chat_messages_deleted_after_created: deleted_at = created_at - interval '1 second'",
        "chat_messages_deleter_has_time: deleted_by = 1",
        "chat_messages_edited_after_created: edited_at = created_at - interval '1 second'",
        "chat_messages_metadata_check: metadata = '[]'",
        "chat_messages_pinner_has_time: pinned_at = NULL",
        "chat_messages_reactions_check: reactions = '[]'",
        "chat_messages_replies_to_another: reply_to_id = id",
        "chat_messages_says_something: content = E' \\n'",
        "chat_messages_type_check: type = 'poem'",
    ];

    [Fact]
    public async Task An_erased_author_or_question_leaves_the_thread_readable()
    {
        await MigratedAsync(filled: true);
        await Database.ExecuteAsync("DELETE FROM chat_messages WHERE id = 1; DELETE FROM enrollments; DELETE FROM users WHERE id = 2", Token);

        Assert.Equal(["2|||Thanks.", "3|3||Spam"],
            await Database.RowsAsync("SELECT id, user_id, reply_to_id, content FROM chat_messages ORDER BY id", Token));
    }

    [Fact]
    public async Task A_chat_goes_with_its_course()
    {
        await MigratedAsync(filled: true);

        await Database.ExecuteAsync("DELETE FROM enrollments; DELETE FROM courses WHERE id = 1", Token);

        Assert.Equal(0, await Database.ScalarAsync<long>("SELECT count(*) FROM chat_messages", Token));
    }

    [Fact]
    public async Task The_status_is_that_of_the_times_and_cannot_be_written()
    {
        await MigratedAsync(filled: true);

        await Database.ExecuteAsync("UPDATE chat_messages SET edited_at = now() WHERE id = 2", Token);

        Assert.Equal(["sent", "edited", "deleted"], await Database.RowsAsync("SELECT status FROM chat_messages ORDER BY id", Token));
        Assert.StartsWith("428C9", Assert.Single(await RefusalsAsync(["UPDATE chat_messages SET status = 'sent'"])), StringComparison.Ordinal);
    }
}
