-- Issued routes are frozen: running procedures stand on their steps.

CREATE OR REPLACE FUNCTION public.bangfu_routestep_frozen() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    frozen boolean;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT bool_or(coalesce(r.issued, true)) INTO frozen
        FROM new_rows n LEFT JOIN accounts_route r ON r.id = n.route_id;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT bool_or(coalesce(r.issued, true)) INTO frozen
        FROM old_rows o LEFT JOIN accounts_route r ON r.id = o.route_id;
    ELSE
        SELECT bool_or(r.issued) INTO frozen
        FROM new_rows n JOIN old_rows o ON o.id = n.id
        JOIN accounts_route r ON r.id IN (n.route_id, o.route_id)
        WHERE (n.route_id, n.no, n.code, n.label, n.seat, n.role, n.level, n.days, n.skip_condition)
            IS DISTINCT FROM
            (o.route_id, o.no, o.code, o.label, o.seat, o.role, o.level, o.days, o.skip_condition);
    END IF;
    IF frozen THEN
        RAISE EXCEPTION 'steps of an issued route are frozen'
            USING ERRCODE = '23514', CONSTRAINT = 'accounts_routestep_frozen';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION public.bangfu_route_issued() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    broken boolean;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT bool_or(issued) INTO broken FROM new_rows;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT bool_or(issued) INTO broken FROM old_rows;
    ELSE
        SELECT bool_or(o.issued AND (NOT n.issued OR n.kind <> o.kind
            OR n.valid_from <> o.valid_from)) INTO broken
        FROM new_rows n JOIN old_rows o ON o.id = n.id;
    END IF;
    IF broken THEN
        PERFORM bangfu_refuse('accounts_route_stays_issued', 'an issued route stays issued');
    END IF;
    IF TG_OP = 'UPDATE' THEN
        SELECT bool_or(NOT coalesce(s.whole, false)) INTO broken
        FROM new_rows n JOIN old_rows o ON o.id = n.id
        LEFT JOIN LATERAL (
            SELECT count(*) = max(no) AND count(seat) >= 2
                AND bool_or(no = 1 AND seat = 'maker') AS whole
            FROM accounts_routestep WHERE route_id = n.id) s ON true
        WHERE n.issued AND NOT o.issued;
        IF broken THEN
            PERFORM bangfu_refuse('accounts_route_issued_whole', 'an issued route is whole');
        END IF;
    END IF;
    RETURN NULL;
END $$;
