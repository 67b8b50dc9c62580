-- A schema for Hangfire, which makes its tables in it by itself: nothing rests on what stands there, so the workers' role owns all of it.

-- migrate:up
CREATE SCHEMA hangfire AUTHORIZATION lms_worker;

-- migrate:down
DROP SCHEMA hangfire CASCADE;
