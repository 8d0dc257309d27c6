-- Issued routes are frozen: running procedures stand on their steps.

CREATE OR REPLACE FUNCTION public.bangfu_routestep_frozen() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    frozen boolean;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT bool_or(r.issued) INTO frozen
        FROM new_rows n JOIN accounts_route r ON r.id = n.route_id;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT bool_or(r.issued) INTO frozen
        FROM old_rows o JOIN accounts_route r ON r.id = o.route_id;
    ELSE
        SELECT bool_or(r.issued) INTO frozen
        FROM new_rows n JOIN old_rows o ON o.id = n.id
        JOIN accounts_route r ON r.id IN (n.route_id, o.route_id)
        WHERE (n.route_id, n.no, n.code, n.seat, n.role, n.level, n.days, n.skip_condition)
            IS DISTINCT FROM
            (o.route_id, o.no, o.code, o.seat, o.role, o.level, o.days, o.skip_condition);
    END IF;
    IF frozen THEN
        RAISE EXCEPTION 'steps of an issued route are frozen'
            USING ERRCODE = '23514', CONSTRAINT = 'accounts_routestep_frozen';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION public.bangfu_route_issued() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM new_rows n JOIN old_rows o ON o.id = n.id
        WHERE o.issued AND (NOT n.issued OR n.kind <> o.kind OR n.valid_from <> o.valid_from)
    ) THEN
        RAISE EXCEPTION 'an issued route stays issued'
            USING ERRCODE = '23514', CONSTRAINT = 'accounts_route_stays_issued';
    END IF;
    RETURN NULL;
END $$;
