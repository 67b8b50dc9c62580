-- Add indexes to the courses table: instructor, category, status, rating, discovery, featured.

-- migrate:up transaction:false lock_timeout:60s

-- Concurrently, so writers never wait; the build waits for older transactions and blocks nobody meanwhile,
-- hence the patient lock timeout.

CREATE INDEX CONCURRENTLY IF NOT EXISTS courses_instructor_id_idx
    ON courses (instructor_id);
-- Back office: all states. Visitors are served by the partial indexes below.
CREATE INDEX CONCURRENTLY IF NOT EXISTS courses_category_idx
    ON courses (category, status);
CREATE INDEX CONCURRENTLY IF NOT EXISTS courses_status_idx
    ON courses (status, created_at DESC);
-- The best rated of all; the count breaks ties among the few values a rating has.
CREATE INDEX CONCURRENTLY IF NOT EXISTS courses_rating_idx
    ON courses (rating DESC NULLS LAST, rating_count DESC) WHERE status = 'published' AND visibility = 'public';
-- Discovery: narrow by category, then language and level, and show the best first.
CREATE INDEX CONCURRENTLY IF NOT EXISTS courses_discovery_idx
    ON courses (category, language, level, rating DESC NULLS LAST) WHERE status = 'published' AND visibility = 'public';
CREATE INDEX CONCURRENTLY IF NOT EXISTS courses_featured_idx
    ON courses (published_at DESC) WHERE featured AND status = 'published' AND visibility = 'public';
CREATE INDEX CONCURRENTLY IF NOT EXISTS courses_tags_idx
    ON courses USING gin (tags);

-- migrate:verify

-- Every index is there and usable: a concurrent build that fails leaves an INVALID one behind.
SELECT name AS missing_or_invalid FROM unnest(ARRAY[
    'courses_instructor_id_idx',
    'courses_category_idx',
    'courses_status_idx',
    'courses_rating_idx',
    'courses_discovery_idx',
    'courses_featured_idx',
    'courses_tags_idx'
]) AS name
WHERE NOT EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(name) AND indisvalid);

-- No foreign key makes deleting its target scan this table.
SELECT conname AS foreign_key_without_index FROM pg_constraint AS f
WHERE contype = 'f' AND conrelid = 'courses'::regclass
  AND NOT EXISTS (SELECT FROM pg_index WHERE indrelid = f.conrelid AND indkey[0] = f.conkey[1] AND indisvalid);

-- migrate:down transaction:false lock_timeout:60s

DROP INDEX CONCURRENTLY IF EXISTS courses_tags_idx;
DROP INDEX CONCURRENTLY IF EXISTS courses_featured_idx;
DROP INDEX CONCURRENTLY IF EXISTS courses_discovery_idx;
DROP INDEX CONCURRENTLY IF EXISTS courses_rating_idx;
DROP INDEX CONCURRENTLY IF EXISTS courses_status_idx;
DROP INDEX CONCURRENTLY IF EXISTS courses_category_idx;
DROP INDEX CONCURRENTLY IF EXISTS courses_instructor_id_idx;
