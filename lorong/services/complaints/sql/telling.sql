-- Telling is one question and one order beside the case's own (ADR 28).

-- Until the transaction ends nobody else tells under this key. Gives the report that was told under it before, when `who` told
-- lately (the newest first, at most `most`), and how long like things took.
CREATE OR REPLACE FUNCTION lorong_complaint_at_hand(ask jsonb) RETURNS json
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    of_key text := ask ->> 'key';
    who bigint := (ask ->> 'account')::bigint;
    most int := (ask ->> 'most')::int;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('complaint:' || of_key, 0));
    RETURN (SELECT json_build_array(
        (SELECT r.id FROM complaints_report r WHERE r.key = of_key),
        CASE WHEN most > 0 THEN (
            SELECT json_agg(t.received_at ORDER BY t.id DESC) FROM (
                (SELECT r.id, r.received_at FROM complaints_report r WHERE r.account_id = who ORDER BY r.id DESC LIMIT most)
                UNION
                (SELECT r.id, r.received_at FROM complaints_report r
                 WHERE r.phone_index = ANY (ARRAY(SELECT decode(p, 'hex') FROM jsonb_array_elements_text(ask -> 'phones') p))
                 ORDER BY r.id DESC LIMIT most)
                ORDER BY id DESC LIMIT most) t)
        END,
        (SELECT json_agg(json_build_array(p.kind, p.category, p.unit, p.area, p.half, p.most, p.based_on))
         FROM complaints_pace p
         WHERE p.category = ANY (ARRAY(SELECT jsonb_array_elements_text(ask -> 'kinds')))
             AND p.area = ANY (ARRAY(SELECT jsonb_array_elements_text(ask -> 'areas'))))));
END $$;

-- A report as it was told, with its photos, the job that owes its receipt and the entry of the trail; and the incident it is about,
-- when that is new (incident_id is null then): it stands as its case stands, and has its number. Gives both ids.
CREATE OR REPLACE FUNCTION lorong_complaint_told(act jsonb, stands json) RETURNS json
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    of_incident bigint := (act ->> 'incident_id')::bigint;
    of_report bigint := nextval(pg_get_serial_sequence('complaints_report', 'id'));
    of_code text := coalesce(act ->> 'code', stands ->> 'number');
BEGIN
    IF of_incident IS NULL THEN
        of_incident := nextval(pg_get_serial_sequence('complaints_incident', 'id'));
        INSERT INTO complaints_incident SELECT * FROM jsonb_populate_record(
            NULL::complaints_incident, act -> 'incident' || jsonb_build_object(
                'id', of_incident, 'code', of_code, 'case_number', of_code, 'unit', stands -> 'unit_id', 'turn', stands -> 'turn',
                'moved_at', stands -> 'last_at'));
    END IF;
    INSERT INTO complaints_report SELECT * FROM jsonb_populate_record(
        NULL::complaints_report, act -> 'report' || jsonb_build_object(
            'id', of_report, 'incident_id', of_incident, 'number', of_code || (act #>> '{report,number}')));
    IF act -> 'photos' <> '[]' THEN
        INSERT INTO complaints_photo SELECT r.* FROM jsonb_array_elements(act -> 'photos') p, LATERAL jsonb_populate_record(
            NULL::complaints_photo,
            p || jsonb_build_object('id', nextval(pg_get_serial_sequence('complaints_photo', 'id')), 'report_id', of_report)) r;
    END IF;
    PERFORM procrastinate_defer_jobs_v1(ARRAY[ROW(
        act #>> '{job,queue}', act #>> '{job,task}', 0, 'report:' || of_report, NULL, jsonb_build_object('report', of_report),
        NULL)::procrastinate_job_to_defer_v1]);
    IF act -> 'entry' <> 'null' THEN
        INSERT INTO audit_entry (chain, seq, at, action, refused, actor_kind, account_id, position_id, actor_title,
                                 object_kind, object_id, data, prev_hash, hash)
        SELECT -1, -1, a.at, a.action, false, a.actor_kind, a.account_id, a.position_id, a.actor_title, a.object_kind,
               of_report, '{}', '', ''
        FROM jsonb_populate_record(NULL::audit_entry, act -> 'entry') a;
    END IF;
    RETURN json_build_array(of_incident, of_report);
END $$;
