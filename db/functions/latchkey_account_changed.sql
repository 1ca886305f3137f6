-- Tells instances that an account was changed: its keys may have another plan.
CREATE OR REPLACE FUNCTION latchkey_account_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM latchkey_notify(jsonb_build_object('account', NEW.id));
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER accounts_changed AFTER UPDATE ON accounts
  FOR EACH ROW EXECUTE FUNCTION latchkey_account_changed();
