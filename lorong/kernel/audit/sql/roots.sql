-- Roots over all history. Every row of history takes a place in one order of writing, whatever moment it says of itself;
-- a root covers the places after the root before it up to its own bound. Nothing that was set back or arrives late can
-- slip in between.

CREATE SEQUENCE audit_position;

ALTER TABLE audit_entry ADD COLUMN position bigint NOT NULL DEFAULT nextval('audit_position');
ALTER TABLE audit_access ADD COLUMN position bigint NOT NULL DEFAULT nextval('audit_position');

-- The writer does not choose its place.
CREATE FUNCTION lorong_take_place() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    NEW.position := nextval('audit_position');
    RETURN NEW;
END $$;
CREATE TRIGGER entry_takes_place BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION lorong_take_place();
CREATE TRIGGER access_takes_place BEFORE INSERT ON audit_access FOR EACH ROW EXECUTE FUNCTION lorong_take_place();

-- A look has no chain; its leaf is made from its content.
CREATE FUNCTION lorong_look_hash(a audit_access) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(jsonb_build_array(
        a.id, to_char(a.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), a.subject, a.actor_kind, a.account_id,
        a.position_id, a.actor_name, a.actor_title, a.case_number, a.purpose, a.fields)::text, 'UTF8'))
$$;

-- What the leaves of a root are: all of history between two places. Rooms above add theirs by replacing this function.
CREATE FUNCTION lorong_leaves(after bigint, upto bigint) RETURNS TABLE (place bigint, leaf text) LANGUAGE sql STABLE AS $$
    SELECT e.position, 'entry:' || encode(e.hash, 'hex') FROM audit_entry e WHERE e.position > after AND e.position <= upto
    UNION ALL
    SELECT a.position, 'look:' || encode(lorong_look_hash(a), 'hex') FROM audit_access a
    WHERE a.position > after AND a.position <= upto
$$;

CREATE FUNCTION lorong_root_text(no bigint, day date, upto bigint, size bigint, tree bytea, prev bytea) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT concat_ws('|', no, to_char(day, 'YYYY-MM-DD'), upto, size, encode(tree, 'hex'), encode(prev, 'hex'))
$$;

CREATE FUNCTION lorong_chain_root() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE last audit_root;
BEGIN
    LOCK TABLE audit_root IN SHARE ROW EXCLUSIVE MODE;
    SELECT * INTO last FROM audit_root ORDER BY no DESC LIMIT 1;
    NEW.no := coalesce(last.no, 0) + 1;
    NEW.prev_hash := coalesce(last.hash, ''::bytea);
    IF NEW.upto < last.upto OR NEW.day < last.day THEN
        RAISE EXCEPTION 'a root does not go back' USING ERRCODE = 'restrict_violation';
    END IF;
    NEW.hash := sha256(convert_to(lorong_root_text(NEW.no, NEW.day, NEW.upto, NEW.size, NEW.tree, NEW.prev_hash), 'UTF8'));
    RETURN NEW;
END $$;
CREATE TRIGGER root_is_chained BEFORE INSERT ON audit_root FOR EACH ROW EXECUTE FUNCTION lorong_chain_root();
CREATE TRIGGER root_append_only BEFORE UPDATE OR DELETE ON audit_root FOR EACH ROW EXECUTE FUNCTION lorong_append_only();
CREATE TRIGGER root_no_truncate BEFORE TRUNCATE ON audit_root FOR EACH STATEMENT EXECUTE FUNCTION lorong_append_only();
