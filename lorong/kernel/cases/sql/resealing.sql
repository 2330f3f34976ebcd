-- A report and its answer stay as they were written; the owner may renew the seals around them while keys are changed.
CREATE FUNCTION lorong_sealed_append_only() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE seals text[] := ARRAY['text', 'place', 'teller'];
BEGIN
    IF TG_OP = 'UPDATE' AND lorong_is_resealing(TG_RELID) AND to_jsonb(NEW) - seals = to_jsonb(OLD) - seals THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'history of % is never edited', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', HINT = 'A mistake is corrected by a new row.';
END $$;
DROP TRIGGER levy_report_append_only ON cases_levy_report;
CREATE TRIGGER levy_report_append_only BEFORE UPDATE OR DELETE ON cases_levy_report
    FOR EACH ROW EXECUTE FUNCTION lorong_sealed_append_only();
DROP TRIGGER levy_reply_append_only ON cases_levy_reply;
CREATE TRIGGER levy_reply_append_only BEFORE UPDATE OR DELETE ON cases_levy_reply
    FOR EACH ROW EXECUTE FUNCTION lorong_sealed_append_only();
