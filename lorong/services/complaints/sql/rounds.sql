-- A round that is over stays as it was written.

CREATE OR REPLACE TRIGGER round_append_only BEFORE UPDATE OR DELETE ON complaints_round
    FOR EACH ROW EXECUTE FUNCTION lorong_append_only();
CREATE OR REPLACE TRIGGER round_no_truncate BEFORE TRUNCATE ON complaints_round
    FOR EACH STATEMENT EXECUTE FUNCTION lorong_append_only();
