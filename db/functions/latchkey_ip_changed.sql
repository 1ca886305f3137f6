-- Tells instances that an address was blocked, or is not any more.
CREATE OR REPLACE FUNCTION latchkey_ip_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM latchkey_notify(jsonb_build_object('ip', coalesce(NEW.ip, OLD.ip)));
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER ip_blocks_changed AFTER INSERT OR UPDATE OR DELETE ON ip_blocks
  FOR EACH ROW EXECUTE FUNCTION latchkey_ip_changed();
