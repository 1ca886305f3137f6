-- Tells instances which keys were changed, as latchkey_keys_changed does. Where a key without quotas gets its first
-- one, the notice says so ("capped"): instances then write at once what they have let in, and first_quotas remembers
-- the number of the change until they have. Nested loops are off: a plan that was made for one key would take minutes
-- for thousands.
CREATE OR REPLACE FUNCTION latchkey_keys_updated() RETURNS trigger LANGUAGE plpgsql
SET enable_nestloop = off AS $$
DECLARE
  hashes text[];
  capped uuid[];
  change jsonb;
  v bigint;
BEGIN
  SELECT array_agg(encode(hash, 'hex')) INTO hashes FROM (SELECT hash FROM changed LIMIT 65) c;
  IF hashes IS NULL THEN
    RETURN NULL;
  END IF;
  change := CASE WHEN cardinality(hashes) > 64 THEN '{"all": true}'
    ELSE jsonb_build_object('keys', to_jsonb(hashes)) END;
  SELECT array_agg(DISTINCT c.budget_id) INTO capped FROM changed c JOIN before b ON b.id = c.id
  WHERE num_nonnulls(b.quota_total, b.quota_daily, b.quota_weekly, b.quota_monthly) = 0
    AND num_nonnulls(c.quota_total, c.quota_daily, c.quota_weekly, c.quota_monthly) > 0;
  IF capped IS NULL THEN
    PERFORM latchkey_notify(change);
    RETURN NULL;
  END IF;
  v := latchkey_notify(change || '{"capped": true}');
  INSERT INTO first_quotas AS f (budget_id, version) SELECT unnest(capped), v ORDER BY 1
    ON CONFLICT (budget_id) DO UPDATE SET version = excluded.version;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER api_keys_updated AFTER UPDATE ON api_keys
  REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION latchkey_keys_updated();
