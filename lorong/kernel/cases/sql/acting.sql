-- One question before an act and one order after it: what an officer's decision costs is mostly going to and fro.
-- Both run with the rights of whoever calls them, and every guard of cases.sql stands behind them.

-- Locks a case, then reads it with what an act needs: a second statement, so that it sees what whoever held the lock before
-- has written. items: its open steps. keys: the acts that were recorded. papers: its documents in force, whether nobody has
-- judged them, and whether they were turned down.
CREATE FUNCTION lorong_case_at_hand(of_case bigint)
RETURNS TABLE (found cases_case, items jsonb, keys jsonb, papers jsonb)
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM cases_case c WHERE c.id = of_case FOR UPDATE;
    RETURN QUERY SELECT c,
        (SELECT jsonb_agg(to_jsonb(i) ORDER BY i.id) FROM cases_work_item i WHERE i.case_id = of_case AND i.done_at IS NULL),
        (SELECT jsonb_object_agg(e.key, e.account_id) FROM cases_event e WHERE e.case_id = of_case),
        (SELECT jsonb_agg(jsonb_build_array(a.requirement, a.document_id, d.accepted_at IS NULL AND d.rejected_at IS NULL,
                                            d.rejected_at IS NOT NULL))
         FROM cases_attachment a JOIN documents_document d ON d.id = a.document_id
         WHERE a.case_id = of_case AND a.replaced_at IS NULL)
    FROM cases_case c WHERE c.id = of_case;
END $$;

-- Writes an event, ends the steps it closes and opens those that follow; gives the case as it stands then.
CREATE FUNCTION lorong_case_record(event jsonb, closing jsonb, opening jsonb) RETURNS cases_case
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    of_case bigint := (event ->> 'case_id')::bigint;
    c cases_case;
BEGIN
    INSERT INTO cases_event SELECT * FROM jsonb_populate_record(
        NULL::cases_event, '{"position": 0, "prev_hash": "\\x", "hash": "\\x"}'::jsonb || event);
    UPDATE cases_work_item i SET
        done_at = d.done_at, done_seq = d.done_seq, outcome = d.outcome, minutes = d.minutes, late = d.late,
        holder_id = d.holder_id, claimed_at = d.claimed_at
    FROM jsonb_populate_recordset(NULL::cases_work_item, closing) d
    WHERE i.id = d.id AND i.case_id = of_case AND i.done_at IS NULL;
    INSERT INTO cases_work_item (
        case_id, step, role, unit_id, side, machine, blind, assigned, holder_id, claimed_at, opened_at, opened_seq, due_at, outcome)
    SELECT of_case, o.step, o.role, o.unit_id, o.side, o.machine, o.blind, o.assigned, o.holder_id, o.claimed_at, o.opened_at,
           o.opened_seq, o.due_at, ''
    FROM jsonb_populate_recordset(NULL::cases_work_item, opening) o;
    SELECT * INTO STRICT c FROM cases_case WHERE id = of_case;
    RETURN c;
END $$;
