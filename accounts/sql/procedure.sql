-- Procedures move by steps (model.md §2). Names of refusals begin with TG_ARGV's prefix.

CREATE OR REPLACE FUNCTION public.bangfu_refuse(name text, words text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '%', words USING ERRCODE = '23514', CONSTRAINT = name;
END $$;

-- On the procedure, after insert: TG_ARGV = prefix.
CREATE OR REPLACE FUNCTION public.bangfu_procedure_born() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM new_rows
            WHERE state <> 'draft' OR step_no <> 0 OR cycle <> 1 OR due_on IS NOT NULL) THEN
        PERFORM bangfu_refuse(TG_ARGV[0] || '_born_draft', 'a procedure is born as a draft');
    END IF;
    RETURN NULL;
END $$;

-- On the procedure, after update: TG_ARGV = prefix. The owner is whom the step trigger
-- acts as; everybody else may change anything but what a step moves.
CREATE OR REPLACE FUNCTION public.bangfu_procedure_moves() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID) THEN
        RETURN NULL;
    END IF;
    IF EXISTS (
        SELECT 1 FROM new_rows n JOIN old_rows o ON o.id = n.id
        WHERE (n.state, n.step_no, n.cycle, n.due_on)
            IS DISTINCT FROM (o.state, o.step_no, o.cycle, o.due_on)
    ) THEN
        PERFORM bangfu_refuse(TG_ARGV[0] || '_moves_by_step', 'only a step moves a procedure');
    END IF;
    -- What was submitted stays as it was but for the columns in TG_ARGV[1]; the route
    -- also stays in later cycles.
    IF EXISTS (
        SELECT 1 FROM new_rows n JOIN old_rows o ON o.id = n.id
        WHERE (o.state <> 'draft' AND to_jsonb(n) - string_to_array(TG_ARGV[1], ',')
                <> to_jsonb(o) - string_to_array(TG_ARGV[1], ','))
            OR (o.cycle > 1 AND n.route_id <> o.route_id)
    ) THEN
        PERFORM bangfu_refuse(TG_ARGV[0] || '_frozen_at_submission',
            'what was submitted stays as it was');
    END IF;
    RETURN NULL;
END $$;

-- On the procedure, after delete: TG_ARGV = prefix. Only a draft without steps may go.
CREATE OR REPLACE FUNCTION public.bangfu_procedure_kept() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM old_rows WHERE state <> 'draft' OR cycle > 1) THEN
        PERFORM bangfu_refuse(TG_ARGV[0] || '_kept', 'what was submitted is kept');
    END IF;
    RETURN NULL;
END $$;

-- On the step, after insert: TG_ARGV = prefix. Carried seats are written by the owner,
-- whom the function below acts as; this one runs as whoever inserts.
CREATE OR REPLACE FUNCTION public.bangfu_step_carried() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF current_user <> (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID)
            AND EXISTS (SELECT 1 FROM new_rows WHERE outcome = 'carried') THEN
        PERFORM bangfu_refuse(TG_ARGV[0] || '_next_of_route', 'carried steps write themselves');
    END IF;
    RETURN NULL;
END $$;

