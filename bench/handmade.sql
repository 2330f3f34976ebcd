-- The same rows by hand: what somebody would write who needs neither policies nor guards, and knows the one case.
-- Plain copies of our tables with their indexes, without our triggers and foreign keys.
CREATE TABLE bench_case (LIKE cases_case INCLUDING DEFAULTS INCLUDING INDEXES) WITH (fillfactor = 80);
CREATE TABLE bench_event (LIKE cases_event INCLUDING DEFAULTS INCLUDING INDEXES);
CREATE TABLE bench_work_item (LIKE cases_work_item INCLUDING ALL);
CREATE TABLE bench_entry (LIKE audit_entry INCLUDING ALL);
CREATE TABLE bench_chain (LIKE audit_chain_head INCLUDING ALL);
INSERT INTO bench_chain SELECT * FROM audit_chain_head;

CREATE FUNCTION bench_transition(of_case bigint, from_step text, by_outcome text, to_step text, to_role text, who bigint,
                                 post bigint, called text, title text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    c bench_case;
    h bench_chain;
    moment timestamptz := clock_timestamp();
    mark bytea;
BEGIN
    SELECT * INTO STRICT c FROM bench_case WHERE id = of_case FOR UPDATE;
    IF NOT from_step = ANY (c.marking) THEN
        RAISE EXCEPTION 'not open';
    END IF;
    mark := sha256(c.last_hash || convert_to(jsonb_build_array(of_case, c.last_seq + 1, moment, from_step, by_outcome, who)::text, 'UTF8'));
    INSERT INTO bench_event (case_id, seq, at, kind, step, outcome, actor_kind, account_id, position_id, actor_name, actor_title,
                             channel, key, minutes, promised_at, turn_due_at, data, prev_hash, hash)
    VALUES (of_case, c.last_seq + 1, moment, 'done', from_step, by_outcome, 'officer', who, post, called, title,
            'web', 'bench:' || of_case || from_step, 0, c.promised_at, c.promised_at, '{}', c.last_hash, mark);
    UPDATE bench_case SET marking = array_remove(marking, from_step::varchar) || to_step::varchar, last_seq = c.last_seq + 1,
        last_hash = mark, last_at = moment WHERE id = of_case;
    UPDATE bench_work_item SET done_at = moment, done_seq = c.last_seq + 1, outcome = by_outcome, minutes = 5, late = false,
        holder_id = who, claimed_at = moment WHERE case_id = of_case AND step = from_step AND done_at IS NULL;
    INSERT INTO bench_work_item (case_id, step, role, unit_id, side, machine, blind, assigned, opened_at, opened_seq, due_at, outcome)
    VALUES (of_case, to_step, to_role, c.unit_id, 'city', false, false, 'pull', moment, c.last_seq + 1, moment + interval '1 day', '');
    PERFORM procrastinate_defer_jobs_v1(ARRAY[ROW('cases', 'cases.tell', 0, 'case:' || of_case, NULL,
        jsonb_build_object('case_id', of_case, 'seq', c.last_seq + 1), NULL)::procrastinate_job_to_defer_v1]);
    SELECT * INTO STRICT h FROM bench_chain WHERE chain = pg_backend_pid() % 64 FOR UPDATE;
    mark := sha256(h.hash || convert_to(jsonb_build_array(h.chain, h.seq + 1, moment, 'case.advance', who, of_case)::text, 'UTF8'));
    INSERT INTO bench_entry (chain, seq, at, action, refused, actor_kind, account_id, position_id, actor_title, object_kind,
                             object_id, data, prev_hash, hash)
    VALUES (h.chain, h.seq + 1, moment, 'case.advance', false, 'officer', who, post, title, 'cases_case', of_case::text, '{}', h.hash, mark);
    UPDATE bench_chain SET seq = h.seq + 1, hash = mark WHERE chain = h.chain;
    RETURN c.last_seq + 1;
END $$;
