-- When something has to happen next in a case that runs: the earliest clock of the law that runs (calendar days of UU 25/2009,
-- working days of PermenPANRB 62/2018); where none runs, the end of whose turn it is, or what the city promised. Null: no such case.
CREATE OR REPLACE FUNCTION lorong_case_due(of_number text) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT coalesce(
        (SELECT min(l.due_at) FROM cases_limit l WHERE l.case_id = c.id AND l.met_at IS NULL), c.turn_due_at, c.promised_at)
    FROM cases_case c WHERE c.number = of_number
$$;
