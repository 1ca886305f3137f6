-- What drizzle cannot say: the shipped plans, the log's partitions, change notices, and the two
-- statements by which instances lease admissions. Window arithmetic is the same as in
-- lib/enforcement/windows.ts; a test holds the two against each other.

INSERT INTO plans (name, per_second, per_minute) VALUES
  ('free', 5, 100), ('pro', 50, 1500), ('scale', 500, 15000);
--> statement-breakpoint
INSERT INTO change_version (id, version) VALUES (1, 0);
--> statement-breakpoint

-- Log partitions, one a UTC day. Rows outside all of them (a journal replayed very late) land in
-- the default one rather than nowhere.
CREATE TABLE request_logs_default PARTITION OF request_logs DEFAULT;
--> statement-breakpoint
CREATE FUNCTION latchkey_ensure_partitions(p_from date, p_to date) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  d date := p_from;
  part text;
BEGIN
  WHILE d <= p_to LOOP
    part := 'request_logs_' || to_char(d, 'YYYYMMDD');
    IF to_regclass(part) IS NULL THEN
      -- Rows of that day that came before their partition move into it: PostgreSQL would refuse to
      -- make it beside them.
      LOCK TABLE request_logs_default IN ACCESS EXCLUSIVE MODE;
      EXECUTE format(
        'CREATE TABLE %I (LIKE request_logs INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part);
      EXECUTE format(
        'WITH early AS (DELETE FROM request_logs_default WHERE at >= %L AND at < %L RETURNING *)
           INSERT INTO %I SELECT * FROM early',
        d::text || ' 00:00:00+00', (d + 1)::text || ' 00:00:00+00', part);
      EXECUTE format(
        'ALTER TABLE request_logs ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
        part, d::text || ' 00:00:00+00', (d + 1)::text || ' 00:00:00+00');
    END IF;
    d := d + 1;
  END LOOP;
END $$;
--> statement-breakpoint

-- Drops whole days that ended before p_before, and keeps what they counted in the totals.
CREATE FUNCTION latchkey_drop_partitions(p_before timestamptz) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  part record;
  dropped integer := 0;
BEGIN
  FOR part IN
    SELECT c.relname, to_date(right(c.relname, 8), 'YYYYMMDD') AS day
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'request_logs'::regclass AND c.relname ~ '^request_logs_\d{8}$'
  LOOP
    IF (part.day + 1)::timestamp AT TIME ZONE 'UTC' <= p_before THEN
      -- Nothing may be written between counting it and dropping it.
      EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', part.relname);
      EXECUTE format(
        'UPDATE usage_totals u SET archived = u.archived + d.n
           FROM (SELECT key_id, count(*) AS n FROM %I WHERE counted GROUP BY key_id) d
          WHERE d.key_id = u.key_id', part.relname);
      EXECUTE format('DROP TABLE %I', part.relname);
      dropped := dropped + 1;
    END IF;
  END LOOP;
  RETURN dropped;
END $$;
--> statement-breakpoint

-- Where the rolling windows of a budget begin. A bucket counts until it has left the window
-- whole, so a request never leaves early and at most a minute late. Old minutes are summed by
-- the hour: at most 59 minute rows and 721 hour rows a window, however much traffic there was.
CREATE FUNCTION latchkey_window_used(p_budget uuid, p_now timestamptz, p_window interval)
RETURNS bigint LANGUAGE sql STABLE AS $$
  WITH edge AS (
    SELECT date_trunc('minute', p_now - p_window, 'UTC') AS minute_from,
           date_trunc('hour', p_now - p_window, 'UTC') + interval '1 hour' AS hour_from
  ), keys AS (
    SELECT id FROM api_keys WHERE budget_id = p_budget
  )
  SELECT (coalesce((SELECT sum(m.counted) FROM keys, edge, usage_minutes m
                     WHERE m.key_id = keys.id AND m.minute >= minute_from AND m.minute < hour_from), 0)
        + coalesce((SELECT sum(h.counted) FROM keys, edge, usage_hours h
                     WHERE h.key_id = keys.id AND h.hour >= hour_from), 0))::bigint
$$;
--> statement-breakpoint

-- Used and leased of a budget, read in one statement and so from one snapshot: settling moves
-- admissions from the one to the other in one transaction, and none is missed or seen twice.
CREATE FUNCTION latchkey_budget_state(p_budget uuid, p_now timestamptz)
RETURNS TABLE (total bigint, daily bigint, weekly bigint, monthly bigint, leased bigint)
LANGUAGE sql STABLE AS $$
  SELECT
    coalesce((SELECT sum(u.counted) FROM usage_totals u JOIN api_keys k ON k.id = u.key_id
               WHERE k.budget_id = p_budget), 0)::bigint,
    latchkey_window_used(p_budget, p_now, interval '24 hours'),
    latchkey_window_used(p_budget, p_now, interval '168 hours'),
    latchkey_window_used(p_budget, p_now, interval '720 hours'),
    coalesce((SELECT sum(l.amount) FROM leases l JOIN api_keys k ON k.id = l.key_id
               WHERE k.budget_id = p_budget), 0)::bigint
$$;
--> statement-breakpoint

-- When a window with p_used counted requests has room for one more under p_limit: the end of
-- the minute, a window later, in which the (used - limit + 1)th oldest of them lies.
-- With p_limit = p_used that is the oldest one: the moment at which capacity begins to return.
CREATE FUNCTION latchkey_window_frees_at(
  p_budget uuid, p_now timestamptz, p_window interval, p_used bigint, p_limit bigint)
RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT minute + interval '1 minute' + p_window FROM (
    SELECT m.minute, sum(sum(m.counted)) OVER (ORDER BY m.minute) AS gone
    FROM usage_minutes m JOIN api_keys k ON k.id = m.key_id
    WHERE k.budget_id = p_budget AND m.counted > 0
      AND m.minute >= date_trunc('minute', p_now - p_window, 'UTC')
    GROUP BY m.minute
  ) t WHERE gone >= greatest(1, p_used - p_limit + 1) ORDER BY minute LIMIT 1
$$;
--> statement-breakpoint

-- When the oldest counted request leaves a window; null where there is none.
CREATE FUNCTION latchkey_window_resets_at(p_budget uuid, p_now timestamptz, p_window interval)
RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT min(oldest.minute) + interval '1 minute' + p_window
  FROM api_keys k CROSS JOIN LATERAL (
    SELECT m.minute FROM usage_minutes m
    WHERE m.key_id = k.id AND m.minute >= date_trunc('minute', p_now - p_window, 'UTC')
      AND m.counted > 0
    ORDER BY m.minute LIMIT 1
  ) oldest
  WHERE k.budget_id = p_budget
$$;
--> statement-breakpoint

-- Grants an instance admissions of a key: p_want for requests that wait now, and up to p_ahead
-- for those to come, at most an eighth of what is left, so that leases shrink towards the limit
-- (grantable in lib/enforcement/windows.ts). The budget's row lock makes grants queue.
-- granted = 0 with a quota named means that it is reached, or that the rest of it is leased out:
-- recallable says whether a holder has not yet been asked to give back what it has not spent.
CREATE FUNCTION latchkey_grant(p_key uuid, p_instance uuid, p_want integer, p_ahead integer)
RETURNS TABLE (
  granted integer, reached text, frees_at timestamptz, recallable boolean, leased bigint,
  total bigint, daily bigint, weekly bigint, monthly bigint,
  daily_resets timestamptz, weekly_resets timestamptz, monthly_resets timestamptz,
  db_now timestamptz)
LANGUAGE plpgsql AS $$
DECLARE
  k record;
  s record;
  room bigint;
  t timestamptz;
  give integer := 0;
  name text;
  free_at timestamptz;
  others boolean;
BEGIN
  SELECT a.budget_id INTO k FROM api_keys a WHERE a.id = p_key;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  PERFORM 1 FROM quota_budgets b WHERE b.id = k.budget_id FOR UPDATE;
  -- Read under the lock, so that a grant never works with quotas older than its turn.
  SELECT a.budget_id, a.quota_total, a.quota_daily, a.quota_weekly, a.quota_monthly
    INTO k FROM api_keys a WHERE a.id = p_key;
  t := clock_timestamp();
  SELECT * INTO s FROM latchkey_budget_state(k.budget_id, t);
  room := least(
    k.quota_total - s.total, k.quota_daily - s.daily,
    k.quota_weekly - s.weekly, k.quota_monthly - s.monthly) - s.leased;
  IF room IS NULL THEN
    room := p_want; -- no quota is set any more: the caller's facts are older than the key's
  END IF;
  IF room > 0 THEN
    give := least(room, p_want + least(p_ahead, room / 8))::integer;
    IF give > 0 THEN
      INSERT INTO leases AS l (key_id, instance_id, amount, updated_at, recalled_at)
        VALUES (p_key, p_instance, give, t, NULL)
        ON CONFLICT (key_id, instance_id) DO UPDATE
          SET amount = l.amount + excluded.amount, updated_at = t, recalled_at = NULL;
    END IF;
  ELSE
    name := CASE
      WHEN s.total + s.leased >= k.quota_total THEN 'total'
      WHEN s.daily + s.leased >= k.quota_daily THEN 'daily'
      WHEN s.weekly + s.leased >= k.quota_weekly THEN 'weekly'
      ELSE 'monthly' END;
    -- What is leased out may be spent and not yet settled: it leaves a window from now at last.
    free_at := CASE name
      WHEN 'daily' THEN coalesce(
        latchkey_window_frees_at(
          k.budget_id, t, interval '24 hours', s.daily + s.leased, k.quota_daily),
        t + interval '24 hours 1 minute')
      WHEN 'weekly' THEN coalesce(
        latchkey_window_frees_at(
          k.budget_id, t, interval '168 hours', s.weekly + s.leased, k.quota_weekly),
        t + interval '168 hours 1 minute')
      WHEN 'monthly' THEN coalesce(
        latchkey_window_frees_at(
          k.budget_id, t, interval '720 hours', s.monthly + s.leased, k.quota_monthly),
        t + interval '720 hours 1 minute')
      END;
    others := EXISTS (
      SELECT 1 FROM leases l JOIN api_keys a ON a.id = l.key_id
      WHERE a.budget_id = k.budget_id AND l.amount > 0 AND l.recalled_at IS NULL
        AND NOT (l.key_id = p_key AND l.instance_id = p_instance));
  END IF;
  RETURN QUERY SELECT give, name, free_at, coalesce(others, false), s.leased,
    s.total, s.daily, s.weekly, s.monthly,
    CASE WHEN k.quota_daily IS NOT NULL
      THEN latchkey_window_resets_at(k.budget_id, t, interval '24 hours') END,
    CASE WHEN k.quota_weekly IS NOT NULL
      THEN latchkey_window_resets_at(k.budget_id, t, interval '168 hours') END,
    CASE WHEN k.quota_monthly IS NOT NULL
      THEN latchkey_window_resets_at(k.budget_id, t, interval '720 hours') END,
    t;
END $$;
--> statement-breakpoint

-- Change notices. Every change of what caches hold bumps one version, under its row lock and so
-- in the order of the commits, and notifies; instances that miss a notice see the version move.
CREATE FUNCTION latchkey_notify(p_change jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE v bigint;
BEGIN
  UPDATE change_version SET version = version + 1 WHERE id = 1 RETURNING version INTO v;
  PERFORM pg_notify('latchkey', (jsonb_build_object('v', v) || p_change)::text);
END $$;
--> statement-breakpoint
CREATE FUNCTION latchkey_keys_changed() RETURNS trigger LANGUAGE plpgsql AS $$
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
--> statement-breakpoint
CREATE TRIGGER api_keys_inserted AFTER INSERT ON api_keys REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION latchkey_keys_changed();
--> statement-breakpoint
CREATE TRIGGER api_keys_updated AFTER UPDATE ON api_keys REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION latchkey_keys_changed();
--> statement-breakpoint
CREATE TRIGGER api_keys_deleted AFTER DELETE ON api_keys REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION latchkey_keys_changed();
--> statement-breakpoint
CREATE FUNCTION latchkey_all_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM latchkey_notify('{"all": true}');
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER plans_changed AFTER UPDATE OR DELETE ON plans
  FOR EACH STATEMENT EXECUTE FUNCTION latchkey_all_changed();
--> statement-breakpoint
CREATE FUNCTION latchkey_account_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM latchkey_notify(jsonb_build_object('account', NEW.id));
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER accounts_changed AFTER UPDATE ON accounts
  FOR EACH ROW EXECUTE FUNCTION latchkey_account_changed();
--> statement-breakpoint
CREATE FUNCTION latchkey_ip_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM latchkey_notify(jsonb_build_object('ip', coalesce(NEW.ip, OLD.ip)));
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER ip_blocks_changed AFTER INSERT OR UPDATE OR DELETE ON ip_blocks
  FOR EACH ROW EXECUTE FUNCTION latchkey_ip_changed();
