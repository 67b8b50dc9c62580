-- Every action that somebody tried, accepted or refused, for ever.

-- migrate:up
CREATE TABLE audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor text,
    role text,
    token text,
    address text NOT NULL,
    action text NOT NULL,
    target text,
    database text,
    -- What is asked for is written down before it is done, and how it ended by another row.
    outcome text NOT NULL CHECK (outcome IN ('asked', 'accepted', 'refused')),
    status integer NOT NULL,
    reason text,
    detail text,
    -- The row that this one tells the end of.
    asked bigint UNIQUE REFERENCES audit (id)
);

CREATE INDEX audit_by_actor ON audit (actor, id DESC);
CREATE INDEX audit_by_action ON audit (action, id DESC);
CREATE INDEX audit_by_outcome ON audit (outcome, id DESC);
CREATE INDEX audit_by_database ON audit (database, id DESC) WHERE database IS NOT NULL;
CREATE INDEX audit_by_time ON audit (at);

-- The workers' role has no right to change it; the trigger holds back those who have.
CREATE FUNCTION forbid_change_of_audit() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog
AS $$
BEGIN
    RAISE EXCEPTION 'the audit is append-only' USING ERRCODE = 'LM002';
END
$$;

CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change_of_audit();

GRANT SELECT, INSERT ON audit TO lms_worker;

-- migrate:down
DROP TABLE audit;
DROP FUNCTION forbid_change_of_audit();
