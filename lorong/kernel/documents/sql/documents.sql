-- Guards of numbers and letters. Functions find their tables through the schema they were made in.

-- A register grows by one, from nothing: no number is skipped, none is given twice, whoever writes.
CREATE FUNCTION lorong_register_guard() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NEW.last = 0 THEN
        RETURN NEW;
    ELSIF TG_OP = 'UPDATE' AND NEW.scope = OLD.scope AND NEW.year = OLD.year AND NEW.last = OLD.last + 1 THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a register of numbers only grows by one' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER register_guard BEFORE INSERT OR UPDATE OR DELETE ON documents_register
    FOR EACH ROW EXECUTE FUNCTION lorong_register_guard();
CREATE TRIGGER register_no_truncate BEFORE TRUNCATE ON documents_register
    FOR EACH STATEMENT EXECUTE FUNCTION lorong_append_only();

-- A number is the one its register has just reached; afterwards it can only be cancelled, once.
CREATE FUNCTION lorong_number_guard() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.cancelled_at IS NULL AND NEW.value = (
            SELECT r.last FROM documents_register r WHERE r.scope = NEW.scope AND r.year = NEW.year) THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'a number is taken from its register' USING ERRCODE = 'restrict_violation';
    ELSIF TG_OP = 'UPDATE' AND OLD.cancelled_at IS NULL AND NEW.cancelled_at IS NOT NULL
        AND (NEW.id, NEW.scope, NEW.year, NEW.value, NEW.text, NEW.key, NEW.taken_at)
          = (OLD.id, OLD.scope, OLD.year, OLD.value, OLD.text, OLD.key, OLD.taken_at) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a number that was taken stays as it is; it can be cancelled once'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER number_guard BEFORE INSERT OR UPDATE OR DELETE ON documents_number
    FOR EACH ROW EXECUTE FUNCTION lorong_number_guard();
CREATE TRIGGER number_no_truncate BEFORE TRUNCATE ON documents_number
    FOR EACH STATEMENT EXECUTE FUNCTION lorong_append_only();

-- What was signed does not change; a revocation is not taken back; a file that is ready is not replaced.
CREATE FUNCTION lorong_letter_guard() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE moving text[] := ARRAY['file_id', 'file_ready_at', 'revoked_at', 'revoked_by', 'revoked_because',
                               'needs_signing_again', 'signing_problem'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a letter is never deleted' USING ERRCODE = 'restrict_violation', HINT = 'Revoke it.';
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
CREATE TRIGGER letter_guard BEFORE UPDATE OR DELETE ON documents_letter
    FOR EACH ROW EXECUTE FUNCTION lorong_letter_guard();
CREATE TRIGGER letter_no_truncate BEFORE TRUNCATE ON documents_letter
    FOR EACH STATEMENT EXECUTE FUNCTION lorong_append_only();

CREATE FUNCTION lorong_second_signature_guard() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.applied_at IS NULL
        AND to_jsonb(NEW) - 'applied_at' = to_jsonb(OLD) - 'applied_at' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'what was signed does not change' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER second_signature_guard BEFORE UPDATE OR DELETE ON documents_second_signature
    FOR EACH ROW EXECUTE FUNCTION lorong_second_signature_guard();

CREATE TRIGGER template_append_only BEFORE UPDATE OR DELETE ON documents_template
    FOR EACH ROW EXECUTE FUNCTION lorong_append_only();
CREATE TRIGGER file_never_edited BEFORE UPDATE ON documents_file
    FOR EACH ROW EXECUTE FUNCTION lorong_append_only();
