-- Add indexes to the chat_messages table: timeline, author, type, status, pinned, replies.

-- migrate:up transaction:false lock_timeout:60s

-- Concurrently, so writers never wait; the build waits for older transactions and blocks nobody meanwhile,
-- hence the patient lock timeout.

-- The timeline. The id makes the order total, so that paging by (created_at, id) neither skips nor repeats.
CREATE INDEX CONCURRENTLY IF NOT EXISTS chat_messages_course_id_created_at_idx
    ON chat_messages (course_id, created_at DESC, id DESC);
CREATE INDEX CONCURRENTLY IF NOT EXISTS chat_messages_user_id_idx
    ON chat_messages (user_id, created_at DESC) WHERE user_id IS NOT NULL;
-- Plain messages are the timeline; what people filter for is the rest.
CREATE INDEX CONCURRENTLY IF NOT EXISTS chat_messages_type_idx
    ON chat_messages (course_id, type, created_at DESC) WHERE type <> 'text';
-- For moderation; an untouched message is of no interest to it.
CREATE INDEX CONCURRENTLY IF NOT EXISTS chat_messages_status_idx
    ON chat_messages (status, created_at DESC) WHERE status <> 'sent';
CREATE INDEX CONCURRENTLY IF NOT EXISTS chat_messages_pinned_idx
    ON chat_messages (course_id, pinned_at DESC) WHERE pinned_at IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX CONCURRENTLY IF NOT EXISTS chat_messages_reply_to_id_idx
    ON chat_messages (reply_to_id, created_at) WHERE reply_to_id IS NOT NULL;
-- For the foreign keys: erasing an account looks here for what it moderated.
CREATE INDEX CONCURRENTLY IF NOT EXISTS chat_messages_deleted_by_idx
    ON chat_messages (deleted_by) WHERE deleted_by IS NOT NULL;
CREATE INDEX CONCURRENTLY IF NOT EXISTS chat_messages_pinned_by_idx
    ON chat_messages (pinned_by) WHERE pinned_by IS NOT NULL;

-- migrate:verify

-- Every index is there and usable: a concurrent build that fails leaves an INVALID one behind.
SELECT name AS missing_or_invalid FROM unnest(ARRAY[
    'chat_messages_course_id_created_at_idx',
    'chat_messages_user_id_idx',
    'chat_messages_type_idx',
    'chat_messages_status_idx',
    'chat_messages_pinned_idx',
    'chat_messages_reply_to_id_idx',
    'chat_messages_deleted_by_idx',
    'chat_messages_pinned_by_idx'
]) AS name
WHERE NOT EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(name) AND indisvalid);

-- No foreign key makes deleting its target scan this table.
SELECT conname AS foreign_key_without_index FROM pg_constraint AS f
WHERE contype = 'f' AND conrelid = 'chat_messages'::regclass
  AND NOT EXISTS (SELECT FROM pg_index WHERE indrelid = f.conrelid AND indkey[0] = f.conkey[1] AND indisvalid);

-- migrate:down transaction:false lock_timeout:60s

DROP INDEX CONCURRENTLY IF EXISTS chat_messages_pinned_by_idx;
DROP INDEX CONCURRENTLY IF EXISTS chat_messages_deleted_by_idx;
DROP INDEX CONCURRENTLY IF EXISTS chat_messages_reply_to_id_idx;
DROP INDEX CONCURRENTLY IF EXISTS chat_messages_pinned_idx;
DROP INDEX CONCURRENTLY IF EXISTS chat_messages_status_idx;
DROP INDEX CONCURRENTLY IF EXISTS chat_messages_type_idx;
DROP INDEX CONCURRENTLY IF EXISTS chat_messages_user_id_idx;
DROP INDEX CONCURRENTLY IF EXISTS chat_messages_course_id_created_at_idx;
