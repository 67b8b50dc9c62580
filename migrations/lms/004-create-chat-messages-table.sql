-- Create the chat_messages table: what is said in a course's chat.

-- migrate:up

CREATE TABLE chat_messages (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,

    -- A chat is part of its course and goes with it.
    course_id bigint NOT NULL REFERENCES courses (id) ON DELETE CASCADE,
    -- NULL: the author's account was erased, or nobody wrote it (type "system"). The thread stays readable.
    user_id bigint REFERENCES users (id) ON DELETE SET NULL,
    content text NOT NULL CHECK (length(content) <= 10000),
    type text NOT NULL DEFAULT 'text'
        CHECK (type IN ('text', 'question', 'code', 'image', 'file', 'announcement', 'system')),
    reply_to_id bigint REFERENCES chat_messages (id) ON DELETE SET NULL,

    created_at timestamptz NOT NULL DEFAULT now(),
    edited_at timestamptz,
    deleted_at timestamptz,
    deleted_by bigint REFERENCES users (id) ON DELETE SET NULL,
    pinned_at timestamptz,
    pinned_by bigint REFERENCES users (id) ON DELETE SET NULL,
    -- Derived, so that it cannot contradict the times.
    status text NOT NULL GENERATED ALWAYS AS
        (CASE WHEN deleted_at IS NOT NULL THEN 'deleted' WHEN edited_at IS NOT NULL THEN 'edited' ELSE 'sent' END) STORED,

    reactions jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(reactions) = 'object'),
    attachments jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(attachments) = 'array'),
    metadata jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(metadata) = 'object'),

    -- A deleted message may have been blanked.
    CONSTRAINT chat_messages_says_something
        CHECK (content ~ '[^[:space:]]' OR attachments <> '[]' OR deleted_at IS NOT NULL),
    CONSTRAINT chat_messages_replies_to_another CHECK (reply_to_id <> id),
    CONSTRAINT chat_messages_edited_after_created CHECK (edited_at >= created_at),
    CONSTRAINT chat_messages_deleted_after_created CHECK (deleted_at >= created_at),
    -- One way only: the moderator's account may be erased later.
    CONSTRAINT chat_messages_deleter_has_time CHECK (deleted_by IS NULL OR deleted_at IS NOT NULL),
    CONSTRAINT chat_messages_pinner_has_time CHECK (pinned_by IS NULL OR pinned_at IS NOT NULL)
);

COMMENT ON COLUMN chat_messages.reactions IS 'Emoji to count: {"👍": 3}.';
COMMENT ON COLUMN chat_messages.attachments IS 'List of {"name", "url", "bytes"}.';

-- migrate:down

DROP TABLE chat_messages;
