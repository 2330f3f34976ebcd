-- Locks a draft, then reads it with its persons, where they live and the city's version, as one array in the order of
-- `persons.py`: a second statement, so that it sees what whoever held the lock before has written. NULL: no such draft.
CREATE FUNCTION lorong_draft_at_hand(of_draft bigint) RETURNS json
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM cases_draft d WHERE d.id = of_draft FOR UPDATE;
    RETURN (SELECT json_build_array(
        row_to_json(d),
        json_build_array(
            a.id, a.household_id, a.relation, a.name, a.birth_place, a.birth_date, a.sex, a.religion, a.marital, a.education,
            a.occupation, a.citizenship, a.died_on, a.synthetic, ah.id, ah.rt, ah.rw, ah.region, ah.synthetic),
        json_build_array(
            s.id, s.household_id, s.relation, s.name, s.birth_place, s.birth_date, s.sex, s.religion, s.marital, s.education,
            s.occupation, s.citizenship, s.died_on, s.synthetic, sh.id, sh.rt, sh.rw, sh.region, sh.synthetic),
        (SELECT c.version FROM city_setting c LIMIT 1))
    FROM cases_draft d
    JOIN people_person a ON a.id = d.applicant_id JOIN people_household ah ON ah.id = a.household_id
    JOIN people_person s ON s.id = d.subject_id JOIN people_household sh ON sh.id = s.household_id
    WHERE d.id = of_draft);
END $$;
