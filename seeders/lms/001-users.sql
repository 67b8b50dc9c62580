-- Demo users: 1,000 × lms.scale. Every 25th teaches; the rest study, moderate or administer.
--
-- How all four seeders work: row n depends on n alone, through the bytes of a hash, never on random() or now(). Equal
-- scales give equal rows, a larger scale adds to a smaller one, and a second run adds only what is missing. A seeded row
-- carries its n in metadata.seed. Nothing here reaches a real person: addresses are in example.com and .org, phone numbers
-- under +999, which no country has, and no password fits the hashes. No ON CONFLICT here: it would look every unique index
-- up twice, for a clash that only a deliberate copy of these addresses could cause.

SET LOCAL work_mem = '64MB';

WITH missing AS (
    SELECT n FROM generate_series(1, ceil(1000 * current_setting('lms.scale')::numeric)::integer) AS n
    EXCEPT
    SELECT (metadata->>'seed')::integer FROM users WHERE metadata ? 'seed'
    ORDER BY n
),
-- OFFSET 0 keeps the planner from computing the hash once per use.
hashed AS (
    SELECT n, sha256(convert_to('user' || n, 'UTF8')) AS h FROM missing OFFSET 0
),
person AS (
    SELECT n, h,
        ('{Aisha,Amara,Anna,Arjun,Carlos,Chloe,David,Elena,Emma,Fatima,Felix,Grace,Hugo,Ivan,James,Jonas,Leila,Liam,'
            'Lukas,Maria,Mateo,Mei,Nina,Noah,Omar,Priya,Samuel,Sofia,Tomas,Wei,Yuki,Zara}')::text[] AS firsts,
        ('{Ahmed,Ali,Brown,Chen,Cohen,Diallo,Dvorak,Garcia,Hassan,Ivanov,Johnson,Khan,Kovacs,Lopez,Martin,Moreau,Murphy,'
            'Nielsen,Novak,Okafor,Patel,Petrova,Rahimi,Rossi,Schmidt,Sharma,Silva,Smith,Tanaka,Wang,Weber,Wilson}')::text[]
            AS lasts,
        -- Teachers came first, others until 2025-10-01, more of them each year.
        timestamptz '2021-01-01 00:00:00+00' + interval '1 second' * CASE
            WHEN n % 25 = 1 THEN 31536000::bigint * (get_byte(h, 2) * 256 + get_byte(h, 3)) / 65536
            ELSE 31536000 + floor(118281600 * sqrt((get_byte(h, 2) * 256 + get_byte(h, 3)) / 65536.0::float8))
        END AS joined
    FROM hashed OFFSET 0
),
account AS (
    SELECT n, h, joined,
        firsts[1 + get_byte(h, 0) % 32] AS first_name,
        lasts[1 + get_byte(h, 1) % 32] AS last_name,
        (lower(firsts[1 + get_byte(h, 0) % 32] || '.' || lasts[1 + get_byte(h, 1) % 32]) || n) COLLATE "C" AS username,
        -- 5 % never confirmed their address; a teacher always did.
        get_byte(h, 4) >= 13 OR n % 25 = 1 AS verified,
        get_byte(h, 5) AS dice,
        -- Twelve digits in the order of the names; the last eight are n.
        ((1000 + get_byte(h, 0) % 32 * 32 + get_byte(h, 1) % 32) * 100000000::bigint + n % 100000000)::text AS number,
        joined + interval '1 second' * floor(
            extract(epoch FROM timestamptz '2026-01-01 00:00:00+00' - joined)::float8 * get_byte(h, 6) / 256) AS seen
    FROM person
    -- Names, addresses and numbers arrive in the order of their indexes, which halves what it costs to keep those.
    ORDER BY username
)
INSERT INTO users (
    email, username, password_hash, first_name, last_name, phone,
    two_factor_enabled, two_factor_secret, two_factor_backup_codes,
    email_verified, email_verification_token, email_verification_expires_at,
    password_reset_token, password_reset_expires_at,
    status, role, google_id, facebook_id, github_id, preferences, metadata,
    last_login_at, created_at, updated_at, deleted_at)
SELECT
    username || CASE WHEN dice % 3 = 0 THEN '@example.org' ELSE '@example.com' END,
    username,
    -- One in eight signs in with Google only.
    CASE WHEN dice >= 32 THEN '$argon2id$v=19$m=19456,t=2,p=1$' || encode(substr(h, 1, 12), 'base64') || '$'
        || encode(substr(h, 9, 24), 'base64') END,
    first_name, last_name,
    CASE WHEN dice % 5 < 2 THEN '+999' || number END,
    dice % 10 = 9,
    CASE WHEN dice % 10 = 9 THEN upper(encode(substr(h, 13, 10), 'hex')) END,
    CASE WHEN dice % 10 = 9 THEN ARRAY[encode(substr(h, 7, 8), 'hex'), encode(substr(h, 15, 8), 'hex')] ELSE '{}' END,
    verified,
    CASE WHEN NOT verified THEN encode(h, 'hex') END,
    CASE WHEN NOT verified THEN joined + interval '24 hours' END,
    CASE WHEN verified AND dice = 77 THEN encode(sha256(h), 'hex') END,
    CASE WHEN verified AND dice = 77 THEN seen + interval '1 hour' END,
    CASE WHEN NOT verified THEN 'pending'
        WHEN n % 25 = 1 OR dice < 246 THEN 'active'
        WHEN dice < 250 THEN 'suspended'
        ELSE 'deactivated' END,
    CASE WHEN n % 25 = 1 THEN 'instructor' WHEN n % 500 = 2 THEN 'admin' WHEN n % 200 = 3 THEN 'moderator' ELSE 'student' END,
    CASE WHEN dice < 51 THEN '100000000' || number END,
    CASE WHEN dice BETWEEN 60 AND 72 THEN '2000' || number END,
    CASE WHEN dice BETWEEN 65 AND 90 THEN (30000000 + n)::text END,
    CASE get_byte(h, 7) % 4
        WHEN 0 THEN '{"theme": "dark", "locale": "en", "notifications": {"email": true, "push": false}}'::jsonb
        WHEN 1 THEN '{"theme": "light", "locale": "es", "notifications": {"email": false, "push": true}}'::jsonb
        WHEN 2 THEN '{"theme": "system", "locale": "de", "notifications": {"email": true, "push": true}}'::jsonb
        ELSE '{}' END,
    ('{"seed": ' || n || '}')::jsonb,
    CASE WHEN verified THEN seen END,
    joined,
    CASE WHEN verified THEN seen ELSE joined END,
    CASE WHEN dice >= 253 AND n % 25 <> 1 THEN seen + interval '720 hours' END
FROM account;

ANALYZE users;
