-- Demo courses: 50 × √scale: the catalog of a platform grows far slower than its users.

WITH scale AS (
    SELECT current_setting('lms.scale')::float8 AS s
),
missing AS (
    SELECT n FROM scale, generate_series(1, ceil(50 * sqrt(s))::integer) AS n
    EXCEPT
    SELECT (metadata->>'seed')::integer FROM courses WHERE metadata ? 'seed'
    ORDER BY n
),
-- Course n came when the platform had 1,000 × (n/50)² users: a teacher among those exists at every scale that
-- has course n. The cube makes a few teachers prolific.
hashed AS (
    SELECT n, h,
        1 + 25 * floor(ceil(1000 * ((n - 1) / 50.0::float8) ^ 2) / 25 * (get_byte(h, 0) / 256.0::float8) ^ 3)::integer
            AS teacher
    FROM (SELECT n, sha256(convert_to('course' || n, 'UTF8')) AS h FROM missing OFFSET 0) AS numbered OFFSET 0
),
teachers AS MATERIALIZED (
    SELECT id, (metadata->>'seed')::integer AS n FROM users WHERE role = 'instructor' AND metadata ? 'seed'
),
topics (i, category, topic, tags) AS (VALUES
    (0, 'development', 'Python', '{python,programming}'::text[]),
    (1, 'development', 'Modern JavaScript', '{javascript,web}'),
    (2, 'development', 'C# and .NET', '{csharp,dotnet}'),
    (3, 'data', 'PostgreSQL', '{sql,databases}'),
    (4, 'data', 'Statistics', '{statistics,mathematics}'),
    (5, 'data', 'Machine Learning', '{ml,python}'),
    (6, 'design', 'Typography', '{typography,layout}'),
    (7, 'design', 'Interface Design', '{ux,prototyping}'),
    (8, 'business', 'Project Management', '{planning,teams}'),
    (9, 'business', 'Negotiation', '{communication,sales}'),
    (10, 'marketing', 'Search Engine Optimisation', '{seo,content}'),
    (11, 'photography', 'Portrait Photography', '{camera,light}'),
    (12, 'music', 'Jazz Piano', '{piano,harmony}'),
    (13, 'languages', 'Conversational Spanish', '{spanish,speaking}'),
    (14, 'languages', 'Business English', '{english,writing}'),
    (15, 'health', 'Mindful Running', '{running,habits}')
),
course AS (
    SELECT c.n, h, t.id AS instructor_id, category, tags,
        CASE get_byte(h, 2) % 6
            WHEN 0 THEN topic || ' for Beginners' WHEN 1 THEN topic || ' in Practice' WHEN 2 THEN 'Advanced ' || topic
            WHEN 3 THEN 'The Complete ' || topic || ' Course' WHEN 4 THEN topic || ' from First Principles'
            ELSE topic || ' in 30 Days' END AS title,
        CASE get_byte(h, 2) % 6
            WHEN 0 THEN 'beginner' WHEN 1 THEN 'intermediate' WHEN 2 THEN 'advanced' ELSE 'all' END AS level,
        -- The first ten are published, so that even the smallest platform has something to enroll in.
        CASE WHEN c.n <= 10 OR get_byte(h, 3) < 210 THEN 'published' WHEN get_byte(h, 3) < 228 THEN 'draft'
            WHEN get_byte(h, 3) < 238 THEN 'in_review' ELSE 'archived' END AS status,
        CASE WHEN get_byte(h, 4) < 38 THEN 0 ELSE 9.99 + 10 * floor(15 * (get_byte(h, 4) / 256.0) ^ 2) END AS price,
        5 + get_byte(h, 5) % 60 AS lessons,
        timestamptz '2022-02-01 00:00:00+00' + interval '1 hour' * ((get_byte(h, 6) * 256 + get_byte(h, 7)) % 29000) AS created
    FROM hashed AS c
    JOIN topics ON i = floor(16 * (get_byte(h, 1) / 256.0) ^ 1.4)
    JOIN teachers AS t ON t.n = c.teacher
)
INSERT INTO courses (
    title, slug, short_description, description, instructor_id,
    price, currency, discount_price, discount_percent, discount_ends_at, category, level, language, tags,
    duration_minutes, lesson_count, status, visibility, featured, published_at, metadata, created_at, updated_at)
SELECT
    title,
    trim('-' FROM regexp_replace(lower(title), '[^a-z0-9]+', '-', 'g')) || '-' || n,
    'Learn ' || category || ' at your own pace, in ' || lessons || ' short lessons.',
    title || E'\n\nEach lesson ends with an exercise that you can check yourself. '
        'Questions are answered in the course chat, usually within a day.',
    instructor_id,
    price,
    (ARRAY['USD', 'USD', 'USD', 'EUR', 'GBP'])[1 + get_byte(h, 8) % 5],
    CASE WHEN price > 0 AND get_byte(h, 9) < 20 THEN price - 5 END,
    CASE WHEN price > 0 AND get_byte(h, 9) BETWEEN 20 AND 70 THEN (ARRAY[10, 15, 20, 50])[1 + get_byte(h, 10) % 4] END,
    CASE WHEN price > 0 AND get_byte(h, 9) <= 70 THEN timestamptz '2026-01-31 00:00:00+00' END,
    category,
    level,
    (ARRAY['en', 'en', 'en', 'en', 'es', 'de', 'fr', 'pt-BR'])[1 + get_byte(h, 11) % 8],
    tags,
    lessons * (6 + get_byte(h, 12) % 10),
    lessons,
    status,
    CASE WHEN get_byte(h, 13) < 230 THEN 'public' WHEN get_byte(h, 13) < 246 THEN 'unlisted' ELSE 'private' END,
    status = 'published' AND get_byte(h, 14) < 13,
    CASE WHEN status IN ('published', 'archived') THEN created + interval '336 hours' END,
    jsonb_build_object('seed', n),
    created,
    created + interval '336 hours'
FROM course
ORDER BY n
ON CONFLICT DO NOTHING;

ANALYZE courses;
