-- Pictures as they came, in one order: until the transaction ends nobody else keeps or erases files of these names, and each has
-- its row. Whoever asks puts them on the disk before the commit. Names are locked in their order, so that two never wait for
-- each other.
CREATE OR REPLACE FUNCTION lorong_keep_files(files jsonb) RETURNS void
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE name text;
BEGIN
    FOR name IN SELECT DISTINCT f ->> 'sha256' FROM jsonb_array_elements(files) f ORDER BY 1 LOOP
        PERFORM pg_advisory_xact_lock(hashtextextended('file:' || name, 0));
    END LOOP;
    INSERT INTO documents_file (sha256, size, media_type, stored_at)
    SELECT f.sha256, f.size, f.media_type, f.stored_at
    FROM jsonb_to_recordset(files) AS f (sha256 text, size bigint, media_type text, stored_at timestamptz)
    ON CONFLICT DO NOTHING;
END $$;
