-- What was reported, and what was answered, stays as it was written.
CREATE TRIGGER levy_report_append_only BEFORE UPDATE OR DELETE ON cases_levy_report
    FOR EACH ROW EXECUTE FUNCTION lorong_append_only();
CREATE TRIGGER levy_report_no_truncate BEFORE TRUNCATE ON cases_levy_report
    FOR EACH STATEMENT EXECUTE FUNCTION lorong_append_only();
CREATE TRIGGER levy_reply_append_only BEFORE UPDATE OR DELETE ON cases_levy_reply
    FOR EACH ROW EXECUTE FUNCTION lorong_append_only();
CREATE TRIGGER levy_reply_no_truncate BEFORE TRUNCATE ON cases_levy_reply
    FOR EACH STATEMENT EXECUTE FUNCTION lorong_append_only();
