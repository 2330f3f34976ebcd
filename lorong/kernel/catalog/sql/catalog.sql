CREATE FUNCTION lorong_procedure_is_frozen() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.retired_at IS NULL AND NEW.retired_at IS NOT NULL
       AND to_jsonb(OLD) - 'retired_at' = to_jsonb(NEW) - 'retired_at' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a published procedure is frozen'
        USING ERRCODE = 'restrict_violation', HINT = 'Publish a new version.';
END $$;
CREATE TRIGGER procedure_is_frozen BEFORE UPDATE OR DELETE ON catalog_procedure
    FOR EACH ROW EXECUTE FUNCTION lorong_procedure_is_frozen();
CREATE TRIGGER procedure_no_truncate BEFORE TRUNCATE ON catalog_procedure
    FOR EACH STATEMENT EXECUTE FUNCTION lorong_append_only();
