-- One question before an act and one order after it, each a single JSON value: what an officer's decision costs is mostly
-- going to and fro and unpacking. Both run with the rights of whoever calls them; every guard stands behind them.
DROP FUNCTION lorong_case_at_hand(bigint);
DROP FUNCTION lorong_case_record(jsonb, jsonb, jsonb);

-- Locks a case, then reads it with what an act needs: a second statement, so that it sees what whoever held the lock before
-- has written. items: its open steps. keys: the acts that were recorded. papers: its documents in force, whether nobody has
-- judged them, and whether they were turned down. city: the city's version, which every act asks for. NULL: no such case.
CREATE FUNCTION lorong_case_at_hand(of_case bigint) RETURNS json
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    found json;
BEGIN
    PERFORM FROM cases_case c WHERE c.id = of_case FOR UPDATE;
    SELECT json_build_object(
        'case', row_to_json(c),
        'items', (SELECT json_agg(row_to_json(i) ORDER BY i.id) FROM cases_work_item i
                  WHERE i.case_id = of_case AND i.done_at IS NULL),
        'keys', (SELECT json_object_agg(e.key, e.account_id) FROM cases_event e WHERE e.case_id = of_case),
        'papers', (SELECT json_agg(json_build_array(a.requirement, a.document_id,
                                                    d.accepted_at IS NULL AND d.rejected_at IS NULL, d.rejected_at IS NOT NULL))
                   FROM cases_attachment a JOIN documents_document d ON d.id = a.document_id
                   WHERE a.case_id = of_case AND a.replaced_at IS NULL),
        'city', (SELECT s.version FROM city_setting s LIMIT 1))
    INTO found FROM cases_case c WHERE c.id = of_case;
    RETURN found;
END $$;

-- Writes an event, ends the steps it closes, opens those that follow, notes who holds a step and that its time is over,
-- leaves the jobs it causes and, where the act gives it along, the entry of the audit trail; gives the case as it stands then.
CREATE FUNCTION lorong_case_record(act jsonb) RETURNS json
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    event jsonb := act -> 'event';
    of_case bigint := (event ->> 'case_id')::bigint;
    stands json;
BEGIN
    INSERT INTO cases_event SELECT * FROM jsonb_populate_record(
        NULL::cases_event, '{"position": 0, "prev_hash": "\\x", "hash": "\\x"}'::jsonb || event);
    IF act -> 'closing' <> '[]' THEN
        UPDATE cases_work_item i SET
            done_at = d.done_at, done_seq = d.done_seq, outcome = d.outcome, minutes = d.minutes, late = d.late,
            holder_id = d.holder_id, claimed_at = d.claimed_at
        FROM jsonb_populate_recordset(NULL::cases_work_item, act -> 'closing') d
        WHERE i.id = d.id AND i.case_id = of_case AND i.done_at IS NULL;
    END IF;
    IF act -> 'opening' <> '[]' THEN
        INSERT INTO cases_work_item (case_id, step, role, unit_id, side, machine, blind, assigned, holder_id, claimed_at,
                                     opened_at, opened_seq, due_at, outcome)
        SELECT of_case, o.step, o.role, o.unit_id, o.side, o.machine, o.blind, o.assigned, o.holder_id, o.claimed_at,
               o.opened_at, o.opened_seq, o.due_at, ''
        FROM jsonb_populate_recordset(NULL::cases_work_item, act -> 'opening') o;
    END IF;
    IF act -> 'held' <> '[]' THEN
        UPDATE cases_work_item i SET holder_id = d.holder_id, claimed_at = d.claimed_at, alarmed_at = d.alarmed_at
        FROM jsonb_populate_recordset(NULL::cases_work_item, act -> 'held') d
        WHERE i.id = d.id AND i.case_id = of_case AND i.done_at IS NULL;
    END IF;
    IF act -> 'jobs' <> '[]' THEN
        PERFORM procrastinate_defer_jobs_v1(ARRAY(
            SELECT ROW(j.queue, j.task, 0, j.lock, NULL, j.args, NULL)::procrastinate_job_to_defer_v1
            FROM jsonb_to_recordset(act -> 'jobs') AS j (queue text, task text, lock text, args jsonb)));
    END IF;
    IF act -> 'entry' <> 'null' THEN
        INSERT INTO audit_entry (chain, seq, at, action, refused, actor_kind, account_id, position_id, actor_title,
                                 object_kind, object_id, data, prev_hash, hash)
        SELECT -1, -1, a.at, a.action, false, a.actor_kind, a.account_id, a.position_id, a.actor_title, a.object_kind,
               a.object_id, '{}', '', ''
        FROM jsonb_populate_record(NULL::audit_entry, act -> 'entry') a;
    END IF;
    SELECT row_to_json(c) INTO STRICT stands FROM cases_case c WHERE c.id = of_case;
    RETURN stands;
END $$;

-- At commit, a case has a history, and its open work is exactly its open steps. As in cases.sql, told with less asking: it
-- is checked for the event, for each step that ends and for each that opens.
CREATE OR REPLACE FUNCTION lorong_case_is_whole() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    of_case bigint;
    c record;
    steps text[];
BEGIN
    IF TG_TABLE_NAME = 'cases_case' THEN
        of_case := NEW.id;
    ELSE
        of_case := NEW.case_id;
    END IF;
    SELECT k.number, k.last_seq, k.marking::text[] AS marking,
           ARRAY(SELECT i.step::text FROM cases_work_item i WHERE i.case_id = of_case AND i.done_at IS NULL) AS work
    INTO STRICT c FROM cases_case k WHERE k.id = of_case;
    IF c.last_seq = 0 THEN
        PERFORM lorong_refuse(format('case %s has no history', c.number));
    END IF;
    IF c.marking <> c.work THEN
        steps := ARRAY(SELECT t FROM unnest(c.marking) t WHERE t !~ '^\?|>');
        IF NOT (steps <@ c.work AND c.work <@ steps) THEN
            PERFORM lorong_refuse(format('the open work of case %s is not its open steps', c.number));
        END IF;
    END IF;
    RETURN NULL;
END $$;
