-- Demo enrollments: about 2,000 × √scale or some more. Few courses hold most of them, and few users take many.
-- They happen before 2025-10-01; lessons, certificates and reviews until 2026-01-01.

SET LOCAL work_mem = '64MB';

WITH scale AS (
    SELECT current_setting('lms.scale')::float8 AS s
),
-- Enrollment n happens on a platform with 1,000 × (n/3000)² users and n/60 courses: every scale that has
-- enrollment n has both. Some n meet a draft or a pair that is taken, and fall away.
picked AS MATERIALIZED (
    SELECT n, h,
        1 + floor(ceil(1000 * ((n - 1) / 3000.0::float8) ^ 2)
            * ((get_byte(h, 0) * 65536 + get_byte(h, 1) * 256 + get_byte(h, 2)) / 16777216.0::float8) ^ 1.3)::integer AS user_n,
        1 + floor(ceil((n - 1) / 60.0::float8)
            * ((get_byte(h, 3) * 256 + get_byte(h, 4)) / 65536.0::float8) ^ 2)::integer AS course_n
    FROM (
        SELECT n, sha256(convert_to('enrollment' || n, 'UTF8')) AS h
        FROM scale, generate_series(1, ceil(3000 * sqrt(s))::integer) AS n OFFSET 0
    ) AS numbered
),
pairs AS (
    SELECT DISTINCT ON (u.id, c.id) n, h, u.id AS user_id, c.id AS course_id,
        c.price, c.currency, c.lesson_count, greatest(u.created_at, c.published_at) AS earliest
    FROM picked
    JOIN users AS u ON (u.metadata->>'seed')::integer = user_n
    JOIN courses AS c ON (c.metadata->>'seed')::integer = course_n
    WHERE c.published_at IS NOT NULL AND c.lesson_count > 0
    ORDER BY u.id, c.id, n
),
missing AS (
    SELECT *,
        earliest + interval '1 second' * floor(get_byte(h, 5) / 256.0
            * greatest(0, extract(epoch FROM timestamptz '2025-10-01 00:00:00+00' - earliest))) AS enrolled,
        CASE WHEN price = 0 THEN 'not_required' WHEN get_byte(h, 6) < 235 THEN 'paid' WHEN get_byte(h, 6) < 243 THEN 'pending'
            WHEN get_byte(h, 6) < 248 THEN 'failed' ELSE 'refunded' END AS payment,
        -- A fifth never starts, a quarter finishes, the others are anywhere between.
        least(lesson_count, greatest(0, floor(lesson_count * (get_byte(h, 7) / 256.0 - 0.2) / 0.55)))::integer AS lessons
    FROM pairs AS p
    WHERE NOT EXISTS (SELECT FROM enrollments AS e WHERE e.user_id = p.user_id AND e.course_id = p.course_id)
    OFFSET 0
),
-- Whoever has not paid, or has the money back, has not begun.
progress AS (
    SELECT *, payment IN ('paid', 'not_required') AND lessons = lesson_count AS completed,
        CASE WHEN payment IN ('paid', 'not_required') THEN lessons ELSE 0 END AS done
    FROM missing
),
journey AS (
    SELECT *, get_byte(h, 8) < 215 AS certified, done * 10 > lesson_count * 3 AND get_byte(h, 9) < 100 AS rated,
        (ARRAY[5, 5, 5, 5, 4, 4, 4, 3, 2, 1])[1 + get_byte(h, 10) % 10] AS stars,
        CASE WHEN done > 0 THEN enrolled + interval '1 second' * floor((1 + get_byte(h, 11)) / 256.0
            * extract(epoch FROM timestamptz '2025-12-31 00:00:00+00' - enrolled)) END AS accessed
    FROM progress OFFSET 0
)
INSERT INTO enrollments (
    user_id, course_id, status, enrolled_at,
    payment_status, payment_method, payment_amount, payment_currency, payment_transaction_id,
    progress_percent, completed_lessons, last_accessed_at, completed_at,
    certificate_issued_at, certificate_id, certificate_url, rating, review, reviewed_at, created_at, updated_at)
SELECT
    user_id, course_id,
    CASE WHEN completed THEN 'completed' WHEN payment = 'pending' THEN 'pending' WHEN payment IN ('failed', 'refunded')
        THEN 'cancelled' WHEN get_byte(h, 12) < 20 THEN 'expired' ELSE 'active' END,
    enrolled,
    payment,
    CASE WHEN price > 0 THEN (ARRAY['card', 'card', 'card', 'paypal', 'paypal', 'bank_transfer', 'balance', 'voucher'])
        [1 + get_byte(h, 13) % 8] END,
    CASE WHEN price > 0 THEN price END,
    CASE WHEN price > 0 THEN currency END,
    CASE WHEN payment IN ('paid', 'refunded') THEN 'txn_' || encode(substr(h, 1, 12), 'hex') END,
    round(100.0 * done / lesson_count, 2),
    done,
    accessed,
    CASE WHEN completed THEN accessed END,
    CASE WHEN completed AND certified THEN accessed + interval '1 minute' END,
    CASE WHEN completed AND certified THEN 'LMS-' || upper(encode(substr(h, 1, 10), 'hex')) END,
    CASE WHEN completed AND certified THEN 'https://lms.example.com/certificates/' || encode(substr(h, 1, 10), 'hex') END,
    CASE WHEN rated THEN stars END,
    CASE WHEN rated AND get_byte(h, 14) < 128 THEN (ARRAY[
        'Not what the description promised.', 'Good ideas, but the pace is uneven.', 'Solid, though some lessons are long.',
        'Clear and practical. I use it at work already.', 'The best course I have taken. The exercises make it.'])[stars] END,
    CASE WHEN rated THEN accessed + interval '5 minutes' END,
    enrolled,
    coalesce(accessed, enrolled)
FROM journey
ORDER BY n
ON CONFLICT DO NOTHING;

ANALYZE enrollments;

-- The counts on a course are those of its enrollments. The microseconds make updated_at move whenever they do: the table's
-- trigger would stamp an unmoved one with now(), and equal scales would differ.
UPDATE courses AS c
SET student_count = e.students, rating = e.rating, rating_count = e.ratings,
    updated_at = greatest(c.updated_at, e.latest + interval '1 microsecond' * e.students)
FROM (
    SELECT course_id, count(*) AS students, count(rating) AS ratings, round(avg(rating), 2) AS rating, max(updated_at) AS latest
    FROM enrollments GROUP BY course_id
) AS e
WHERE c.id = e.course_id AND c.metadata ? 'seed'
  AND (c.student_count, c.rating, c.rating_count) IS DISTINCT FROM (e.students, e.rating, e.ratings);
