-- Who may ask what of the workers.

-- migrate:up
CREATE TABLE tokens (
    id text PRIMARY KEY,
    actor text NOT NULL,
    role text NOT NULL CHECK (role IN ('viewer', 'operator', 'approver', 'admin')),
    -- SHA-256 of the secret, which has 256 random bits and is kept nowhere.
    hash bytea NOT NULL CHECK (length(hash) = 32),
    created_by text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz,
    revoked_by text,
    revoked_at timestamptz,
    last_used_at timestamptz
);

GRANT SELECT, INSERT, UPDATE (revoked_by, revoked_at, last_used_at) ON tokens TO lms_worker;

-- migrate:down
DROP TABLE tokens;
