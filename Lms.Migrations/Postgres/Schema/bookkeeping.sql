-- What the engine keeps in each database it migrates. Every statement may be run again.

CREATE SCHEMA IF NOT EXISTS migrator;

-- The current state: one row for each migration that was ever attempted here.
CREATE TABLE IF NOT EXISTS public.migrations (
    version text PRIMARY KEY CHECK (version ~ '^[0-9]+$'),
    name text NOT NULL,
    description text,
    checksum text NOT NULL,
    status text NOT NULL CHECK (status IN ('applied', 'running', 'failed', 'rolled_back')),
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    applied_by text NOT NULL,
    duration_ms bigint NOT NULL DEFAULT 0,
    run_id uuid NOT NULL,
    error text
);

-- 1 and 001 are one version.
CREATE UNIQUE INDEX IF NOT EXISTS migrations_version_number ON public.migrations ((version::numeric));

CREATE TABLE IF NOT EXISTS public.seeders (
    name text PRIMARY KEY,
    executed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    executed_by text NOT NULL,
    scale numeric NOT NULL,
    rows bigint NOT NULL,
    checksum text NOT NULL,
    duration_ms bigint NOT NULL,
    run_id uuid NOT NULL
);

-- Every event, for ever.
CREATE TABLE IF NOT EXISTS migrator.history (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    kind text NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('succeeded', 'failed', 'cancelled')),
    version text,
    name text,
    checksum text,
    duration_ms bigint,
    run_id uuid NOT NULL,
    epoch bigint,
    actor text NOT NULL,
    reason text,
    host text NOT NULL,
    tool_version text NOT NULL,
    error text,
    detail text
);

-- The right to change this database: one row, held by the run that is named in it; free when none is.
CREATE TABLE IF NOT EXISTS migrator.lease (
    id smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
    epoch bigint NOT NULL DEFAULT 0,
    run_id uuid,
    actor text,
    host text,
    process_id integer,
    acquired_at timestamptz,
    heartbeat_at timestamptz,
    expires_at timestamptz,
    backend_pid integer,
    backend_start timestamptz
);

INSERT INTO migrator.lease DEFAULT VALUES ON CONFLICT DO NOTHING;

-- The fence: fails unless the lease is still held under this epoch, and keeps it so until the caller's transaction ends.
CREATE OR REPLACE FUNCTION migrator.assert_lease(held_epoch bigint, held_by uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog
AS $$
BEGIN
    PERFORM 1 FROM migrator.lease
    WHERE id = 1 AND epoch = held_epoch AND run_id = held_by AND expires_at > clock_timestamp()
    FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the lease of epoch % is no longer held', held_epoch USING ERRCODE = 'LM001';
    END IF;
END
$$;

-- Writes the state of a migration, unless it is to stay as it is (state NULL), and the event that tells of it. A duration that
-- is not given is that of the transaction so far. As a function, for its statements are then planned once for a session.
CREATE OR REPLACE FUNCTION migrator.record(
    of_version text, of_name text, of_description text, of_checksum text, state text, of_kind text, of_outcome text,
    milliseconds bigint, run uuid, of_actor text, of_reason text, of_host text, of_error text, of_epoch bigint, of_tool text, of_detail text)
    RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog
AS $$
DECLARE
    duration bigint := coalesce(milliseconds, extract(epoch FROM clock_timestamp() - now()) * 1000);
BEGIN
    IF state IS NOT NULL THEN
        INSERT INTO public.migrations (version, name, description, checksum, status, applied_by, duration_ms, run_id, error)
        VALUES (of_version, of_name, of_description, of_checksum, state, of_actor, duration, run, of_error)
        ON CONFLICT ((version::numeric)) DO UPDATE SET
            version = excluded.version, name = excluded.name, description = excluded.description, checksum = excluded.checksum,
            status = excluded.status, applied_at = excluded.applied_at, applied_by = excluded.applied_by,
            duration_ms = excluded.duration_ms, run_id = excluded.run_id, error = excluded.error;
    END IF;

    INSERT INTO migrator.history (
        kind, outcome, version, name, checksum, duration_ms, run_id, epoch, actor, reason, host, tool_version, error, detail)
    VALUES (
        of_kind, of_outcome, of_version, of_name, of_checksum, duration, run, of_epoch, of_actor, of_reason, of_host, of_tool, of_error, of_detail);
END
$$;

CREATE OR REPLACE FUNCTION migrator.forbid_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog
AS $$
BEGIN
    RAISE EXCEPTION 'migrator.history is append-only' USING ERRCODE = 'LM002';
END
$$;

CREATE OR REPLACE TRIGGER history_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON migrator.history
    FOR EACH STATEMENT EXECUTE FUNCTION migrator.forbid_change();

-- Its presence says that everything above is there, in this form.
CREATE TABLE IF NOT EXISTS migrator.format (version integer PRIMARY KEY);

INSERT INTO migrator.format VALUES (1) ON CONFLICT DO NOTHING;