-- On the step, after insert: TG_ARGV = procedure table, prefix of the step's names,
-- kind of procedure.
CREATE OR REPLACE FUNCTION public.bangfu_step_moves() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    found boolean;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM new_rows) THEN
        RETURN NULL;
    END IF;
    SELECT bool_and(outcome = 'carried') INTO found FROM new_rows;
    IF found THEN
        RETURN NULL;  -- seats carried into a new cycle, written below by the owner
    END IF;

    SELECT bool_or(actor_id IS DISTINCT FROM bangfu_actor()) INTO found FROM new_rows;
    IF found THEN
        PERFORM bangfu_refuse(TG_ARGV[1] || '_actor_is_session', 'the actor is who is signed in');
    END IF;

    EXECUTE format('SELECT count(*) FROM (SELECT 1 FROM %1$I
        WHERE id IN (SELECT procedure_id FROM new_rows) ORDER BY id FOR NO KEY UPDATE) locked',
        TG_ARGV[0]);

    EXECUTE format($sql$
        SELECT count(*) <> count(DISTINCT n.procedure_id) OR bool_or(NOT coalesce(
            n.cycle = p.cycle
            AND s.route_id = p.route_id AND s.no = n.no AND r.issued
            AND n.seat IS NOT DISTINCT FROM s.seat
            AND n.no = p.step_no + CASE WHEN n.outcome = 'closed' THEN 0 ELSE 1 END
            AND CASE n.outcome
                WHEN 'done' THEN p.state = 'running' OR (p.state = 'draft' AND n.no = 1)
                WHEN 'skipped' THEN p.state = 'running' AND s.skip_condition <> ''
                    AND s.seat IS NULL
                WHEN 'returned' THEN p.state = 'running' AND n.return_to BETWEEN 1 AND p.step_no
                WHEN 'rejected' THEN p.state = 'running'
                WHEN 'withdrawn' THEN p.state IN ('draft', 'running')
                WHEN 'reopened' THEN p.state IN ('rejected', 'withdrawn')
                WHEN 'closed' THEN p.state = 'approved'
                ELSE false END
            AND (n.no > 1 OR r.kind = %2$L AND n.acted_on >= r.valid_from
                AND n.acted_on <= coalesce(r.valid_to, n.acted_on))
            AND (n.no > 1 OR n.outcome <> 'done'
                OR p.keeper_id IN (n.actor_id, n.acted_for_id))
            AND (n.outcome = 'returned' OR n.return_to IS NULL), false))
        FROM new_rows n
        LEFT JOIN %1$I p ON p.id = n.procedure_id
        LEFT JOIN accounts_routestep s ON s.id = n.route_step_id
        LEFT JOIN accounts_route r ON r.id = s.route_id $sql$, TG_ARGV[0], TG_ARGV[2])
    INTO found;
    IF found THEN
        PERFORM bangfu_refuse(TG_ARGV[1] || '_next_of_route', 'not the next step of the route');
    END IF;

    -- Who acts for somebody is that person's deputy on the day, and neither of the two
    -- has a hand in this cycle yet, be it by another's.
    SELECT bool_or(NOT EXISTS (
        SELECT 1 FROM accounts_deputy d WHERE d.principal_id = n.acted_for_id
            AND d.deputy_id = n.actor_id AND n.acted_on BETWEEN d.valid_from AND d.valid_to))
    INTO found FROM new_rows n WHERE n.acted_for_id IS NOT NULL;
    IF found THEN
        PERFORM bangfu_refuse(TG_ARGV[1] || '_deputy_is_named', 'nobody named this deputy');
    END IF;
    EXECUTE format($sql$
        SELECT EXISTS (SELECT 1 FROM new_rows n JOIN %1$I k ON k.procedure_id = n.procedure_id
            AND k.cycle = n.cycle AND k.id <> n.id AND k.seat IS NOT NULL
            AND k.outcome IN ('done', 'carried')
            AND ARRAY[k.actor_id, k.acted_for_id] && ARRAY[n.actor_id, n.acted_for_id]
            WHERE n.seat IS NOT NULL AND n.outcome = 'done') $sql$, TG_TABLE_NAME)
    INTO found;
    IF found THEN
        PERFORM bangfu_refuse(TG_ARGV[1] || '_four_eyes', 'a second hand in the same cycle');
    END IF;

    -- A return to a later step keeps the seats before it: nobody gets a second hand.
    EXECUTE format($sql$
        INSERT INTO %1$I (procedure_id, cycle, no, route_step_id, outcome, seat, actor_id,
            acted_for_id, acted_on, recorded_at, opinion, reasons, judged)
        SELECT k.procedure_id, n.cycle + 1, k.no, k.route_step_id, 'carried', k.seat,
            k.actor_id, k.acted_for_id, k.acted_on, k.recorded_at, k.opinion, '[]', NULL
        FROM new_rows n JOIN %1$I k ON k.procedure_id = n.procedure_id AND k.cycle = n.cycle
        WHERE n.outcome = 'returned' AND k.no < n.return_to
            AND k.seat IS NOT NULL AND k.outcome IN ('done', 'carried')
        $sql$, TG_TABLE_NAME);

    EXECUTE format($sql$
        UPDATE %1$I p SET
            state = CASE n.outcome
                WHEN 'returned' THEN CASE WHEN n.return_to = 1 THEN 'draft' ELSE 'running' END
                WHEN 'rejected' THEN 'rejected'
                WHEN 'withdrawn' THEN 'withdrawn'
                WHEN 'reopened' THEN 'draft'
                WHEN 'closed' THEN 'closed'
                ELSE CASE WHEN nxt.id IS NULL THEN 'approved' ELSE 'running' END END,
            step_no = CASE n.outcome
                WHEN 'done' THEN n.no
                WHEN 'skipped' THEN n.no
                WHEN 'returned' THEN n.return_to - 1
                WHEN 'reopened' THEN 0
                ELSE p.step_no END,
            cycle = p.cycle + CASE WHEN n.outcome IN ('returned', 'reopened') THEN 1 ELSE 0 END,
            due_on = CASE WHEN n.outcome IN ('rejected', 'withdrawn', 'closed') THEN NULL
                ELSE n.acted_on + nxt.days::int END,
            version = p.version + 1
        FROM new_rows n
        JOIN accounts_routestep s ON s.id = n.route_step_id
        LEFT JOIN accounts_routestep nxt ON nxt.route_id = s.route_id
            AND nxt.no = CASE n.outcome WHEN 'returned' THEN n.return_to
                WHEN 'reopened' THEN 1 ELSE n.no + 1 END
        WHERE p.id = n.procedure_id $sql$, TG_ARGV[0]);
    RETURN NULL;
END $$;
