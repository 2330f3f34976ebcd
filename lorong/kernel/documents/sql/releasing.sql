-- A document goes only while it belongs to no case and no officer has accepted the file. Foreign keys keep what is used.
CREATE FUNCTION lorong_document_release_guard() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF OLD.received_for = '' AND (OLD.accepted_at IS NULL OR OLD.file_id IS NULL) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'a document of a case is not deleted' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER document_release_guard BEFORE DELETE ON documents_document
    FOR EACH ROW EXECUTE FUNCTION lorong_document_release_guard();
