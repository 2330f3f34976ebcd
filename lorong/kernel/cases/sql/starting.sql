-- The birth of a case in one order: its number of the day, its row, its documents, and the draft it came from, which says from
-- now on as which case it was sent. Gives the case as it stands: without a history, which its first event has to follow in
-- the same transaction. One row a day counts; its lock lasts until the end of this short transaction, and gaps are harmless.
CREATE FUNCTION lorong_case_begin(act jsonb) RETURNS json
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    on_day date := (act ->> 'day')::date;
    at timestamptz := (act ->> 'at')::timestamptz;
    of_number text;
    of_case bigint;
    stands json;
BEGIN
    INSERT INTO cases_day_counter AS c (day, last) VALUES (on_day, 1)
    ON CONFLICT (day) DO UPDATE SET last = c.last + 1
    RETURNING to_char(on_day, 'YY-MMDD-') || lpad(last::text, greatest(4, length(last::text)), '0') INTO of_number;
    INSERT INTO cases_case (
        number, key, procedure_id, slug, unit_id, applicant_id, subject_id, account_id, parent_number, channel, answers, marking,
        turn, ended, last_seq, last_hash, promised_minutes, city_minutes, applicant_minutes, outside_minutes, returns)
    SELECT of_number, n.key, n.procedure_id, n.slug, n.unit_id, n.applicant_id, n.subject_id, n.account_id, n.parent_number,
           n.channel, '{}', '{}', 'none', '', 0, '', 0, 0, 0, 0, 0
    FROM jsonb_populate_record(NULL::cases_case, act -> 'case') n
    RETURNING id INTO of_case;
    INSERT INTO cases_attachment (case_id, requirement, document_id, held_before, attached_at)
    SELECT of_case, p.requirement, p.document_id, p.held_before, at
    FROM jsonb_to_recordset(act -> 'papers') AS p (requirement text, document_id uuid, held_before boolean);
    UPDATE cases_draft SET submitted_as = of_number, updated_at = at WHERE id = (act ->> 'draft')::bigint;
    SELECT row_to_json(c) INTO STRICT stands FROM cases_case c WHERE c.id = of_case;
    RETURN stands;
END $$;
