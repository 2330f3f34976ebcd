-- Who stands in which position on a day. One place for the rule, so that the page, the inbox and the letter agree.
--
-- A holder who is away is replaced by, in this order: somebody appointed Plh. for the position; the substitute named
-- with the absence; the first holder, in the order of the position's `substitutes`, who is not away. When nobody can
-- stand in, the holder keeps the position: a seat is never left without anybody by an absence alone.
-- `who` null means everybody; `replaces` is the assignment of the holder who is away.
CREATE FUNCTION lorong_city_standing(on_day date, who uuid DEFAULT NULL)
RETURNS TABLE (position_id bigint, assignment_id bigint, person_id uuid, held_as text, replaces bigint)
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    WITH away AS (
        SELECT b.substitute_id, a.id AS assignment_id, a.position_id, a.person_id
        FROM city_absence b JOIN city_assignment a ON a.id = b.assignment_id
        WHERE b.withdrawn_at IS NULL AND b.days @> on_day AND a.days @> on_day
    ), stand AS (
        SELECT w.position_id, s.id AS assignment_id, s.person_id, w.assignment_id AS replaces, s.place
        FROM away w CROSS JOIN LATERAL (
            SELECT c.id, c.person_id, c.place FROM (
                SELECT a.id, a.person_id, a.held_as, -1 AS place
                FROM city_assignment a
                WHERE a.position_id = w.position_id AND a.held_as = 'plh' AND a.days @> on_day
                UNION ALL
                SELECT a.id, a.person_id, a.held_as, 0 FROM city_assignment a
                WHERE a.person_id = w.substitute_id AND a.days @> on_day
                UNION ALL
                SELECT a.id, a.person_id, a.held_as, named.place::int
                FROM city_position p
                CROSS JOIN jsonb_array_elements_text(p.substitutes) WITH ORDINALITY named (code, place)
                JOIN city_position q ON q.code = named.code AND q.active
                JOIN city_assignment a ON a.position_id = q.id AND a.days @> on_day
                WHERE p.id = w.position_id
            ) c
            WHERE c.person_id <> w.person_id AND c.person_id NOT IN (SELECT x.person_id FROM away x)
            ORDER BY c.place, c.held_as <> 'definitif', c.id LIMIT 1
        ) s
    )
    SELECT a.position_id, a.id, a.person_id, a.held_as::text, NULL::bigint
    FROM city_assignment a
    WHERE a.days @> on_day AND (who IS NULL OR a.person_id = who)
      AND a.id NOT IN (SELECT s.replaces FROM stand s)
    UNION ALL
    SELECT s.position_id, s.assignment_id, s.person_id, 'plh', s.replaces
    FROM stand s WHERE s.place >= 0 AND (who IS NULL OR s.person_id = who)
$$;
