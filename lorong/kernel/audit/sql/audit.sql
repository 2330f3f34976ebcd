-- Guards of the audit trail. Functions find their tables through the schema they were made in.

CREATE FUNCTION lorong_append_only() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    RAISE EXCEPTION 'history of % is never edited', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', HINT = 'A mistake is corrected by a new row.';
END $$;

CREATE FUNCTION lorong_audit_hash(prev bytea, e audit_entry) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(prev || convert_to(jsonb_build_array(
        e.chain, e.seq, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), e.action, e.refused, e.actor_kind,
        e.account_id, e.position_id, e.actor_title, e.object_kind, e.object_id, e.data)::text, 'UTF8'))
$$;

INSERT INTO audit_chain_head (chain, seq, hash) SELECT n, 0, ''::bytea FROM generate_series(0, 63) n;

-- One chain per connection: two transactions never wait for each other's chain in a ring.
CREATE FUNCTION lorong_audit_chain() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE head audit_chain_head;
BEGIN
    SELECT * INTO STRICT head FROM audit_chain_head WHERE chain = pg_backend_pid() % 64 FOR UPDATE;
    NEW.chain := head.chain;
    NEW.seq := head.seq + 1;
    NEW.prev_hash := head.hash;
    NEW.hash := lorong_audit_hash(head.hash, NEW);
    UPDATE audit_chain_head SET seq = NEW.seq, hash = NEW.hash WHERE chain = head.chain;
    RETURN NEW;
END $$;

CREATE TRIGGER audit_chain BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION lorong_audit_chain();
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION lorong_append_only();
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION lorong_append_only();
CREATE TRIGGER access_append_only BEFORE UPDATE OR DELETE ON audit_access FOR EACH ROW EXECUTE FUNCTION lorong_append_only();
CREATE TRIGGER access_no_truncate BEFORE TRUNCATE ON audit_access FOR EACH STATEMENT EXECUTE FUNCTION lorong_append_only();

CREATE FUNCTION lorong_chain_head_guard() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'the head of a chain moves only with an entry' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER chain_head_guard BEFORE INSERT OR UPDATE OR DELETE ON audit_chain_head
    FOR EACH ROW EXECUTE FUNCTION lorong_chain_head_guard();
