-- Add indexes to the users table: unique identities, token look-ups, back-office lists.

-- migrate:up transaction:false lock_timeout:60s

-- Concurrently, so writers never wait; the build waits for older transactions and blocks nobody meanwhile,
-- hence the patient lock timeout.

-- A closed account frees its address and number: the person may come back, and operators reassign numbers.
-- Restoring an account whose address was taken since fails here, as it should.
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS users_email_key
    ON users (lower(email)) WHERE deleted_at IS NULL;
-- A name is never freed: old messages are signed with it, and a successor could pose as their author.
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS users_username_key
    ON users (lower(username));
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS users_phone_key
    ON users (phone) WHERE phone IS NOT NULL AND deleted_at IS NULL;
-- One social account opens one account.
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS users_google_id_key
    ON users (google_id) WHERE google_id IS NOT NULL AND deleted_at IS NULL;
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS users_facebook_id_key
    ON users (facebook_id) WHERE facebook_id IS NOT NULL AND deleted_at IS NULL;
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS users_github_id_key
    ON users (github_id) WHERE github_id IS NOT NULL AND deleted_at IS NULL;
-- Unique, so that a token can never open two accounts; partial, because few rows hold one.
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS users_email_verification_token_key
    ON users (email_verification_token) WHERE email_verification_token IS NOT NULL;
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS users_password_reset_token_key
    ON users (password_reset_token) WHERE password_reset_token IS NOT NULL;
-- Nearly everybody is a student: only the others are worth an index.
CREATE INDEX CONCURRENTLY IF NOT EXISTS users_role_idx
    ON users (role, created_at DESC) WHERE role <> 'student';
-- The list of live accounts by state, newest first.
CREATE INDEX CONCURRENTLY IF NOT EXISTS users_status_idx
    ON users (status, created_at DESC) WHERE deleted_at IS NULL;
-- For the job that erases closed accounts.
CREATE INDEX CONCURRENTLY IF NOT EXISTS users_deleted_at_idx
    ON users (deleted_at) WHERE deleted_at IS NOT NULL;

-- migrate:verify

-- Every index is there and usable: a concurrent build that fails leaves an INVALID one behind.
SELECT name AS missing_or_invalid FROM unnest(ARRAY[
    'users_email_key',
    'users_username_key',
    'users_phone_key',
    'users_google_id_key',
    'users_facebook_id_key',
    'users_github_id_key',
    'users_email_verification_token_key',
    'users_password_reset_token_key',
    'users_role_idx',
    'users_status_idx',
    'users_deleted_at_idx'
]) AS name
WHERE NOT EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(name) AND indisvalid);

-- migrate:down transaction:false lock_timeout:60s

DROP INDEX CONCURRENTLY IF EXISTS users_deleted_at_idx;
DROP INDEX CONCURRENTLY IF EXISTS users_status_idx;
DROP INDEX CONCURRENTLY IF EXISTS users_role_idx;
DROP INDEX CONCURRENTLY IF EXISTS users_password_reset_token_key;
DROP INDEX CONCURRENTLY IF EXISTS users_email_verification_token_key;
DROP INDEX CONCURRENTLY IF EXISTS users_github_id_key;
DROP INDEX CONCURRENTLY IF EXISTS users_facebook_id_key;
DROP INDEX CONCURRENTLY IF EXISTS users_google_id_key;
DROP INDEX CONCURRENTLY IF EXISTS users_phone_key;
DROP INDEX CONCURRENTLY IF EXISTS users_username_key;
DROP INDEX CONCURRENTLY IF EXISTS users_email_key;
