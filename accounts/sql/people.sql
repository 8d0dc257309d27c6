-- Who may be what: administrators apart from everybody else, nobody by the own hand.

CREATE OR REPLACE FUNCTION public.bangfu_roles_apart() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM accounts_user WHERE id IN (SELECT user_id FROM new_rows)
        ORDER BY id FOR NO KEY UPDATE;
    IF EXISTS (SELECT 1 FROM accounts_roleholding h
            WHERE h.user_id IN (SELECT user_id FROM new_rows) GROUP BY h.user_id
            HAVING count(*) > 1 AND bool_or(h.role IN ('sysadmin', 'secadmin', 'auditor'))) THEN
        PERFORM bangfu_refuse('accounts_roleholding_administrators_apart',
            'an administrator or auditor holds no other role');
    END IF;
    IF EXISTS (SELECT 1 FROM new_rows WHERE user_id = bangfu_actor()) THEN
        PERFORM bangfu_refuse('accounts_roleholding_by_another', 'nobody takes a role');
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION public.bangfu_deputy_named() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM new_rows WHERE deputy_id = bangfu_actor()) THEN
        PERFORM bangfu_refuse('accounts_deputy_by_another', 'nobody names the own person');
    END IF;
    IF EXISTS (SELECT 1 FROM new_rows n JOIN accounts_roleholding h
            ON h.user_id IN (n.deputy_id, n.principal_id)
            WHERE h.role IN ('sysadmin', 'secadmin', 'auditor')) THEN
        PERFORM bangfu_refuse('accounts_deputy_no_administrator',
            'administrators and auditors neither have nor are deputies');
    END IF;
    RETURN NULL;
END $$;
