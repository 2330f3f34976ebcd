-- As in limits.sql. along: what the service of a new case writes in the very order in which that is born, since everybody who
-- begins a case waits for the row that counts the numbers of the day: a function of the service, which takes what is given and the
-- case as it stands.
CREATE OR REPLACE FUNCTION lorong_case_record(act jsonb) RETURNS json
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    event jsonb := act -> 'event';
    of_case bigint := (event ->> 'case_id')::bigint;
    stands json;
    given json;
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
    IF act -> 'limits' <> 'null' THEN
        INSERT INTO cases_limit AS l ("case_id", "limit", begun_at, begun_seq, due_at, met_at, met_seq, alarm_at)
        SELECT of_case, n."limit", n.begun_at, n.begun_seq, n.due_at, n.met_at, n.met_seq, n.alarm_at
        FROM jsonb_populate_recordset(NULL::cases_limit, act #> '{limits,begun}') n
        ON CONFLICT (case_id, "limit") DO UPDATE SET
            begun_at = excluded.begun_at, begun_seq = excluded.begun_seq, due_at = excluded.due_at, met_at = excluded.met_at,
            met_seq = excluded.met_seq, alarm_at = excluded.alarm_at
        WHERE act #> '{limits,anew}' = 'true';
        UPDATE cases_limit l SET met_at = (event ->> 'at')::timestamptz, met_seq = (event ->> 'seq')::int, alarm_at = NULL
        WHERE l.case_id = of_case AND l.met_at IS NULL AND l.begun_seq < (event ->> 'seq')::int
            AND (act #> '{limits,met}' = 'null' OR act #> '{limits,met}' ? l."limit");
        UPDATE cases_limit l SET met_at = NULL, met_seq = NULL,
            alarm_at = CASE WHEN l.begun_at + (l.due_at - l.begun_at) * 0.8 > (event ->> 'at')::timestamptz
                            THEN l.begun_at + (l.due_at - l.begun_at) * 0.8 ELSE l.due_at END
        WHERE l.case_id = of_case AND l.met_seq < (event ->> 'seq')::int AND act #> '{limits,again}' ? l."limit";
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
    IF act #> '{born,along}' <> 'null' THEN
        EXECUTE format('SELECT %I($1, $2)', act #>> '{born,along,call}') INTO given USING act #> '{born,along,give}', stands;
        RETURN (stands::jsonb || jsonb_build_object('along', given))::json;
    END IF;
    RETURN stands;
END $$;
