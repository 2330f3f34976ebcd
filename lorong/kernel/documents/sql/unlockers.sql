-- A key that signs keeps its passphrase: without it nothing could open the key on a browser that has no passkeys.
CREATE FUNCTION lorong_unlocker_guard() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.factor_id IS NULL AND EXISTS (
            SELECT 1 FROM documents_signing_key k WHERE k.id = OLD.key_id AND k.revoked_at IS NULL) THEN
            RAISE EXCEPTION 'the last way to open a signing key is not removed'
                USING ERRCODE = 'restrict_violation', HINT = 'Revoke the key.';
        END IF;
        RETURN OLD;
    ELSIF (NEW.id, NEW.key_id, NEW.credential) = (OLD.id, OLD.key_id, OLD.credential)
        AND NEW.factor_id IS NOT DISTINCT FROM OLD.factor_id THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'an unlocker belongs to one key and one passkey' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER unlocker_guard BEFORE UPDATE OR DELETE ON documents_unlocker
    FOR EACH ROW EXECUTE FUNCTION lorong_unlocker_guard();
