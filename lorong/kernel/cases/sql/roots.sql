-- Events take their place in the order of all history, and are leaves of its roots.

ALTER TABLE cases_event ADD COLUMN position bigint NOT NULL DEFAULT nextval('audit_position');
CREATE TRIGGER event_takes_place BEFORE INSERT ON cases_event FOR EACH ROW EXECUTE FUNCTION lorong_take_place();

CREATE OR REPLACE FUNCTION lorong_leaves(after bigint, upto bigint) RETURNS TABLE (place bigint, leaf text)
LANGUAGE sql STABLE AS $$
    SELECT e.position, 'entry:' || encode(e.hash, 'hex') FROM audit_entry e WHERE e.position > after AND e.position <= upto
    UNION ALL
    SELECT a.position, 'look:' || encode(lorong_look_hash(a), 'hex') FROM audit_access a
    WHERE a.position > after AND a.position <= upto
    UNION ALL
    SELECT v.position, 'event:' || encode(v.hash, 'hex') FROM cases_event v WHERE v.position > after AND v.position <= upto
$$;

-- What the hash of an event is made of, to be shown to whom the event concerns.
CREATE FUNCTION lorong_event_text(e cases_event) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_array(
        e.case_id, e.seq, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), e.kind, e.step, e.outcome,
        e.actor_kind, e.account_id, e.position_id, e.actor_name, e.actor_title, e.channel, e.key, e.minutes,
        to_char(e.promised_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        to_char(e.turn_due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), e.data)::text
$$;
