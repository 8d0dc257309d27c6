-- The path of an organisation: its ancestors' keys and its own, each closed by a dot.

CREATE OR REPLACE FUNCTION public.bangfu_organisation_path() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    above text := '';
BEGIN
    IF NEW.parent_id IS NOT NULL THEN
        SELECT path INTO above FROM accounts_organisation
        WHERE id = NEW.parent_id FOR KEY SHARE;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.parent_id IS NOT NULL
            AND (above IS NULL OR starts_with(above, OLD.path)) THEN
        RAISE EXCEPTION 'an organisation cannot stand below itself'
            USING ERRCODE = '23514', CONSTRAINT = 'accounts_organisation_no_circle';
    END IF;
    NEW.path := above || NEW.id || '.';
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION public.bangfu_organisation_subtree() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    -- Each round moves the children of what moved before; a round without one ends it.
    IF NOT EXISTS (SELECT 1 FROM new_rows n JOIN old_rows o ON o.id = n.id
            WHERE n.path <> o.path) THEN
        RETURN NULL;
    END IF;
    UPDATE accounts_organisation child SET path = ''
    FROM new_rows n JOIN old_rows o ON o.id = n.id
    WHERE n.path <> o.path AND child.parent_id = n.id;
    RETURN NULL;
END $$;
