-- The office's list is read by when something has to happen next, so that stands with the incident, written whenever an event
-- moves it: `lorong_case_due` of its case; once it is over, the moment of its end.
CREATE OR REPLACE FUNCTION lorong_incident_due() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    NEW.due_at := coalesce(CASE WHEN NEW.ended = '' THEN lorong_case_due(NEW.case_number) ELSE NEW.ended_at END, NEW.moved_at);
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER incident_due BEFORE INSERT OR UPDATE OF case_number, unit, turn, step, moved_at, ended ON complaints_incident
    FOR EACH ROW EXECUTE FUNCTION lorong_incident_due();
UPDATE complaints_incident SET moved_at = moved_at;
