-- What came with a message is settled once: made clean, or refused with a reason. Until then it only waits, and nothing goes away.
CREATE OR REPLACE FUNCTION lorong_hotline_enclosure_guard() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE settled text[] := ARRAY['kind', 'media_id', 'raw_id', 'file_id', 'small_id', 'media_type', 'refused'];
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(NEW) - settled IS DISTINCT FROM to_jsonb(OLD) - settled
        OR OLD.file_id IS NOT NULL OR OLD.refused <> '' THEN
        RAISE EXCEPTION 'what came with a message is settled once' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER hotline_enclosure_guard BEFORE UPDATE OR DELETE ON hotline_enclosure
    FOR EACH ROW EXECUTE FUNCTION lorong_hotline_enclosure_guard();
CREATE OR REPLACE TRIGGER hotline_enclosure_no_truncate BEFORE TRUNCATE ON hotline_enclosure
    FOR EACH STATEMENT EXECUTE FUNCTION lorong_append_only();
