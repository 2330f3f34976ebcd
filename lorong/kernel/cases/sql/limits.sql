-- The clocks of the law: each begins, stops and runs on with an event, and is set anew only when the case follows other rules.

CREATE FUNCTION lorong_limit_guard() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    latest record;
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM lorong_refuse('a clock of the law is history');
    END IF;
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - 'alarm_at' = to_jsonb(NEW) - 'alarm_at' THEN
        RETURN NEW;
    END IF;
    SELECT e.seq, e.kind, e.kind IN ('moved', 'reclassified') AS anew INTO STRICT latest
    FROM cases_event e JOIN cases_case c ON c.id = e.case_id AND c.last_seq = e.seq WHERE e.case_id = NEW.case_id;
    IF NOT EXISTS (SELECT FROM cases_event e WHERE e.case_id = NEW.case_id AND e.seq = NEW.begun_seq AND e.at = NEW.begun_at)
        OR NEW.met_seq IS NOT NULL AND NOT EXISTS (
            SELECT FROM cases_event e WHERE e.case_id = NEW.case_id AND e.seq = NEW.met_seq AND e.at = NEW.met_at) THEN
        PERFORM lorong_refuse('a clock of the law begins and stops with an event');
    END IF;
    IF latest.anew THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'INSERT' AND NEW.begun_seq <> latest.seq OR TG_OP = 'UPDATE' AND (
        (NEW.case_id, NEW."limit", NEW.begun_at, NEW.begun_seq, NEW.due_at)
            IS DISTINCT FROM (OLD.case_id, OLD."limit", OLD.begun_at, OLD.begun_seq, OLD.due_at)
        -- what had stopped runs on when the step that stopped it opens again
        OR OLD.met_seq IS NOT NULL AND (NEW.met_seq IS NOT NULL OR latest.kind <> 'done' OR OLD.met_seq = latest.seq)
        OR NEW.met_seq <> latest.seq) THEN
        PERFORM lorong_refuse('a clock of the law is not set anew');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER limit_guard BEFORE INSERT OR UPDATE OR DELETE ON cases_limit FOR EACH ROW EXECUTE FUNCTION lorong_limit_guard();
CREATE TRIGGER limit_no_truncate BEFORE TRUNCATE ON cases_limit FOR EACH STATEMENT EXECUTE FUNCTION lorong_append_only();

-- As in sending_at_once.sql, and the clocks of the law that the event sets, stops, lets run on or, under other rules, sets anew. born: the case begins with this event; it is told nowhere else which case that is. Jobs are all of this case.
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
    RETURN stands;
END $$;
