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

-- Every event, for ever. Format 3 is its indexes, in history-indexes.sql.
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

-- A change of data that is run in batches: how it stands. Its state changes by compare-and-swap only.
CREATE TABLE IF NOT EXISTS migrator.backfills (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    version text NOT NULL,
    name text NOT NULL,
    step integer NOT NULL,
    checksum text NOT NULL,
    source text NOT NULL,
    key_type text NOT NULL,
    state text NOT NULL DEFAULT 'running' CHECK (state IN (
        'running', 'pausing', 'paused', 'interrupted', 'cancelling', 'cancelled', 'failed', 'succeeded', 'undoing', 'undone')),
    run_id uuid NOT NULL,
    epoch bigint NOT NULL,
    changed_by text NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    reason text,
    estimated bigint NOT NULL,
    planned_to text,
    is_planned boolean NOT NULL DEFAULT false,
    restored bigint NOT NULL DEFAULT 0,
    conflicts bigint NOT NULL DEFAULT 0,
    rate double precision,
    batch_size integer,
    lanes integer NOT NULL DEFAULT 0,
    throttle text
);

-- What a lane claims: the keys after after_key, up to and including to_key; those up to cursor_key are done.
CREATE TABLE IF NOT EXISTS migrator.chunks (
    backfill_id bigint NOT NULL REFERENCES migrator.backfills,
    no integer NOT NULL,
    after_key text,
    to_key text NOT NULL,
    cursor_key text,
    keys bigint NOT NULL,
    state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'running', 'done', 'failed')),
    lane text,
    epoch bigint,
    lease_until timestamptz,
    attempts integer NOT NULL DEFAULT 0,
    timeouts integer NOT NULL DEFAULT 0,
    processed bigint NOT NULL DEFAULT 0,
    matched bigint NOT NULL DEFAULT 0,
    modified bigint NOT NULL DEFAULT 0,
    batches bigint NOT NULL DEFAULT 0,
    sum_before numeric,
    sum_after numeric,
    error text,
    failed_at timestamptz,
    PRIMARY KEY (backfill_id, no)
) WITH (fillfactor = 50);

CREATE INDEX IF NOT EXISTS chunks_open ON migrator.chunks (backfill_id, no) WHERE state <> 'done';

-- The undo journal: one row for each batch, with the values before and after of what it changed. Column by column: first the values
-- of fields[1] for all keys, then those of fields[2]. As text, from which every type reads back exactly what was written.
-- No reference to migrator.backfills, for each check of it would lock the row that tells the state.
CREATE TABLE IF NOT EXISTS migrator.undo (
    backfill_id bigint NOT NULL,
    seq bigint GENERATED ALWAYS AS IDENTITY,
    chunk_no integer NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    fields text[] NOT NULL,
    keys text[] NOT NULL,
    before text[] NOT NULL,
    after text[] NOT NULL,
    restored_at timestamptz,
    restored integer,
    conflicts jsonb,
    PRIMARY KEY (backfill_id, seq)
);

CREATE INDEX IF NOT EXISTS undo_chunk ON migrator.undo (backfill_id, chunk_no);
CREATE INDEX IF NOT EXISTS undo_left ON migrator.undo (backfill_id, seq) WHERE restored_at IS NULL;

-- Costs a third of the time of the server's own compression, which is left where the server was built without this one.
DO $$
BEGIN
    ALTER TABLE migrator.undo
        ALTER COLUMN keys SET COMPRESSION lz4, ALTER COLUMN before SET COMPRESSION lz4, ALTER COLUMN after SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
    NULL;
END
$$;

-- Ends a batch: its pre-images, its cursor and its counts. Fails unless the chunk is still claimed by that lane under that epoch, its
-- cursor is where the batch began, and the run's lease is held. Returns how the backfill stands.
CREATE OR REPLACE FUNCTION migrator.commit_batch(
    of_backfill bigint, of_chunk integer, of_lane text, of_epoch bigint, of_run uuid, from_cursor text, to_cursor text, is_done boolean,
    walked bigint, claim interval, of_matched bigint, of_modified bigint, of_sum_before numeric, of_sum_after numeric,
    of_fields text[], of_keys text[], of_before text[], of_after text[])
    RETURNS text
    LANGUAGE plpgsql
    SET search_path = pg_catalog
AS $$
BEGIN
    IF of_keys IS NOT NULL THEN
        INSERT INTO migrator.undo (backfill_id, chunk_no, fields, keys, before, after)
        VALUES (of_backfill, of_chunk, of_fields, of_keys, of_before, of_after);
    END IF;

    UPDATE migrator.chunks SET
        cursor_key = to_cursor, state = CASE WHEN is_done THEN 'done' ELSE state END, lease_until = clock_timestamp() + claim,
        processed = processed + walked, matched = matched + of_matched, modified = modified + of_modified, batches = batches + 1,
        sum_before = coalesce(sum_before + of_sum_before, sum_before, of_sum_before),
        sum_after = coalesce(sum_after + of_sum_after, sum_after, of_sum_after)
    WHERE backfill_id = of_backfill AND no = of_chunk AND lane = of_lane AND epoch = of_epoch AND state = 'running'
      AND cursor_key IS NOT DISTINCT FROM from_cursor;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'chunk % of backfill % is no longer claimed by %', of_chunk, of_backfill, of_lane USING ERRCODE = 'LM003';
    END IF;

    PERFORM migrator.assert_lease(of_epoch, of_run);
    RETURN (SELECT state FROM migrator.backfills WHERE id = of_backfill);
END
$$;

-- Its newest row says that everything above is there, in this form.
CREATE TABLE IF NOT EXISTS migrator.format (version integer PRIMARY KEY);

INSERT INTO migrator.format VALUES (2) ON CONFLICT DO NOTHING;
