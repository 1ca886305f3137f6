-- A key goes on being counted under the category that it was made with. So a change of the category moves no counters,
-- and a batch that is written at that moment counts where those before it did.
CREATE OR REPLACE FUNCTION latchkey_key_recategorised() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.counted_as := OLD.category;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER api_keys_recategorised BEFORE UPDATE OF category ON api_keys FOR EACH ROW
  WHEN (NEW.category <> OLD.category AND OLD.counted_as IS NULL)
  EXECUTE FUNCTION latchkey_key_recategorised();
