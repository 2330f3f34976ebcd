-- As in residents.sql, and: steps at an office that is no more go on at another one while their case stays where it is.

CREATE OR REPLACE FUNCTION lorong_event_moves_case() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    c cases_case;
    flow jsonb;
    way jsonb;
    m text[];  -- the marking after the move
    over text := '';
    side text;
    target text;
    other jsonb;  -- the rules of another procedure
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
        IF COALESCE((flow ->> 'public')::boolean, false) <> (c.applicant_id IS NULL) THEN
            PERFORM lorong_refuse(format('case %s has an applicant exactly when its procedure is not for the public', c.number));
        END IF;
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
        IF c.turn <> 'applicant' OR c.turn_due_at IS NULL OR NEW.at < c.turn_due_at OR NOT lorong_flow_lapses(flow, m) THEN
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
    WHEN 'transferred' THEN
        -- the case stays when only steps of it go on, because the office that had them is no more
        IF NEW.data ->> 'unit' = c.unit_id AND NOT EXISTS (
            SELECT FROM city_unit u WHERE u.code = NEW.data ->> 'from_office' AND NOT u.active) THEN
            PERFORM lorong_refuse(format('case %s is at that unit already', c.number));
        END IF;
        c.unit_id := NEW.data ->> 'unit';
    WHEN 'reclassified' THEN
        SELECT p.flow, p.slug INTO STRICT other, target FROM catalog_procedure p, catalog_procedure o
        WHERE p.id = (NEW.data ->> 'procedure_id')::bigint AND o.id = c.procedure_id AND p.service = o.service;
        IF target = c.slug OR NOT lorong_flow_stands_in(flow, other, m) THEN
            PERFORM lorong_refuse(format('case %s stands where the other service has no such step', c.number));
        END IF;
        flow := other;
        c.procedure_id := (NEW.data ->> 'procedure_id')::bigint;
        c.slug := target;
        c.unit_id := COALESCE(NEW.data ->> 'unit', c.unit_id);
        c.promised_minutes := (NEW.data ->> 'promised_minutes')::int;
    WHEN 'merged' THEN
        IF c.applicant_id IS NOT NULL OR NOT EXISTS (
            SELECT FROM cases_case o WHERE o.number = NEW.data ->> 'into' AND o.id <> c.id AND o.applicant_id IS NULL) THEN
            PERFORM lorong_refuse(format('case %s is merged into another case of the public, or not at all', c.number));
        END IF;
        m := '{}';
        over := 'merged';
    WHEN 'claimed', 'handed_over', 'escalated', 'noted' THEN
        -- a clock of the law that runs out concerns no step
        IF NEW.kind <> 'noted' AND NOT NEW.step = ANY (m) AND NOT (NEW.kind = 'escalated' AND NEW.step = '') THEN
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
        procedure_id = c.procedure_id, slug = c.slug, unit_id = c.unit_id, answers = c.answers, marking = m,
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
