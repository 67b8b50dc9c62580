-- Demo chat: 5,000 × √scale messages, in conversations of eight, from 2025-10-01 until 2026-01-01.

SET LOCAL work_mem = '64MB';

CREATE TEMPORARY TABLE seed_message ON COMMIT DROP AS
WITH scale AS (
    SELECT current_setting('lms.scale')::float8 AS s
),
missing AS (
    SELECT n FROM scale, generate_series(1, ceil(5000 * sqrt(s))::integer) AS n
    EXCEPT
    SELECT (metadata->>'seed')::integer FROM chat_messages WHERE metadata ? 'seed'
),
student AS MATERIALIZED (
    SELECT e.course_id, e.user_id, row_number() OVER (ORDER BY e.id) AS n,
        row_number() OVER (PARTITION BY e.course_id ORDER BY e.id) AS place
    FROM enrollments AS e
    JOIN users AS u ON u.id = e.user_id
    JOIN courses AS c ON c.id = e.course_id
    WHERE u.metadata ? 'seed' AND c.metadata ? 'seed'
),
-- A conversation starts from one enrollment, chosen among those a platform of that size surely has (of the 3,000 × √scale
-- over half survive, fewer on a tiny one), and is held by the course's students up to that one: later enrollments change
-- nothing.
conversation AS (
    SELECT b, h, 1 + floor(least((SELECT count(*) FROM student),
            ceil(1500 * (b * 8 / 5000.0::float8) * least(1, 1.5 * (b * 8 / 5000.0::float8))))
        * ((get_byte(h, 0) * 65536 + get_byte(h, 1) * 256 + get_byte(h, 2)) / 16777216.0::float8))::bigint AS student_n
    FROM (
        SELECT b, sha256(convert_to('conversation' || b, 'UTF8')) AS h
        FROM (SELECT DISTINCT (n - 1) / 8 AS b FROM missing) AS blocks OFFSET 0
    ) AS numbered OFFSET 0
),
message AS (
    SELECT n, (n - 1) / 8 AS b, (n - 1) % 8 AS i, sha256(convert_to('message' || n, 'UTF8')) AS h FROM missing OFFSET 0
)
SELECT m.n, m.i, m.h, s.course_id, author.user_id AS student_id,
    -- Taken ahead, so that an answer can name its question in one INSERT.
    nextval(pg_get_serial_sequence('chat_messages', 'id')) AS id,
    timestamptz '2025-10-01 00:00:00+00' + interval '1 second'
        * ((get_byte(c.h, 3) * 65536 + get_byte(c.h, 4) * 256 + get_byte(c.h, 5)) % 7900000 + 600 * m.i + get_byte(m.h, 2))
        AS written
FROM message AS m
JOIN conversation AS c USING (b)
JOIN student AS s ON s.n = c.student_n
JOIN student AS author
    ON author.course_id = s.course_id AND author.place = 1 + (get_byte(m.h, 0) * 256 + get_byte(m.h, 1)) % s.place
ORDER BY m.n;

ANALYZE seed_message;

WITH earlier AS (
    SELECT n, id, course_id FROM seed_message
    UNION ALL
    SELECT (metadata->>'seed')::integer, id, course_id FROM chat_messages WHERE metadata ? 'seed'
),
message AS (
    SELECT m.*, c.instructor_id, e.id AS reply_to_id,
        -- One conversation in sixteen opens with an announcement, all others with a question.
        CASE WHEN i = 0 AND get_byte(h, 3) < 16 THEN 'announcement' WHEN i = 0 THEN 'question'
            WHEN get_byte(h, 3) < 12 THEN 'code' WHEN get_byte(h, 3) < 18 THEN 'image' WHEN get_byte(h, 3) < 22 THEN 'file'
            ELSE 'text' END AS type
    FROM seed_message AS m
    JOIN courses AS c ON c.id = m.course_id
    -- Two of three later messages answer the opening one or the one just before them.
    LEFT JOIN earlier AS e
        ON e.course_id = m.course_id AND i > 0 AND get_byte(h, 10) < 170
       AND e.n = m.n - CASE WHEN get_byte(h, 11) < 100 THEN i ELSE 1 END
)
INSERT INTO chat_messages (
    id, course_id, user_id, content, type, reply_to_id, created_at, edited_at, deleted_at, deleted_by, pinned_at, pinned_by,
    reactions, attachments, metadata)
OVERRIDING SYSTEM VALUE
SELECT
    id, course_id,
    -- The teacher writes one later message in five.
    CASE WHEN type = 'announcement' OR (i > 0 AND get_byte(h, 4) < 51) THEN instructor_id ELSE student_id END,
    CASE type
        WHEN 'announcement' THEN (ARRAY['The next live session is on Thursday at 18:00.', 'Lesson 7 has a new exercise.',
            'The slides of last week are in the files section.'])[1 + get_byte(h, 5) % 3]
        WHEN 'question' THEN (ARRAY['Does anybody get another result in exercise 3?', 'Which book goes deeper into this?',
            'Is there a way to do this without starting over?', 'How much time do you spend on one lesson?',
            'What does the second example in lesson 4 mean?'])[1 + get_byte(h, 5) % 5]
        WHEN 'code' THEN 'SELECT count(*) FROM lessons WHERE done;'
        WHEN 'image' THEN 'This is what I see:'
        WHEN 'file' THEN 'My notes, if they help anybody.'
        ELSE (ARRAY['Thanks, that helped!', 'I had the same problem. Going back one step solved it.',
            'Lesson 5 explains it at the end.', 'Could you show how you started?', 'It works now.',
            'I would do it the other way round.', 'Good point, I had not seen that.'])[1 + get_byte(h, 5) % 7]
    END,
    type,
    reply_to_id,
    written,
    CASE WHEN get_byte(h, 6) < 10 THEN written + interval '3 minutes' END,
    CASE WHEN get_byte(h, 7) < 5 THEN written + interval '1 hour' END,
    CASE WHEN get_byte(h, 7) < 3 THEN instructor_id END,
    CASE WHEN type = 'announcement' THEN written + interval '1 minute' END,
    CASE WHEN type = 'announcement' THEN instructor_id END,
    CASE WHEN get_byte(h, 8) < 40 THEN jsonb_build_object('👍', 1 + get_byte(h, 9) % 9) ELSE '{}' END,
    CASE type
        WHEN 'image' THEN '[{"name": "screen.png", "url": "https://lms.example.com/files/screen.png", "bytes": 48213}]'
        WHEN 'file' THEN '[{"name": "notes.pdf", "url": "https://lms.example.com/files/notes.pdf", "bytes": 120400}]'
        ELSE '[]' END::jsonb,
    jsonb_build_object('seed', n)
FROM message
ORDER BY n;

ANALYZE chat_messages;
