-- The owner may renew the seal around a letter's data while keys are being changed; every other change is guarded as before.
DROP TRIGGER letter_guard ON documents_letter;
CREATE TRIGGER letter_guard BEFORE UPDATE ON documents_letter FOR EACH ROW
    WHEN (NOT (to_jsonb(NEW) - 'data' = to_jsonb(OLD) - 'data' AND lorong_is_resealing('documents_letter'::regclass)))
    EXECUTE FUNCTION lorong_letter_guard();
CREATE TRIGGER letter_stays BEFORE DELETE ON documents_letter FOR EACH ROW EXECUTE FUNCTION lorong_letter_guard();
