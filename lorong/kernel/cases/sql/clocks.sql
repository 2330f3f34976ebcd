-- As in limits.sql, but the usual thing is asked first and at once: a clock that begins with the newest event of its case and runs.
CREATE OR REPLACE FUNCTION lorong_limit_guard() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    latest record;
BEGIN
    IF TG_OP = 'INSERT' AND NEW.met_seq IS NULL THEN
        PERFORM FROM cases_event e WHERE e.case_id = NEW.case_id AND e.seq = NEW.begun_seq AND e.at = NEW.begun_at
            AND e.seq = (SELECT c.last_seq FROM cases_case c WHERE c.id = NEW.case_id);
        IF FOUND THEN
            RETURN NEW;
        END IF;
    END IF;
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
