-- Create the users table: accounts, how they sign in, and their preferences.

-- migrate:up

-- Shared by every table with an updated_at. A trigger, because imports, repairs and psql sessions forget it where one
-- application layer would not. A statement that sets updated_at itself keeps its value, so an undo can be exact.
CREATE FUNCTION set_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END
$$;

-- Limits are CHECKs on text, not varchar(n): a CHECK can be replaced without touching the column that others depend on.
-- Closed lists are text with a CHECK, not enum types: a value can be withdrawn again, and a rollback leaves no type behind.
CREATE TABLE users (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,

    -- COLLATE "C" for what machines compare: cheaper, and no upgrade of the system's C library can corrupt an index.
    -- Kept as typed. 005 makes it unique by lower(email): citext would need an extension a migration role may not create.
    email text COLLATE "C" NOT NULL CHECK (length(email) <= 254 AND email ~ '^[^@[:space:]]+@[^@[:space:]]+$'),
    -- Lengths stand beside the patterns, not inside: a counted {2,29} makes the match several times slower.
    username text COLLATE "C" NOT NULL
        CHECK (length(username) BETWEEN 3 AND 30 AND username ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$'),
    password_hash text CHECK (length(password_hash) BETWEEN 20 AND 512),
    first_name text NOT NULL CHECK (length(first_name) BETWEEN 1 AND 100),
    last_name text NOT NULL CHECK (length(last_name) BETWEEN 1 AND 100),
    -- E.164, so that one number has one spelling.
    phone text COLLATE "C" CHECK (length(phone) BETWEEN 8 AND 16 AND phone ~ '^\+[1-9][0-9]*$'),

    two_factor_enabled boolean NOT NULL DEFAULT false,
    two_factor_secret text,
    -- Hashes of the codes that are still unused.
    two_factor_backup_codes text[] NOT NULL DEFAULT '{}',

    email_verified boolean NOT NULL DEFAULT false,
    email_verification_token text COLLATE "C",
    email_verification_expires_at timestamptz,
    password_reset_token text COLLATE "C",
    password_reset_expires_at timestamptz,

    status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'active', 'suspended', 'deactivated')),
    role text NOT NULL DEFAULT 'student' CHECK (role IN ('student', 'instructor', 'moderator', 'admin')),

    google_id text COLLATE "C" CHECK (length(google_id) BETWEEN 1 AND 255),
    facebook_id text COLLATE "C" CHECK (length(facebook_id) BETWEEN 1 AND 255),
    github_id text COLLATE "C" CHECK (length(github_id) BETWEEN 1 AND 255),

    preferences jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(preferences) = 'object'),
    metadata jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(metadata) = 'object'),

    last_login_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,

    CONSTRAINT users_has_a_way_to_sign_in CHECK (num_nonnulls(password_hash, google_id, facebook_id, github_id) > 0),
    CONSTRAINT users_two_factor_has_secret CHECK (NOT two_factor_enabled OR two_factor_secret IS NOT NULL),
    CONSTRAINT users_verification_token_expires
        CHECK ((email_verification_token IS NULL) = (email_verification_expires_at IS NULL)),
    CONSTRAINT users_reset_token_expires CHECK ((password_reset_token IS NULL) = (password_reset_expires_at IS NULL)),
    CONSTRAINT users_deleted_after_created CHECK (deleted_at >= created_at)
);

CREATE TRIGGER users_set_updated_at BEFORE UPDATE ON users FOR EACH ROW
    WHEN (NEW.updated_at = OLD.updated_at)
    EXECUTE FUNCTION set_updated_at();

COMMENT ON COLUMN users.deleted_at IS 'Soft delete: the account is closed, its enrollments and messages remain.';

-- migrate:down

DROP TABLE users;
DROP FUNCTION set_updated_at();
