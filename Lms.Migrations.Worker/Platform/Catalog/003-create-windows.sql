-- When databases may be changed, and when they must not be.

-- migrate:up
CREATE TABLE windows (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    text text NOT NULL,
    -- Empty for all.
    databases text[] NOT NULL,
    added_by text NOT NULL,
    added_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    reason text,
    removed_by text,
    removed_at timestamptz,
    removal_reason text
);

CREATE TABLE freezes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    span text NOT NULL,
    databases text[] NOT NULL,
    added_by text NOT NULL,
    added_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    reason text NOT NULL,
    removed_by text,
    removed_at timestamptz,
    removal_reason text
);

-- A row is never deleted and never becomes another: it is removed once, and remembered.
GRANT SELECT, INSERT, UPDATE (removed_by, removed_at, removal_reason) ON windows, freezes TO lms_worker;

-- migrate:down
DROP TABLE freezes;
DROP TABLE windows;
