-- An application is sent by one question and one order, as an act of an officer is: the draft comes locked with all that
-- sending asks for, and the case is born in the very order that writes its first event. Everybody who sends waits for the row
-- that counts the numbers of the day: now from this order to the end of the transaction, and for nothing in between.

-- As in sending.sql, and along with it the version of the catalogue and the documents that were attached.
CREATE OR REPLACE FUNCTION lorong_draft_at_hand(of_draft bigint) RETURNS json
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM cases_draft d WHERE d.id = of_draft FOR UPDATE;
    RETURN (SELECT json_build_array(
        row_to_json(d),
        json_build_array(
            a.id, a.household_id, a.relation, a.name, a.birth_place, a.birth_date, a.sex, a.religion, a.marital, a.education,
            a.occupation, a.citizenship, a.died_on, a.synthetic, ah.id, ah.rt, ah.rw, ah.region, ah.synthetic),
        json_build_array(
            s.id, s.household_id, s.relation, s.name, s.birth_place, s.birth_date, s.sex, s.religion, s.marital, s.education,
            s.occupation, s.citizenship, s.died_on, s.synthetic, sh.id, sh.rt, sh.rw, sh.region, sh.synthetic),
        (SELECT c.version FROM city_setting c LIMIT 1),
        (SELECT json_build_array(coalesce(max(p.id), 0), count(p.retired_at)) FROM catalog_procedure p),
        (SELECT json_agg(row_to_json(x)) FROM documents_document x
         WHERE x.id = ANY (ARRAY(SELECT g.document::uuid FROM jsonb_each_text(d.documents) AS g (requirement, document)))))
    FROM cases_draft d
    JOIN people_person a ON a.id = d.applicant_id JOIN people_household ah ON ah.id = a.household_id
    JOIN people_person s ON s.id = d.subject_id JOIN people_household sh ON sh.id = s.household_id
    WHERE d.id = of_draft);
END $$;

-- The birth of a case: its row, its documents, which from now on belong to it, and the draft it came from, which says from now
-- on as which case it was sent. Gives its id. Its first event has to follow in the same transaction. One row a day counts;
-- gaps are harmless.
DROP FUNCTION lorong_case_begin(jsonb);
CREATE FUNCTION lorong_case_begin(act jsonb) RETURNS bigint
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    on_day date := (act ->> 'day')::date;
    at timestamptz := (act ->> 'at')::timestamptz;
    of_number text;
    of_case bigint;
BEGIN
    INSERT INTO cases_day_counter AS c (day, last) VALUES (on_day, 1)
    ON CONFLICT (day) DO UPDATE SET last = c.last + 1
    RETURNING to_char(on_day, 'YY-MMDD-') || lpad(last::text, greatest(4, length(last::text)), '0') INTO of_number;
    INSERT INTO cases_case (
        number, key, procedure_id, slug, unit_id, applicant_id, subject_id, account_id, parent_number, channel, answers, marking,
        turn, ended, last_seq, last_hash, promised_minutes, city_minutes, applicant_minutes, outside_minutes, returns)
    SELECT of_number, n.key, n.procedure_id, n.slug, n.unit_id, n.applicant_id, n.subject_id, n.account_id, n.parent_number,
           n.channel, '{}', '{}', 'none', '', 0, '', 0, 0, 0, 0, 0
    FROM jsonb_populate_record(NULL::cases_case, act -> 'case') n
    RETURNING id INTO of_case;
    IF act -> 'papers' <> '[]' THEN
        INSERT INTO cases_attachment (case_id, requirement, document_id, held_before, attached_at)
        SELECT of_case, p.requirement, p.document_id, p.held_before, at
        FROM jsonb_to_recordset(act -> 'papers') AS p (requirement text, document_id uuid, held_before boolean);
        UPDATE documents_document SET received_for = of_number
        WHERE id = ANY (ARRAY(SELECT p.document_id FROM jsonb_to_recordset(act -> 'papers') AS p (document_id uuid, held_before boolean)
                              WHERE NOT p.held_before)) AND received_for = '';
    END IF;
    IF act -> 'draft' <> 'null' THEN
        UPDATE cases_draft SET submitted_as = of_number, updated_at = at WHERE id = (act ->> 'draft')::bigint;
    END IF;
    RETURN of_case;
END $$;

-- As in acts.sql. born: the case begins with this event; it is told nowhere else which case that is. Jobs are all of this case.
CREATE OR REPLACE FUNCTION lorong_case_record(act jsonb) RETURNS json
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    event jsonb := act -> 'event';
    of_case bigint := (event ->> 'case_id')::bigint;
    stands json;
BEGIN
    IF act -> 'born' <> 'null' THEN
        of_case := lorong_case_begin(act -> 'born');
        event := event || jsonb_build_object('case_id', of_case);
    END IF;
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
            SELECT ROW(j.queue, j.task, 0, 'case:' || of_case, NULL, jsonb_build_object('case_id', of_case) || j.args,
                       NULL)::procrastinate_job_to_defer_v1
            FROM jsonb_to_recordset(act -> 'jobs') AS j (queue text, task text, args jsonb)));
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
