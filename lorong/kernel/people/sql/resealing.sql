-- Whether this transaction renews seals: it says so, and it is the owner of the table. The web role never is.
CREATE FUNCTION lorong_is_resealing(tab oid) RETURNS boolean LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT coalesce(current_setting('lorong.resealing', true), '') = 'on'
        AND pg_has_role(current_user, (SELECT c.relowner FROM pg_class c WHERE c.oid = tab), 'USAGE')
$$;
