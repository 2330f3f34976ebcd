-- A case with all that its page tells, as one array whose parts stand in the order of `queries/casefile.py`; null when there
-- is none. It reads with the rights of whoever calls it. Nine questions become one, and its plan is made once a connection.
-- reader: of whom it is told how many of their own cases wait for them.
CREATE FUNCTION lorong_case_file(of_number text, reader uuid) RETURNS json
LANGUAGE plpgsql STABLE SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (SELECT json_build_array(
        json_build_array(
            c.id, c.number, c.procedure_id, c.slug, c.unit_id, c.applicant_id, c.subject_id, c.account_id, c.parent_number,
            c.channel, c.answers, c.marking, c.turn, c.ended, c.last_seq, c.last_at, c.turn_since, c.opened_at, c.ended_at,
            c.promised_minutes, c.promised_at, c.turn_due_at, c.city_minutes, c.applicant_minutes, c.outside_minutes, c.returns),
        (SELECT p.name FROM people_person p WHERE p.id = c.applicant_id),
        (SELECT p.name FROM people_person p WHERE p.id = c.subject_id),
        (SELECT json_agg(json_build_array(
            e.case_id, e.seq, e.at, e.kind, e.step, e.outcome, e.actor_kind, e.actor_name, e.actor_title, e.channel, e.data)
            ORDER BY e.seq)
         FROM (SELECT * FROM cases_event WHERE case_id = c.id ORDER BY seq LIMIT 500) e),
        (SELECT json_agg(json_build_array(
            w.id, w.case_id, w.step, w.role, w.unit_id, w.side, w.machine, w.blind, w.holder_id, w.opened_at, w.opened_seq,
            w.due_at, w.done_at, w.done_seq, w.outcome, a.person_id, p.name) ORDER BY w.opened_seq, w.id)
         FROM cases_work_item w LEFT JOIN people_account a ON a.id = w.holder_id LEFT JOIN people_person p ON p.id = a.person_id
         WHERE w.case_id = c.id),
        (SELECT json_agg(json_build_array(
            m.id, m.case_id, m.at, m.side, m.account_id, m.author_name, m.author_title, m.body, m.file_id, m.seen_at, d.name)
            ORDER BY m.at, m.id)
         FROM (SELECT * FROM cases_message WHERE case_id = c.id ORDER BY at DESC, id DESC LIMIT 200) m
         LEFT JOIN documents_document d ON d.id = m.file_id),
        (SELECT json_agg(json_build_array(
            t.id, t.case_id, t.requirement, t.document_id, t.held_before, t.attached_at, t.replaced_at,
            json_build_array(d.id, d.kind, d.file_id, d.statement, d.name, d.received_at, d.accepted_at, d.rejected_at,
                             d.rejected_because)) ORDER BY t.attached_at, t.id)
         FROM cases_attachment t JOIN documents_document d ON d.id = t.document_id WHERE t.case_id = c.id),
        (SELECT json_build_array(
            l.id, l.code, l.case_number, l.title, l.unit_id, l.person_id, l.valid_until, l.file_id, l.file_ready_at, l.revoked_at,
            l.revoked_because, n.text)
         FROM documents_letter l JOIN documents_number n ON n.id = l.number_id WHERE l.case_number = c.number),
        EXISTS (SELECT FROM cases_survey s WHERE s.case_id = c.id),
        (SELECT json_agg(json_build_array(
            x.at, x.account_id, x.position_id, x.actor_name, x.actor_title, x.subject, x.case_number, x.purpose, x.fields)
            ORDER BY x.at DESC, x.id DESC)
         FROM (SELECT * FROM audit_access WHERE subject IN (c.applicant_id, c.subject_id) AND case_number = c.number
               ORDER BY at DESC, id DESC LIMIT 300) x),
        (SELECT count(*) FROM (
            SELECT FROM cases_case o WHERE o.applicant_id = reader AND o.turn = 'applicant' AND o.ended = '' LIMIT 100) o)
    ) FROM cases_case c WHERE c.number = of_number);
END $$;
