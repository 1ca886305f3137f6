-- Tells instances that all keys are to be read again. A plan is shared by many keys, and seldom changes.
CREATE OR REPLACE FUNCTION latchkey_all_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM latchkey_notify('{"all": true}');
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER plans_changed AFTER UPDATE OR DELETE ON plans
  FOR EACH STATEMENT EXECUTE FUNCTION latchkey_all_changed();
