-- The role that workers work as, whoever they log in as: it can add to the audit, and can never change what stands there.

-- migrate:up
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'lms_worker') THEN
        CREATE ROLE lms_worker NOLOGIN;
    END IF;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN
        NULL; -- Roles belong to the whole server: another platform database on it makes the same one at this moment.
    WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'the role lms_worker does not exist and % may not create it', current_user
            USING ERRCODE = 'insufficient_privilege',
                  HINT = format('As a superuser: CREATE ROLE lms_worker NOLOGIN; GRANT lms_worker TO %I WITH ADMIN OPTION;', current_user);
END
$$;

DO $$
BEGIN
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        EXECUTE format('GRANT lms_worker TO %I', current_user);
    END IF;
END
$$;

GRANT USAGE ON SCHEMA public TO lms_worker;

-- migrate:down
-- The role itself stays, for other databases of the server may need it.
REVOKE USAGE ON SCHEMA public FROM lms_worker;
