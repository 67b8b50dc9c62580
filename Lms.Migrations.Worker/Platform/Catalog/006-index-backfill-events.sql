-- Finds the events of a backfill among all that happened: how its pace developed is read out of them.

-- migrate:up transaction:false lock_timeout:60s
-- Concurrently, so that workers that are at work meanwhile go on telling what happens.
CREATE INDEX CONCURRENTLY IF NOT EXISTS run_events_of_backfills ON run_events ((body -> 'backfill' ->> 'id'), run_id, id)
    WHERE type IN ('backfillProgress', 'backfillEnded');

-- migrate:verify
SELECT 'run_events_of_backfills' AS missing_or_invalid
WHERE NOT EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('run_events_of_backfills') AND indisvalid);

-- migrate:down transaction:false lock_timeout:60s
DROP INDEX CONCURRENTLY IF EXISTS run_events_of_backfills;
