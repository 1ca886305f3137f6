-- Tells instances which keys were made, changed or deleted, by the hashes of their secrets. More than 64 would not fit into a
-- notice (8,000 bytes): then all keys are to be read again.
CREATE OR REPLACE FUNCTION latchkey_keys_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE hashes text[];
BEGIN
  SELECT array_agg(encode(hash, 'hex')) INTO hashes FROM (SELECT hash FROM changed LIMIT 65) c;
  IF hashes IS NULL THEN
    RETURN NULL;
  ELSIF cardinality(hashes) > 64 THEN
    PERFORM latchkey_notify('{"all": true}');
  ELSE
    PERFORM latchkey_notify(jsonb_build_object('keys', to_jsonb(hashes)));
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER api_keys_inserted AFTER INSERT ON api_keys
  REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION latchkey_keys_changed();

CREATE OR REPLACE TRIGGER api_keys_updated AFTER UPDATE ON api_keys
  REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION latchkey_keys_changed();

CREATE OR REPLACE TRIGGER api_keys_deleted AFTER DELETE ON api_keys
  REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION latchkey_keys_changed();
