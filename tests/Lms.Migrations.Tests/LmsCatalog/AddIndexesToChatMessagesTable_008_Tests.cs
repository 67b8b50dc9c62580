using Lms.Testing;

namespace Lms.Migrations.Tests.LmsCatalog;

public sealed class AddIndexesToChatMessagesTable_008_Tests(PostgresServer server)
    : IndexMigrationTest(server, "008-add-indexes-to-chat-messages-table", "chat_messages")
{
    protected override string[] Indexes =>
    [
        "chat_messages_course_id_created_at_idx btree (course_id, created_at DESC, id DESC)",
        "chat_messages_deleted_by_idx btree (deleted_by) WHERE (deleted_by IS NOT NULL)",
        "chat_messages_pinned_by_idx btree (pinned_by) WHERE (pinned_by IS NOT NULL)",
        "chat_messages_pinned_idx btree (course_id, pinned_at DESC) WHERE ((pinned_at IS NOT NULL) AND (deleted_at IS NULL))",
        "chat_messages_reply_to_id_idx btree (reply_to_id, created_at) WHERE (reply_to_id IS NOT NULL)",
        "chat_messages_status_idx btree (status, created_at DESC) WHERE (status <> 'sent'::text)",
        "chat_messages_type_idx btree (course_id, type, created_at DESC) WHERE (type <> 'text'::text)",
        "chat_messages_user_id_idx btree (user_id, created_at DESC) WHERE (user_id IS NOT NULL)",
    ];

    [Fact]
    public async Task Verification_finds_a_foreign_key_without_an_index()
    {
        await PrepareAsync();
        await UpAsync();

        Assert.Equal(["added_fkey"], await VerifyAsync("ALTER TABLE chat_messages ADD added bigint CONSTRAINT added_fkey REFERENCES users (id)"));
    }
}
