CREATE TABLE "first_quotas" (
	"budget_id" uuid PRIMARY KEY NOT NULL,
	"version" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "instances" ADD COLUMN "written_version" bigint;--> statement-breakpoint
ALTER TABLE "first_quotas" ADD CONSTRAINT "first_quotas_budget_id_quota_budgets_id_fk" FOREIGN KEY ("budget_id") REFERENCES "public"."quota_budgets"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint

-- A quota that is set on a key which had none counts what the key was let in for before. What instances
-- have let in and not written yet, the database cannot count: until each of them has said that it has
-- written what it let in before it heard of the change, nothing is granted.
DROP FUNCTION latchkey_notify(jsonb);
--> statement-breakpoint
-- As before, and says the number of the change.
CREATE FUNCTION latchkey_notify(p_change jsonb) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE v bigint;
BEGIN
  UPDATE change_version SET version = version + 1 WHERE id = 1 RETURNING version INTO v;
  PERFORM pg_notify('latchkey', (jsonb_build_object('v', v) || p_change)::text);
  RETURN v;
END $$;
--> statement-breakpoint
CREATE FUNCTION latchkey_keys_updated() RETURNS trigger LANGUAGE plpgsql AS $$
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
--> statement-breakpoint
DROP TRIGGER api_keys_updated ON api_keys;
--> statement-breakpoint
CREATE TRIGGER api_keys_updated AFTER UPDATE ON api_keys
  REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION latchkey_keys_updated();
--> statement-breakpoint

-- Whether some instance may not have written yet what it let in before the key got its first quota. One
-- that was not heard of for so long that others have taken over its journal is not waited for.
CREATE FUNCTION latchkey_awaits_writers(p_key uuid) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  b uuid;
BEGIN
  SELECT f.budget_id INTO b FROM api_keys a JOIN first_quotas f ON f.budget_id = a.budget_id
  WHERE a.id = p_key;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  DELETE FROM first_quotas f WHERE f.budget_id = b AND NOT EXISTS (
    SELECT FROM instances i WHERE i.written_version < f.version
      AND i.heartbeat_at > clock_timestamp() - interval '15 seconds');
  RETURN NOT FOUND;
END $$;
