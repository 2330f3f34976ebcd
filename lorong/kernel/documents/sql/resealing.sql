-- As before, and one thing more: the owner may renew the seal around a letter's data while keys are being changed.
CREATE OR REPLACE FUNCTION lorong_letter_guard() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE moving text[] := ARRAY['file_id', 'file_ready_at', 'revoked_at', 'revoked_by', 'revoked_because',
                               'needs_signing_again', 'signing_problem'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a letter is never deleted' USING ERRCODE = 'restrict_violation', HINT = 'Revoke it.';
    ELSIF lorong_is_resealing(TG_RELID) AND to_jsonb(NEW) - 'data' = to_jsonb(OLD) - 'data' THEN
        RETURN NEW;
    ELSIF to_jsonb(NEW) - moving <> to_jsonb(OLD) - moving THEN
        RAISE EXCEPTION 'what was signed does not change' USING ERRCODE = 'restrict_violation';
    ELSIF OLD.revoked_at IS NOT NULL AND (NEW.revoked_at, NEW.revoked_by, NEW.revoked_because)
        IS DISTINCT FROM (OLD.revoked_at, OLD.revoked_by, OLD.revoked_because) THEN
        RAISE EXCEPTION 'a revocation is not taken back' USING ERRCODE = 'restrict_violation';
    ELSIF OLD.file_ready_at IS NOT NULL AND (NEW.file_id, NEW.file_ready_at)
        IS DISTINCT FROM (OLD.file_id, OLD.file_ready_at) THEN
        RAISE EXCEPTION 'the file of an issued letter is not replaced' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
