-- The engine's last guard. A case moves only because an event was inserted; the rules of the move are those of
-- lib/sop/flow.py, read from the published procedure. Functions find their tables through the schema they were made in.

CREATE FUNCTION lorong_event_hash(prev bytea, e cases_event) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(prev || convert_to(jsonb_build_array(
        e.case_id, e.seq, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), e.kind, e.step, e.outcome,
        e.actor_kind, e.account_id, e.position_id, e.actor_name, e.actor_title, e.channel, e.key, e.minutes,
        to_char(e.promised_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        to_char(e.turn_due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), e.data)::text, 'UTF8'))
$$;

CREATE FUNCTION lorong_refuse(sentence text) RETURNS void LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RAISE EXCEPTION '%', sentence USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION lorong_flow_arrive(flow jsonb, marking text[], source text, target text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE SET search_path FROM CURRENT AS $$
DECLARE
    waits jsonb := flow #> ARRAY['steps', target, 'waits'];
    token text := source || '>' || target;
    needed text[];
BEGIN
    IF waits IS NULL THEN
        PERFORM lorong_refuse(format('the procedure has no step %s', target));
    END IF;
    IF jsonb_array_length(waits) = 0 THEN
        IF target = ANY (marking) OR '?' || target = ANY (marking) THEN
            PERFORM lorong_refuse(format('step %s would be open twice', target));
        END IF;
        RETURN marking || target;
    END IF;
    IF token IS NULL OR token = ANY (marking) THEN
        PERFORM lorong_refuse(format('step %s reaches %s twice', source, target));
    END IF;
    marking := marking || token;
    SELECT array_agg(w || '>' || target) INTO needed FROM jsonb_array_elements_text(waits) w;
    IF needed <@ marking THEN
        IF target = ANY (marking) OR '?' || target = ANY (marking) THEN
            PERFORM lorong_refuse(format('step %s would be open twice', target));
        END IF;
        marking := ARRAY(SELECT t FROM unnest(marking) t WHERE t <> ALL (needed)) || target;
    END IF;
    RETURN marking;
END $$;

CREATE FUNCTION lorong_flow_turn(flow jsonb, marking text[]) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN bool_or(t !~ '^\?|>' AND flow #>> ARRAY['steps', t, 'side'] = 'city') THEN 'city'
        WHEN bool_or(t !~ '^\?|>' AND flow #>> ARRAY['steps', t, 'side'] = 'outside') THEN 'outside'
        WHEN bool_or(t LIKE '?%') THEN 'applicant'
        ELSE 'none' END
    FROM unnest(marking) t
$$;

CREATE FUNCTION lorong_event_moves_case() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    c cases_case;
    flow jsonb;
    way jsonb;
    m text[];  -- the marking after the move
    over text := '';
    side text;
    target text;
BEGIN
    SELECT * INTO STRICT c FROM cases_case WHERE id = NEW.case_id FOR UPDATE;
    SELECT p.flow INTO STRICT flow FROM catalog_procedure p WHERE p.id = c.procedure_id;
    IF c.last_at IS NOT NULL AND NEW.at < c.last_at THEN
        PERFORM lorong_refuse(format('an event of case %s lies before the one before it', c.number));
    END IF;
    IF (NEW.kind = 'submitted') <> (c.last_seq = 0) THEN
        PERFORM lorong_refuse(format('case %s is submitted once, and first', c.number));
    END IF;
    IF c.ended <> '' THEN
        over := c.ended;
        IF NEW.kind <> 'noted' THEN
            PERFORM lorong_refuse(format('case %s is over', c.number));
        END IF;
    END IF;
    m := c.marking;

    CASE NEW.kind
    WHEN 'submitted' THEN
        FOR target IN SELECT jsonb_array_elements_text(flow -> 'start') LOOP
            m := lorong_flow_arrive(flow, m, NULL, target);
        END LOOP;
        c.opened_at := NEW.at;
        c.answers := NEW.data -> 'answers';
        c.promised_minutes := (NEW.data ->> 'promised_minutes')::int;
    WHEN 'done' THEN
        IF NOT NEW.step = ANY (m) THEN
            PERFORM lorong_refuse(format('step %s of case %s is not open', NEW.step, c.number));
        END IF;
        way := flow #> ARRAY['steps', NEW.step, 'outcomes', NEW.outcome];
        IF way IS NULL THEN
            PERFORM lorong_refuse(format('step %s has no outcome %s', NEW.step, NEW.outcome));
        END IF;
        IF way ? 'end' THEN
            m := '{}';
            over := way ->> 'end';
        ELSE
            m := array_remove(m, NEW.step::text);
            IF way ? 'back' THEN
                IF c.returns >= (flow ->> 'max_returns')::int THEN
                    PERFORM lorong_refuse(format('case %s was returned often enough', c.number));
                END IF;
                c.returns := c.returns + 1;
                m := m || ('?' || NEW.step);
            ELSE
                FOR target IN SELECT jsonb_array_elements_text(way -> 'next') LOOP
                    m := lorong_flow_arrive(flow, m, NEW.step, target);
                END LOOP;
            END IF;
        END IF;
    WHEN 'resubmitted' THEN
        IF NOT '?' || NEW.step = ANY (m) THEN
            PERFORM lorong_refuse(format('step %s of case %s does not wait for the applicant', NEW.step, c.number));
        END IF;
        m := array_remove(m, '?' || NEW.step) || NEW.step::text;
        c.answers := COALESCE(NEW.data -> 'answers', c.answers);
    WHEN 'lapsed' THEN
        IF c.turn <> 'applicant' OR c.turn_due_at IS NULL OR NEW.at < c.turn_due_at THEN
            PERFORM lorong_refuse(format('the applicant of case %s still has time', c.number));
        END IF;
        m := '{}';
        over := 'lapsed';
    WHEN 'withdrawn' THEN
        m := '{}';
        over := 'withdrawn';
    WHEN 'moved' THEN
        c.procedure_id := (NEW.data ->> 'procedure_id')::bigint;
        SELECT p.flow INTO STRICT flow FROM catalog_procedure p WHERE p.id = c.procedure_id AND p.slug = c.slug;
        IF EXISTS (SELECT FROM unnest(m) t, regexp_split_to_table(ltrim(t, '?'), '>') s WHERE NOT flow -> 'steps' ? s) THEN
            PERFORM lorong_refuse(format('case %s stands at a step that the other version does not have', c.number));
        END IF;
    WHEN 'claimed', 'handed_over', 'escalated', 'noted' THEN
        IF NEW.kind <> 'noted' AND NOT NEW.step = ANY (m) THEN
            PERFORM lorong_refuse(format('step %s of case %s is not open', NEW.step, c.number));
        END IF;
    ELSE
        PERFORM lorong_refuse(format('there is no event of kind %s', NEW.kind));
    END CASE;

    side := lorong_flow_turn(flow, m);
    IF side = c.turn AND NEW.minutes <> 0 THEN
        PERFORM lorong_refuse('minutes are counted when the turn changes');
    END IF;
    IF side <> 'city' AND NEW.promised_at IS NOT NULL THEN
        PERFORM lorong_refuse('the promise stands still while it is not the turn of the city');
    END IF;
    IF side = 'city' AND NEW.promised_at IS NULL THEN
        PERFORM lorong_refuse('the turn of the city has a promised time');
    END IF;

    NEW.seq := c.last_seq + 1;
    NEW.prev_hash := c.last_hash;
    NEW.hash := lorong_event_hash(c.last_hash, NEW);

    UPDATE cases_case SET
        procedure_id = c.procedure_id, answers = c.answers, marking = m,
        turn = side, ended = over,
        turn_since = CASE WHEN side <> c.turn THEN NEW.at ELSE c.turn_since END,
        last_seq = NEW.seq, last_hash = NEW.hash, last_at = NEW.at, opened_at = c.opened_at,
        ended_at = CASE WHEN over <> '' THEN COALESCE(c.ended_at, NEW.at) END,
        promised_minutes = c.promised_minutes, promised_at = NEW.promised_at, turn_due_at = NEW.turn_due_at,
        city_minutes = c.city_minutes + CASE WHEN c.turn = 'city' THEN NEW.minutes ELSE 0 END,
        applicant_minutes = c.applicant_minutes + CASE WHEN c.turn = 'applicant' THEN NEW.minutes ELSE 0 END,
        outside_minutes = c.outside_minutes + CASE WHEN c.turn = 'outside' THEN NEW.minutes ELSE 0 END,
        returns = c.returns
    WHERE id = c.id;
    RETURN NEW;
END $$;

CREATE TRIGGER event_moves_case BEFORE INSERT ON cases_event FOR EACH ROW EXECUTE FUNCTION lorong_event_moves_case();
CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON cases_event FOR EACH ROW EXECUTE FUNCTION lorong_append_only();
CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON cases_event FOR EACH STATEMENT EXECUTE FUNCTION lorong_append_only();

-- A case is born empty and moves only inside the trigger above.
CREATE FUNCTION lorong_case_guard() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.marking := '{}'; NEW.turn := 'none'; NEW.ended := ''; NEW.last_seq := 0; NEW.last_hash := ''; NEW.last_at := NULL;
        NEW.turn_since := NULL; NEW.opened_at := NULL; NEW.ended_at := NULL; NEW.promised_at := NULL; NEW.turn_due_at := NULL;
        NEW.promised_minutes := 0; NEW.city_minutes := 0; NEW.applicant_minutes := 0; NEW.outside_minutes := 0;
        NEW.returns := 0; NEW.answers := '{}';
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND pg_trigger_depth() > 1 THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a case moves only by an event' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER case_guard BEFORE INSERT OR UPDATE OR DELETE ON cases_case FOR EACH ROW EXECUTE FUNCTION lorong_case_guard();
CREATE TRIGGER case_no_truncate BEFORE TRUNCATE ON cases_case FOR EACH STATEMENT EXECUTE FUNCTION lorong_append_only();

-- Work items follow events: opened by the last one, closed by one that names the step or ends the case.
CREATE FUNCTION lorong_work_item_guard() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    e record;
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM lorong_refuse('a work item is history');
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.done_at IS NOT NULL OR NOT EXISTS (
            SELECT FROM cases_case c WHERE c.id = NEW.case_id AND c.last_seq = NEW.opened_seq AND NEW.step = ANY (c.marking)) THEN
            PERFORM lorong_refuse(format('no event opened step %s', NEW.step));
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.done_at IS NOT NULL THEN
        PERFORM lorong_refuse('a finished step does not change');
    END IF;
    IF (NEW.case_id, NEW.step, NEW.role, NEW.unit_id, NEW.side, NEW.machine, NEW.blind, NEW.opened_at, NEW.opened_seq, NEW.due_at)
        IS DISTINCT FROM
       (OLD.case_id, OLD.step, OLD.role, OLD.unit_id, OLD.side, OLD.machine, OLD.blind, OLD.opened_at, OLD.opened_seq, OLD.due_at) THEN
        PERFORM lorong_refuse('what a work item is does not change');
    END IF;
    IF NEW.done_at IS NOT NULL THEN
        SELECT ev.kind, ev.step, ev.seq, c.ended, c.last_seq INTO e
            FROM cases_event ev JOIN cases_case c ON c.id = ev.case_id
            WHERE ev.case_id = NEW.case_id AND ev.seq = NEW.done_seq;
        IF NOT FOUND OR e.seq <= NEW.opened_seq
            OR NOT (e.kind = 'done' AND e.step = NEW.step OR e.ended <> '' AND e.last_seq = e.seq) THEN
            PERFORM lorong_refuse(format('no event ended step %s', NEW.step));
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER work_item_guard BEFORE INSERT OR UPDATE OR DELETE ON cases_work_item
    FOR EACH ROW EXECUTE FUNCTION lorong_work_item_guard();
CREATE TRIGGER work_item_no_truncate BEFORE TRUNCATE ON cases_work_item
    FOR EACH STATEMENT EXECUTE FUNCTION lorong_append_only();

-- At commit, a case has a history, and its open work is exactly its open steps.
CREATE FUNCTION lorong_case_is_whole() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    of_case bigint;
    c cases_case;
BEGIN
    of_case := CASE TG_TABLE_NAME WHEN 'cases_case' THEN (to_jsonb(NEW) ->> 'id')::bigint
                                  ELSE (to_jsonb(NEW) ->> 'case_id')::bigint END;
    SELECT * INTO STRICT c FROM cases_case WHERE id = of_case;
    IF c.last_seq = 0 THEN
        PERFORM lorong_refuse(format('case %s has no history', c.number));
    END IF;
    IF EXISTS (
        SELECT FROM (SELECT t FROM unnest(c.marking) t WHERE t !~ '^\?|>') open
        FULL JOIN (SELECT step FROM cases_work_item WHERE case_id = of_case AND done_at IS NULL) item ON item.step = open.t
        WHERE item.step IS NULL OR open.t IS NULL) THEN
        PERFORM lorong_refuse(format('the open work of case %s is not its open steps', c.number));
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER case_is_whole AFTER INSERT ON cases_case DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION lorong_case_is_whole();
CREATE CONSTRAINT TRIGGER event_leaves_case_whole AFTER INSERT ON cases_event DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION lorong_case_is_whole();
CREATE CONSTRAINT TRIGGER work_item_leaves_case_whole AFTER INSERT OR UPDATE OF done_at ON cases_work_item DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION lorong_case_is_whole();

-- What was said in a conversation stays said; only "seen" is noted on it.
CREATE FUNCTION lorong_talk_guard() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.seen_at IS NULL AND to_jsonb(OLD) - 'seen_at' = to_jsonb(NEW) - 'seen_at' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'what was said stays said' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER talk_guard BEFORE UPDATE OR DELETE ON cases_message FOR EACH ROW EXECUTE FUNCTION lorong_talk_guard();
CREATE TRIGGER survey_append_only BEFORE UPDATE OR DELETE ON cases_survey FOR EACH ROW EXECUTE FUNCTION lorong_append_only();

-- A link that belongs to a case is history; one of a draft may go with the draft.
CREATE FUNCTION lorong_link_guard() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF OLD.case_id IS NOT NULL THEN
        PERFORM lorong_refuse('a link of a case is history');
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER link_guard BEFORE DELETE ON cases_outside_link FOR EACH ROW EXECUTE FUNCTION lorong_link_guard();
