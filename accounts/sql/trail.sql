-- The trail (model.md §5): what changed in which row, who did it, from where.
-- One function per operation, shared by all tables; TG_ARGV[0] lists columns that never
-- appear, TG_ARGV[1] columns that appear as the first 8 hex digits of their digest.

CREATE OR REPLACE FUNCTION public.bangfu_actor() RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN nullif(current_setting('bangfu.actor', true), '')::bigint;
END $$;

CREATE OR REPLACE FUNCTION public.bangfu_trail_actor(owner name) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    actor bigint := public.bangfu_actor();
BEGIN
    IF actor IS NULL AND session_user <> owner THEN
        RAISE EXCEPTION 'a business write names its actor'
            USING ERRCODE = '23514', CONSTRAINT = 'accounts_trail_needs_actor';
    END IF;
    IF actor <> 0 AND session_user <> owner
            AND NOT EXISTS (SELECT 1 FROM public.accounts_user WHERE id = actor) THEN
        RAISE EXCEPTION 'the actor is somebody with an account'
            USING ERRCODE = '23514', CONSTRAINT = 'accounts_trail_needs_actor';
    END IF;
    RETURN actor;
END $$;

CREATE OR REPLACE FUNCTION public.bangfu_trail_row(data jsonb, hidden text, digests text)
RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    col text;
BEGIN
    IF data IS NULL THEN
        RETURN NULL;
    END IF;
    FOREACH col IN ARRAY string_to_array(digests, ',') LOOP
        IF data ->> col IS NOT NULL THEN
            data := jsonb_set(data, ARRAY[col], to_jsonb(substr(data ->> col, 3, 8)));
        END IF;
    END LOOP;
    FOREACH col IN ARRAY string_to_array(hidden, ',') LOOP
        IF data ? col THEN
            data := jsonb_set(data, ARRAY[col], '"•"'::jsonb);
        END IF;
    END LOOP;
    RETURN data;
END $$;

CREATE OR REPLACE FUNCTION public.bangfu_trail_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    actor_id bigint;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM new_rows) THEN
        RETURN NULL;
    END IF;
    actor_id := bangfu_trail_actor(current_user);
    IF TG_ARGV[0] = '' AND TG_ARGV[1] = '' THEN
        INSERT INTO accounts_trail (at, xid, actor, source, run, op, "table", row, before, after)
        SELECT now(), pg_current_xact_id()::text::bigint, actor_id,
            coalesce(current_setting('bangfu.source', true), ''),
            nullif(current_setting('bangfu.run', true), '')::bigint,
            'I', TG_TABLE_NAME, (to_jsonb(n) ->> TG_ARGV[2])::bigint, NULL, to_jsonb(n)
        FROM new_rows n;
    ELSE
        INSERT INTO accounts_trail (at, xid, actor, source, run, op, "table", row, before, after)
        SELECT now(), pg_current_xact_id()::text::bigint, actor_id,
            coalesce(current_setting('bangfu.source', true), ''),
            nullif(current_setting('bangfu.run', true), '')::bigint,
            'I', TG_TABLE_NAME, (to_jsonb(n) ->> TG_ARGV[2])::bigint, NULL,
            bangfu_trail_row(to_jsonb(n), TG_ARGV[0], TG_ARGV[1])
        FROM new_rows n;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION public.bangfu_trail_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    actor_id bigint;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM new_rows) THEN
        RETURN NULL;
    END IF;
    actor_id := bangfu_trail_actor(current_user);
    EXECUTE format($sql$
        INSERT INTO accounts_trail (at, xid, actor, source, run, op, "table", row, before, after)
        SELECT now(), pg_current_xact_id()::text::bigint, $1,
            coalesce(current_setting('bangfu.source', true), ''),
            nullif(current_setting('bangfu.run', true), '')::bigint,
            'U', $2, n.%1$I,
            bangfu_trail_row(d.before, $3, $4), bangfu_trail_row(d.after, $3, $4)
        FROM new_rows n JOIN old_rows o ON o.%1$I = n.%1$I
        CROSS JOIN LATERAL (
            SELECT jsonb_object_agg(new.key, old.value) AS before,
                jsonb_object_agg(new.key, new.value) AS after
            FROM jsonb_each(to_jsonb(n)) new
            JOIN jsonb_each(to_jsonb(o)) old ON old.key = new.key
            WHERE new.value IS DISTINCT FROM old.value AND new.key <> 'version'
        ) d
        WHERE d.after IS NOT NULL $sql$, TG_ARGV[2])
    USING actor_id, TG_TABLE_NAME, TG_ARGV[0], TG_ARGV[1];
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION public.bangfu_trail_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    actor_id bigint;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM old_rows) THEN
        RETURN NULL;
    END IF;
    actor_id := bangfu_trail_actor(current_user);
    INSERT INTO accounts_trail (at, xid, actor, source, run, op, "table", row, before, after)
    SELECT now(), pg_current_xact_id()::text::bigint, actor_id,
        coalesce(current_setting('bangfu.source', true), ''),
        nullif(current_setting('bangfu.run', true), '')::bigint,
        'D', TG_TABLE_NAME, (to_jsonb(o) ->> TG_ARGV[2])::bigint,
        bangfu_trail_row(to_jsonb(o), TG_ARGV[0], TG_ARGV[1]), NULL
    FROM old_rows o;
    RETURN NULL;
END $$;

-- A change that people see on a form carries a version, so that no form overwrites
-- what its user never saw.
CREATE OR REPLACE FUNCTION public.bangfu_next_version() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.version := OLD.version + 1;
    RETURN NEW;
END $$;
