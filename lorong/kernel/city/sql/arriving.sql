-- Who comes in with a session that is good at a moment, as one array in the order of `queries/arriving.py`; null when there is
-- none: the city's version, the session as it is stored, its account, and what the account's person holds on a day. It reads
-- with the rights of whoever calls it; every page of somebody signed in begins here, so its plan is made once a connection.
CREATE FUNCTION lorong_arrival(on_day date, of_key text, at timestamptz) RETURNS json
LANGUAGE plpgsql STABLE SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (SELECT json_build_array(
        (SELECT c.version FROM city_setting c LIMIT 1),
        s.session_data,
        CASE WHEN a.id IS NOT NULL THEN json_build_array(
            a.id, a.password, a.last_login, a.login, a.person_id, a.phone_verified, a.verification, a.language, a.is_active,
            a.demo, a.created_at, a.sessions_since) END,
        (SELECT json_agg(json_build_array(who.name, p.id, p.title, p.roles, p.unit_id, h.held_as, p.may_sign, p.is_head)
                         ORDER BY p.id)
         FROM people_person who
         LEFT JOIN LATERAL (
             -- only who was ever appointed can hold something or stand in: for residents the function is not called
             SELECT h.* FROM (SELECT FROM city_assignment t WHERE t.person_id = who.id LIMIT 1) t,
                             lorong_city_standing(on_day, who.id) h
         ) h ON true
         LEFT JOIN city_position p ON p.id = h.position_id AND p.active
         WHERE who.id = a.person_id)
    ) FROM people_session s LEFT JOIN people_account a ON a.id = s.account_id
    WHERE s.session_key = of_key AND s.expire_date > at);
END $$;
