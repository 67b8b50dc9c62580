-- Requests to change databases, and what became of them: the queue of all workers, and the story of every run.

-- migrate:up
CREATE TABLE workers (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    host text NOT NULL,
    process_id integer NOT NULL,
    version text NOT NULL,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    heartbeat_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- The key of the advisory lock that it holds while it lives.
    presence integer NOT NULL,
    stopped_at timestamptz
);

CREATE TABLE runs (
    id uuid PRIMARY KEY,
    request_id text NOT NULL UNIQUE,
    database text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('migrate', 'rollback', 'seed', 'repair', 'baseline', 'mark')),
    -- json, not jsonb, here and below: as it was written, in the order in which it was written.
    request json NOT NULL,
    state text NOT NULL CHECK (state IN (
        'queued', 'waitingForApproval', 'waitingForWindow', 'running', 'paused', 'interrupted', 'succeeded', 'failed', 'cancelled')),
    actor text NOT NULL,
    asked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- Not before this time: as asked for, or as the pause after an attempt that lost its server.
    due_at timestamptz,
    started_at timestamptz,
    ended_at timestamptz,
    -- Who is at work on it. What it writes counts only while the claim has this number.
    worker uuid REFERENCES workers,
    claim bigint NOT NULL DEFAULT 0,
    attempts integer NOT NULL DEFAULT 0,
    -- How many of them in a row were lost before anything more was done.
    losses integer NOT NULL DEFAULT 0,
    -- What it does, written down before its first step, and from then on never another.
    plan json,
    is_begun boolean NOT NULL DEFAULT false,
    approved_by text,
    approved_at timestamptz,
    approval_reason text,
    approved_hash text,
    cancelled_by text,
    cancelled_at timestamptz,
    cancel_reason text,
    -- Whether it was cancelled as the answer to the question whether it may begin.
    rejected boolean NOT NULL DEFAULT false,
    result json,
    error json,
    last_event bigint NOT NULL DEFAULT 0,
    -- Since when a server that it needs does not answer.
    away_since timestamptz,
    -- The trace that all attempts belong to, as the W3C writes it.
    trace_parent text,
    -- Whether the progress in its events was thinned out after its end.
    is_thinned boolean NOT NULL DEFAULT false
);

-- One run at a time changes a database.
CREATE UNIQUE INDEX one_run_at_a_time ON runs (database) WHERE state IN ('running', 'paused');

CREATE INDEX runs_open ON runs (database, asked_at) WHERE state NOT IN ('succeeded', 'failed', 'cancelled');
CREATE INDEX runs_by_time ON runs (asked_at DESC, id DESC);
CREATE INDEX runs_by_database ON runs (database, asked_at DESC, id DESC);
CREATE INDEX runs_by_actor ON runs (actor, asked_at DESC, id DESC);
CREATE INDEX runs_to_thin ON runs (ended_at) WHERE NOT is_thinned;

CREATE TABLE run_events (
    run_id uuid NOT NULL REFERENCES runs,
    id bigint NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    type text NOT NULL,
    body json NOT NULL,
    PRIMARY KEY (run_id, id)
);

GRANT SELECT, INSERT, UPDATE ON runs, workers TO lms_worker;
-- Progress of a run that has ended is thinned out.
GRANT SELECT, INSERT, DELETE ON run_events TO lms_worker;

-- migrate:down
DROP TABLE run_events;
DROP TABLE runs;
DROP TABLE workers;
