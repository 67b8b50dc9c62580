-- Format 3: what the events of a run, of a migration, of a person, of a kind, and those that went wrong are found by, newest first.
-- Apart from the tables, for on a long history they take a moment, in which nobody can append to it: made by the holder of the lease.

CREATE INDEX IF NOT EXISTS history_run ON migrator.history (run_id, id);
CREATE INDEX IF NOT EXISTS history_version ON migrator.history (ltrim(version, '0'), id);
CREATE INDEX IF NOT EXISTS history_actor ON migrator.history (actor, id);
CREATE INDEX IF NOT EXISTS history_kind ON migrator.history (kind, id);
CREATE INDEX IF NOT EXISTS history_unsuccessful ON migrator.history (id) WHERE outcome <> 'succeeded';

INSERT INTO migrator.format VALUES (3) ON CONFLICT DO NOTHING;
