-- Add indexes to the enrollments table: one enrollment per user and course, rosters, progress, payments.

-- migrate:up transaction:false lock_timeout:60s

-- Concurrently, so writers never wait; the build waits for older transactions and blocks nobody meanwhile,
-- hence the patient lock timeout.

CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS enrollments_user_id_course_id_key
    ON enrollments (user_id, course_id);
-- "My courses". last_accessed_at stays out of every index: a visit changes it alone and stays a HOT update.
CREATE INDEX CONCURRENTLY IF NOT EXISTS enrollments_user_id_status_idx
    ON enrollments (user_id, status);
-- A course's roster, newest first.
CREATE INDEX CONCURRENTLY IF NOT EXISTS enrollments_course_id_status_idx
    ON enrollments (course_id, status, enrolled_at DESC);
CREATE INDEX CONCURRENTLY IF NOT EXISTS enrollments_status_idx
    ON enrollments (status, enrolled_at DESC);
-- Who is nearly done, who is stuck: only running enrollments move.
CREATE INDEX CONCURRENTLY IF NOT EXISTS enrollments_progress_idx
    ON enrollments (course_id, progress_percent) WHERE status = 'active';
-- The reviews on a course's page.
CREATE INDEX CONCURRENTLY IF NOT EXISTS enrollments_reviews_idx
    ON enrollments (course_id, reviewed_at DESC) WHERE rating IS NOT NULL;
-- Payments to chase.
CREATE INDEX CONCURRENTLY IF NOT EXISTS enrollments_unsettled_payment_idx
    ON enrollments (payment_status, enrolled_at) WHERE payment_status IN ('pending', 'failed');
-- Not unique: one payment may buy several courses.
CREATE INDEX CONCURRENTLY IF NOT EXISTS enrollments_payment_transaction_id_idx
    ON enrollments (payment_transaction_id) WHERE payment_transaction_id IS NOT NULL;
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS enrollments_certificate_id_key
    ON enrollments (certificate_id) WHERE certificate_id IS NOT NULL;

-- migrate:verify

-- Every index is there and usable: a concurrent build that fails leaves an INVALID one behind.
SELECT name AS missing_or_invalid FROM unnest(ARRAY[
    'enrollments_user_id_course_id_key',
    'enrollments_user_id_status_idx',
    'enrollments_course_id_status_idx',
    'enrollments_status_idx',
    'enrollments_progress_idx',
    'enrollments_reviews_idx',
    'enrollments_unsettled_payment_idx',
    'enrollments_payment_transaction_id_idx',
    'enrollments_certificate_id_key'
]) AS name
WHERE NOT EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(name) AND indisvalid);

-- No foreign key makes deleting its target scan this table.
SELECT conname AS foreign_key_without_index FROM pg_constraint AS f
WHERE contype = 'f' AND conrelid = 'enrollments'::regclass
  AND NOT EXISTS (SELECT FROM pg_index WHERE indrelid = f.conrelid AND indkey[0] = f.conkey[1] AND indisvalid);

-- migrate:down transaction:false lock_timeout:60s

DROP INDEX CONCURRENTLY IF EXISTS enrollments_certificate_id_key;
DROP INDEX CONCURRENTLY IF EXISTS enrollments_payment_transaction_id_idx;
DROP INDEX CONCURRENTLY IF EXISTS enrollments_unsettled_payment_idx;
DROP INDEX CONCURRENTLY IF EXISTS enrollments_reviews_idx;
DROP INDEX CONCURRENTLY IF EXISTS enrollments_progress_idx;
DROP INDEX CONCURRENTLY IF EXISTS enrollments_status_idx;
DROP INDEX CONCURRENTLY IF EXISTS enrollments_course_id_status_idx;
DROP INDEX CONCURRENTLY IF EXISTS enrollments_user_id_status_idx;
DROP INDEX CONCURRENTLY IF EXISTS enrollments_user_id_course_id_key;
