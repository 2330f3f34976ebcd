-- What was told, answered, judged and moved stays as it was written; places are found by their nearness.

CREATE TRIGGER asked_append_only BEFORE UPDATE OR DELETE ON complaints_asked
    FOR EACH ROW EXECUTE FUNCTION lorong_append_only();
CREATE TRIGGER verdict_append_only BEFORE UPDATE OR DELETE ON complaints_verdict
    FOR EACH ROW EXECUTE FUNCTION lorong_append_only();
CREATE TRIGGER joining_append_only BEFORE UPDATE OR DELETE ON complaints_joining
    FOR EACH ROW EXECUTE FUNCTION lorong_append_only();
CREATE TRIGGER moderation_append_only BEFORE UPDATE OR DELETE ON complaints_moderation
    FOR EACH ROW EXECUTE FUNCTION lorong_append_only();

-- Rows of which a few columns may still be written: a line is seen, a picture is made clean, a report is taken back.
CREATE FUNCTION lorong_only_these() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    these text[] := TG_ARGV[0]::text[];
    seals text[] := CASE WHEN lorong_is_resealing(TG_RELID) THEN TG_ARGV[1]::text[] ELSE '{}' END;
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - these - seals = to_jsonb(OLD) - these - seals THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'history of % is never edited', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', HINT = 'A mistake is corrected by a new row.';
END $$;
CREATE TRIGGER line_append_only BEFORE UPDATE OR DELETE ON complaints_line
    FOR EACH ROW EXECUTE FUNCTION lorong_only_these('{seen_at}', '{}');
CREATE TRIGGER visit_append_only BEFORE UPDATE OR DELETE ON complaints_visit
    FOR EACH ROW EXECUTE FUNCTION lorong_only_these('{raw_id,file_id,small_id,refused}', '{}');
CREATE TRIGGER report_append_only BEFORE UPDATE OR DELETE ON complaints_report
    FOR EACH ROW EXECUTE FUNCTION lorong_only_these(
        '{incident_id,joined,hidden,withdrawn_at}', '{secret_text,name,phone,phone_index}');

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['asked', 'verdict', 'joining', 'moderation', 'line', 'visit', 'report'] LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION lorong_append_only()',
            t || '_no_truncate', 'complaints_' || t);
    END LOOP;
END $$;

-- Incidents of one category lie in a plane of their own, so that looking near a place meets no others: a thousand degrees
-- apart, by the category. Two categories may share a plane, so the category is asked for too.
CREATE FUNCTION lorong_kind_place(category text, place point) RETURNS point
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT point(place[0] + 1000.0 * (hashtext(category) & 1023), place[1])
$$;
CREATE INDEX incidents_near_by ON complaints_incident USING gist (lorong_kind_place(category, place))
    WHERE place IS NOT NULL AND merged_into_id IS NULL;
CREATE INDEX open_incidents_on_the_map ON complaints_incident USING gist (place)
    WHERE place IS NOT NULL AND in_public AND ended = '';
