-- What was written to the head of the city stays as it was written; read and passed on are noted on it, once each. The owner
-- may renew the seals while keys are changed.
CREATE FUNCTION lorong_hotline_line_guard() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE noted text[] := ARRAY['read_at', 'case_number'];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF lorong_is_resealing(TG_RELID) AND to_jsonb(NEW) - 'text' = to_jsonb(OLD) - 'text' THEN
            RETURN NEW;
        END IF;
        IF to_jsonb(NEW) - noted = to_jsonb(OLD) - noted
            AND (OLD.read_at IS NULL OR NEW.read_at = OLD.read_at)
            AND (OLD.case_number = '' OR NEW.case_number = OLD.case_number) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'what was written stays written' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER hotline_line_guard BEFORE UPDATE OR DELETE ON hotline_line
    FOR EACH ROW EXECUTE FUNCTION lorong_hotline_line_guard();
CREATE TRIGGER hotline_line_no_truncate BEFORE TRUNCATE ON hotline_line
    FOR EACH STATEMENT EXECUTE FUNCTION lorong_append_only();
CREATE TRIGGER hotline_union_append_only BEFORE UPDATE OR DELETE ON hotline_union
    FOR EACH ROW EXECUTE FUNCTION lorong_append_only();

-- A merged contact stands under one that stands by itself: one step, never a ring.
CREATE FUNCTION lorong_hotline_contact_guard() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF NEW.merged_into_id IS NOT NULL THEN
        IF EXISTS (SELECT FROM hotline_contact c WHERE c.id = NEW.merged_into_id AND c.merged_into_id IS NOT NULL)
            OR EXISTS (SELECT FROM hotline_contact c WHERE c.merged_into_id = NEW.id) THEN
            RAISE EXCEPTION 'a contact is merged into one that stands by itself' USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER hotline_contact_guard BEFORE INSERT OR UPDATE OF merged_into_id ON hotline_contact
    FOR EACH ROW EXECUTE FUNCTION lorong_hotline_contact_guard();

-- Passed on, answered, back with the head of the city: each is noted once.
CREATE FUNCTION lorong_hotline_matter_guard() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE fixed text[] := ARRAY['answered_at', 'back_at', 'disputed', 'ended', 'ended_at', 'unit'];
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(NEW) - fixed IS DISTINCT FROM to_jsonb(OLD) - fixed
        OR OLD.answered_at IS NOT NULL AND NEW.answered_at IS DISTINCT FROM OLD.answered_at
        OR OLD.back_at IS NOT NULL AND NEW.back_at IS DISTINCT FROM OLD.back_at
        OR OLD.ended <> '' AND NEW.ended <> OLD.ended
        OR NEW.disputed < OLD.disputed THEN
        RAISE EXCEPTION 'a matter is history' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER hotline_matter_guard BEFORE UPDATE OR DELETE ON hotline_matter
    FOR EACH ROW EXECUTE FUNCTION lorong_hotline_matter_guard();
