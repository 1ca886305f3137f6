-- What else a database of commit b1c84bd had, as pg_dump shows it: functions, triggers, and some rows in every table,
-- made by that commit's own programs. For a test: see db/baselines/b1c84bd.integration.test.ts.

CREATE FUNCTION latchkey_account_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  PERFORM latchkey_notify(jsonb_build_object('account', NEW.id));
  RETURN NULL;
END $$;

CREATE FUNCTION latchkey_all_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  PERFORM latchkey_notify('{"all": true}');
  RETURN NULL;
END $$;

CREATE FUNCTION latchkey_budget_state(p_budget uuid, p_now timestamp with time zone) RETURNS TABLE(total bigint, daily bigint, weekly bigint, monthly bigint, leased bigint)
    LANGUAGE sql STABLE
    AS $$
  SELECT
    coalesce((SELECT sum(u.counted) FROM usage_totals u JOIN api_keys k ON k.id = u.key_id
               WHERE k.budget_id = p_budget), 0)::bigint,
    latchkey_window_used(p_budget, p_now, interval '24 hours'),
    latchkey_window_used(p_budget, p_now, interval '168 hours'),
    latchkey_window_used(p_budget, p_now, interval '720 hours'),
    coalesce((SELECT sum(l.amount) FROM leases l JOIN api_keys k ON k.id = l.key_id
               WHERE k.budget_id = p_budget), 0)::bigint
$$;

CREATE FUNCTION latchkey_drop_partitions(p_before timestamp with time zone) RETURNS integer
    LANGUAGE plpgsql
    AS $_$
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
  WITH gone AS (
    DELETE FROM request_logs_default WHERE at < p_before RETURNING key_id, counted
  )
  UPDATE usage_totals u SET archived = u.archived + d.n
    FROM (SELECT key_id, count(*) AS n FROM gone WHERE counted GROUP BY key_id) d
   WHERE d.key_id = u.key_id;
  RETURN dropped;
END $_$;

CREATE FUNCTION latchkey_ensure_partitions(p_from date, p_to date) RETURNS void
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION latchkey_grant(p_key uuid, p_instance uuid, p_statement bigint, p_want integer, p_ahead integer) RETURNS TABLE(granted integer, reached text, frees_at timestamp with time zone, recallable boolean, leased bigint, total bigint, daily bigint, weekly bigint, monthly bigint, daily_resets timestamp with time zone, weekly_resets timestamp with time zone, monthly_resets timestamp with time zone, db_now timestamp with time zone)
    LANGUAGE plpgsql
    AS $$
DECLARE
  b uuid;
  -- The keys of the budget.
  ids uuid[];
  q_total bigint; q_daily bigint; q_weekly bigint; q_monthly bigint;
  u_total bigint; u_daily bigint; u_weekly bigint; u_monthly bigint; u_leased bigint;
  r_daily timestamptz; r_weekly timestamptz; r_monthly timestamptz;
  t timestamptz;
  -- Where each window begins: in minutes up to the end of its first hour, in hours from there.
  d_minute timestamptz; d_hour timestamptz;
  w_minute timestamptz; w_hour timestamptz;
  m_minute timestamptz; m_hour timestamptz;
  room bigint;
  give integer := 0;
  name text;
  free_at timestamptz;
  others boolean := false;
  first_version bigint;
BEGIN
  SELECT a.budget_id INTO b FROM api_keys a WHERE a.id = p_key;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  PERFORM 1 FROM quota_budgets q WHERE q.id = b FOR UPDATE;
  -- Read under the lock, so that a grant never works with quotas older than its turn.
  SELECT a.budget_id, a.quota_total, a.quota_daily, a.quota_weekly, a.quota_monthly
    INTO b, q_total, q_daily, q_weekly, q_monthly FROM api_keys a WHERE a.id = p_key;
  IF p_want > 0 OR p_ahead > 0 THEN
    SELECT f.version INTO first_version FROM first_quotas f WHERE f.budget_id = b FOR UPDATE;
    IF FOUND THEN
      -- One that was not heard of for so long that others may have read its journal is not waited for.
      IF EXISTS (SELECT FROM instances i WHERE i.written_version < first_version
          AND i.heartbeat_at > clock_timestamp() - interval '15 seconds') THEN
        RETURN QUERY SELECT NULL::integer, NULL::text, NULL::timestamptz, false, 0::bigint,
          0::bigint, 0::bigint, 0::bigint, 0::bigint,
          NULL::timestamptz, NULL::timestamptz, NULL::timestamptz, clock_timestamp();
        RETURN;
      END IF;
      DELETE FROM first_quotas f WHERE f.budget_id = b;
    END IF;
  END IF;
  ids := ARRAY(SELECT a.id FROM api_keys a WHERE a.budget_id = b);
  t := clock_timestamp();
  d_minute := date_trunc('minute', t - interval '24 hours', 'UTC');
  d_hour := date_trunc('hour', t - interval '24 hours', 'UTC') + interval '1 hour';
  w_minute := date_trunc('minute', t - interval '168 hours', 'UTC');
  w_hour := date_trunc('hour', t - interval '168 hours', 'UTC') + interval '1 hour';
  m_minute := date_trunc('minute', t - interval '720 hours', 'UTC');
  m_hour := date_trunc('hour', t - interval '720 hours', 'UTC') + interval '1 hour';

  -- One statement and so one snapshot: settling moves admissions from "leased" to "used" in one
  -- transaction, and none is missed or seen twice.
  SELECT
    CASE WHEN q_total IS NULL THEN 0 ELSE coalesce((
      SELECT sum(u.counted) FROM usage_totals u WHERE u.key_id = ANY(ids)), 0) END,
    CASE WHEN q_daily IS NULL THEN 0 ELSE coalesce((
      SELECT sum(u.counted) FROM usage_minutes u
      WHERE u.key_id = ANY(ids) AND u.minute >= d_minute AND u.minute < d_hour), 0) + coalesce((
      SELECT sum(u.counted) FROM usage_hours u
      WHERE u.key_id = ANY(ids) AND u.hour >= d_hour), 0) END,
    CASE WHEN q_weekly IS NULL THEN 0 ELSE coalesce((
      SELECT sum(u.counted) FROM usage_minutes u
      WHERE u.key_id = ANY(ids) AND u.minute >= w_minute AND u.minute < w_hour), 0) + coalesce((
      SELECT sum(u.counted) FROM usage_hours u
      WHERE u.key_id = ANY(ids) AND u.hour >= w_hour), 0) END,
    CASE WHEN q_monthly IS NULL THEN 0 ELSE coalesce((
      SELECT sum(u.counted) FROM usage_minutes u
      WHERE u.key_id = ANY(ids) AND u.minute >= m_minute AND u.minute < m_hour), 0) + coalesce((
      SELECT sum(u.counted) FROM usage_hours u
      WHERE u.key_id = ANY(ids) AND u.hour >= m_hour), 0) END,
    coalesce((SELECT sum(l.amount) FROM leases l WHERE l.key_id = ANY(ids)), 0)
  INTO u_total, u_daily, u_weekly, u_monthly, u_leased;

  room := least(q_total - u_total, q_daily - u_daily, q_weekly - u_weekly, q_monthly - u_monthly)
    - u_leased;
  IF room IS NULL THEN
    room := p_want; -- no quota is set any more: the caller's facts are older than the key's
  END IF;
  IF room > 0 THEN
    IF p_ahead > 0 THEN
      give := least(room,
        p_want + least(greatest(p_ahead, least(room / 256, 1000)), room / 8))::integer;
    ELSE
      give := least(room, p_want)::integer;
    END IF;
    IF give > 0 THEN
      INSERT INTO leases AS l (key_id, instance_id, amount, statement, updated_at, recalled_at)
        VALUES (p_key, p_instance, give, p_statement, t, NULL)
        ON CONFLICT (key_id, instance_id) DO UPDATE
          SET amount = l.amount + excluded.amount, statement = p_statement,
            updated_at = t, recalled_at = NULL
          WHERE l.statement < p_statement;
      IF NOT FOUND THEN
        give := 0;
      END IF;
    END IF;
  ELSE
    name := CASE
      WHEN u_total + u_leased >= q_total THEN 'total'
      WHEN u_daily + u_leased >= q_daily THEN 'daily'
      WHEN u_weekly + u_leased >= q_weekly THEN 'weekly'
      ELSE 'monthly' END;
    -- What is leased out may be spent and not yet settled: it leaves a window from now at last.
    free_at := CASE name
      WHEN 'daily' THEN coalesce(
        latchkey_window_frees_at(b, t, interval '24 hours', u_daily + u_leased, q_daily),
        t + interval '24 hours 1 minute')
      WHEN 'weekly' THEN coalesce(
        latchkey_window_frees_at(b, t, interval '168 hours', u_weekly + u_leased, q_weekly),
        t + interval '168 hours 1 minute')
      WHEN 'monthly' THEN coalesce(
        latchkey_window_frees_at(b, t, interval '720 hours', u_monthly + u_leased, q_monthly),
        t + interval '720 hours 1 minute')
      END;
    others := EXISTS (
      SELECT 1 FROM leases l
      WHERE l.key_id = ANY(ids) AND l.amount > 0 AND l.recalled_at IS NULL
        AND NOT (l.key_id = p_key AND l.instance_id = p_instance));
  END IF;

  -- When the oldest counted request leaves each window that has a quota; null where it is empty.
  IF u_daily > 0 THEN
    r_daily := (SELECT min(o.minute) FROM unnest(ids) k (id) CROSS JOIN LATERAL (
      SELECT u.minute FROM usage_minutes u WHERE u.key_id = k.id AND u.minute >= d_minute
        AND u.counted > 0 ORDER BY u.minute LIMIT 1) o) + interval '24 hours 1 minute';
  END IF;
  IF u_weekly > 0 THEN
    r_weekly := (SELECT min(o.minute) FROM unnest(ids) k (id) CROSS JOIN LATERAL (
      SELECT u.minute FROM usage_minutes u WHERE u.key_id = k.id AND u.minute >= w_minute
        AND u.counted > 0 ORDER BY u.minute LIMIT 1) o) + interval '168 hours 1 minute';
  END IF;
  IF u_monthly > 0 THEN
    r_monthly := (SELECT min(o.minute) FROM unnest(ids) k (id) CROSS JOIN LATERAL (
      SELECT u.minute FROM usage_minutes u WHERE u.key_id = k.id AND u.minute >= m_minute
        AND u.counted > 0 ORDER BY u.minute LIMIT 1) o) + interval '720 hours 1 minute';
  END IF;
  RETURN QUERY SELECT give, name, free_at, others, u_leased,
    u_total, u_daily, u_weekly, u_monthly, r_daily, r_weekly, r_monthly, t;
END $$;

CREATE FUNCTION latchkey_ip_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  PERFORM latchkey_notify(jsonb_build_object('ip', coalesce(NEW.ip, OLD.ip)));
  RETURN NULL;
END $$;

CREATE FUNCTION latchkey_key_recategorised() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  NEW.counted_as := OLD.category;
  RETURN NEW;
END $$;

CREATE FUNCTION latchkey_keys_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION latchkey_keys_updated() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_nestloop TO 'off'
    AS $$
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

CREATE FUNCTION latchkey_notify(p_change jsonb) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE v bigint;
BEGIN
  UPDATE change_version SET version = version + 1 WHERE id = 1 RETURNING version INTO v;
  PERFORM pg_notify('latchkey', (jsonb_build_object('v', v) || p_change)::text);
  RETURN v;
END $$;

CREATE FUNCTION latchkey_ttfb_bucket(p_ms double precision) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  SELECT width_bucket(p_ms, ARRAY[
    0.5, 0.5946035575013605, 0.7071067811865476, 0.8408964152537145, 1, 1.189207115002721,
    1.4142135623730951, 1.681792830507429, 2, 2.378414230005442, 2.8284271247461903,
    3.363585661014858, 4, 4.756828460010884, 5.656854249492381, 6.727171322029716, 8,
    9.513656920021768, 11.313708498984761, 13.454342644059432, 16, 19.027313840043536,
    22.627416997969522, 26.908685288118864, 32, 38.05462768008707, 45.254833995939045,
    53.81737057623773, 64, 76.10925536017415, 90.50966799187809, 107.63474115247546, 128,
    152.2185107203483, 181.01933598375618, 215.2694823049509, 256, 304.4370214406966,
    362.03867196751236, 430.5389646099018, 512, 608.8740428813932, 724.0773439350247,
    861.0779292198037, 1024, 1217.7480857627863, 1448.1546878700494, 1722.1558584396073, 2048,
    2435.4961715255727, 2896.309375740099, 3444.3117168792146, 4096, 4870.992343051145,
    5792.618751480198, 6888.623433758429, 8192, 9741.98468610229, 11585.237502960395,
    13777.246867516858, 16384, 19483.96937220458, 23170.47500592079, 27554.493735033717, 32768
  ]::double precision[])
$$;

CREATE FUNCTION latchkey_window_frees_at(p_budget uuid, p_now timestamp with time zone, p_window interval, p_used bigint, p_limit bigint) RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    AS $$
  SELECT minute + interval '1 minute' + p_window FROM (
    SELECT m.minute, sum(sum(m.counted)) OVER (ORDER BY m.minute) AS gone
    FROM usage_minutes m
    WHERE m.key_id = ANY(ARRAY(SELECT k.id FROM api_keys k WHERE k.budget_id = p_budget))
      AND m.counted > 0 AND m.minute >= date_trunc('minute', p_now - p_window, 'UTC')
    GROUP BY m.minute
  ) t WHERE gone >= greatest(1, p_used - p_limit + 1) ORDER BY minute LIMIT 1
$$;

CREATE FUNCTION latchkey_window_resets_at(p_budget uuid, p_now timestamp with time zone, p_window interval) RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    AS $$
  SELECT min(oldest.minute) + interval '1 minute' + p_window
  FROM api_keys k CROSS JOIN LATERAL (
    SELECT m.minute FROM usage_minutes m
    WHERE m.key_id = k.id AND m.minute >= date_trunc('minute', p_now - p_window, 'UTC')
      AND m.counted > 0
    ORDER BY m.minute LIMIT 1
  ) oldest
  WHERE k.budget_id = p_budget
$$;

CREATE FUNCTION latchkey_window_used(p_budget uuid, p_now timestamp with time zone, p_window interval) RETURNS bigint
    LANGUAGE sql STABLE
    AS $$
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

-- Its days of the log.
SELECT latchkey_ensure_partitions('2026-11-27', '2026-12-03');

INSERT INTO plans VALUES
	('free', 5, 100, '2026-11-30 21:48:11.023301+00'),
	('pro', 50, 1500, '2026-11-30 21:48:11.023301+00'),
	('scale', 500, 15000, '2026-11-30 21:48:11.023301+00');

INSERT INTO accounts VALUES
	('01a22e6e-0476-7da6-8fcf-87c20de678cf', 'ada@example.com', 'scale', '2026-11-30 21:48:11.829496+00'),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'Seeded', 'scale', '2026-11-30 21:48:26.444418+00');

INSERT INTO account_quarters VALUES
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '2026-11-27 23:30:00+00', 1, 0, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '2026-11-28 00:30:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '2026-11-28 05:15:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '2026-11-28 10:30:00+00', 1, 0, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '2026-11-28 10:45:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '2026-11-28 13:00:00+00', 1, 0, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '2026-11-28 14:45:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '2026-11-28 15:45:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '2026-11-28 16:15:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '2026-11-28 20:45:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '2026-11-28 21:15:00+00', 2, 2, 2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '2026-11-29 07:00:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '2026-11-29 09:15:00+00', 1, 0, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '2026-11-29 10:15:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '2026-11-29 11:00:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '2026-11-29 14:00:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '2026-11-29 15:00:00+00', 2, 2, 2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '2026-11-29 18:00:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '2026-11-29 18:45:00+00', 1, 0, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '2026-11-29 23:45:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '2026-11-30 02:15:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '2026-11-30 04:00:00+00', 1, 0, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '2026-11-30 08:00:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '2026-11-30 09:30:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '2026-11-30 10:00:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '2026-11-30 10:30:00+00', 1, 0, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '2026-11-30 12:15:00+00', 2, 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '2026-11-30 12:30:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '2026-11-30 14:00:00+00', 2, 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '2026-11-30 15:15:00+00', 1, 0, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '2026-11-30 15:30:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '2026-11-30 16:00:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '2026-11-30 17:45:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '2026-11-30 19:00:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '2026-11-30 19:15:00+00', 1, 0, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '2026-11-30 20:30:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-0476-7da6-8fcf-87c20de678cf', '2026-11-30 21:45:00+00', 10, 10, 10, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 6, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

INSERT INTO quota_budgets VALUES
	('01a22e6e-12f5-7794-8422-902f5162477c'),
	('01a22e6e-1f52-7c24-bc71-702ad38a977e'),
	('01a22e6e-2dda-799e-88d4-ba01d7db1f56'),
	('01a22e6e-3d6d-78cc-a20f-c55be4aa660e'),
	('01a22e6e-3d6d-7278-a0c0-f840ba3e670e'),
	('01a22e6e-3d6d-73b5-9dd1-2a7c434bb2ee');

INSERT INTO users VALUES
	('01a22e6e-0477-706d-a315-13eb12f27431', 'ada@example.com', 'ada@example.com', '$argon2id$v=19$m=19456,t=2,p=1$SrsBAi5i11GUfgPJn2gxPg$jxYeIG64CK7+CvUSUbtDZxhKWXx8umDgzdQWDgxvkJI', '2026-11-30 21:48:11.829496+00'),
	('01a22e6e-3dcb-7ca2-884c-0af789f7f3e0', 'seed@latchkey.local', 'Seeded', '$argon2id$v=19$m=19456,t=2,p=1$ypayarJcSElhDM4ktDyjHw$0MToRSHXvb6Ec4+YxIjsbTbUf7NrOx1FjIonJc7vwMg', '2026-11-30 21:48:26.444418+00');

INSERT INTO api_keys VALUES
	('01a22e6e-12f4-7bef-bfd8-03db467d8abb', '01a22e6e-0476-7da6-8fcf-87c20de678cf', 'web', 'development', true, '2099-12-31 23:59:59.999+00', NULL, 300, 300, NULL, NULL, '01a22e6e-12f5-7794-8422-902f5162477c', '\xc866771ef0bc678badc5318b2d45814c9ad5af87ff0eeff0f09337befeb0bd49', 'lk', 'BPHU', NULL, NULL, '2026-11-30 21:48:15.478894+00', '2026-11-30 21:48:15.478894+00', NULL),
	('01a22e6e-1f51-7c9e-ac29-d5dcdb1fcb03', '01a22e6e-0476-7da6-8fcf-87c20de678cf', 'off', 'development', true, NULL, NULL, NULL, NULL, NULL, NULL, '01a22e6e-1f52-7c24-bc71-702ad38a977e', '\xbc05ded95ca6afcc17645f8cfc447bbb535c21582531219da1b835609a9d2b22', 'lk', 'UeiD', NULL, NULL, '2026-11-30 21:48:18.648275+00', '2026-11-30 21:48:18.648275+00', NULL),
	('01a22e6e-2dda-7288-a94b-1c4005ed98f2', '01a22e6e-0476-7da6-8fcf-87c20de678cf', 'café', 'development', true, NULL, NULL, NULL, NULL, NULL, NULL, '01a22e6e-2dda-799e-88d4-ba01d7db1f56', '\x0ab44c2fb9cc385f2f0cb1831ea3d7398ea029d252e68d658a870b2c9e6fdfa5', 'lk', 'SnN0', NULL, NULL, '2026-11-30 21:48:22.363699+00', '2026-11-30 21:48:22.363699+00', NULL),
	('01a22e6e-3d6d-7f38-aa8c-f23de8264213', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'kiosk-ap-1', 'staging', true, NULL, NULL, NULL, NULL, NULL, NULL, '01a22e6e-3d6d-78cc-a20f-c55be4aa660e', '\x3070118ef6614afcb4bd29edafb2c2b8135d8b34335d449646383a86634c2ab5', 'lk', 'lXgt', NULL, '01a22e6e-3dcb-7ca2-884c-0af789f7f3e0', '2026-11-25 17:54:49.726+00', '2026-11-25 17:54:49.726+00', NULL),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'billing-batch-2', 'production', true, NULL, NULL, NULL, NULL, NULL, NULL, '01a22e6e-3d6d-7278-a0c0-f840ba3e670e', '\xb42b0b4d86efdde8074fb29ddeadadc822b4b308cc663afd25d5efcb126793f1', 'lk', 'OGGX', NULL, '01a22e6e-3dcb-7ca2-884c-0af789f7f3e0', '2026-11-26 22:31:38.793+00', '2026-11-26 22:31:38.793+00', NULL),
	('01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'partner-acme-batch-3', 'partner-acme', true, NULL, NULL, NULL, NULL, NULL, NULL, '01a22e6e-3d6d-73b5-9dd1-2a7c434bb2ee', '\x2085b07b7175dbccf2d63d6bdedb45a6cc486edddedee0ce4add0946015b7f67', 'lk', 'HFCu', NULL, '01a22e6e-3dcb-7ca2-884c-0af789f7f3e0', '2026-01-11 06:57:06.4+00', '2026-01-11 06:57:06.4+00', NULL);

INSERT INTO audit_events VALUES
	('01a22e6e-04d6-7878-98b7-a99dfcdc5d50', '01a22e6e-0476-7da6-8fcf-87c20de678cf', '2026-11-30 21:48:11.829496+00', 'cli', NULL, NULL, 'account.create', '01a22e6e-0476-7da6-8fcf-87c20de678cf', NULL, '{"name": "ada@example.com", "plan": "scale", "email": "ada@example.com"}'),
	('01a22e6e-1314-725e-8dfc-46258fc8709f', '01a22e6e-0476-7da6-8fcf-87c20de678cf', '2026-11-30 21:48:15.478894+00', 'cli', NULL, NULL, 'key.create', '01a22e6e-12f4-7bef-bfd8-03db467d8abb', NULL, '{"alias": "web", "category": "development", "expiresAt": "2099-12-31T23:59:59.999Z", "quotaDaily": 300, "quotaTotal": 300, "quotaWeekly": null, "quotaMonthly": null}'),
	('01a22e6e-1f75-7f5d-bd90-7c607e6d9b1b', '01a22e6e-0476-7da6-8fcf-87c20de678cf', '2026-11-30 21:48:18.648275+00', 'cli', NULL, NULL, 'key.create', '01a22e6e-1f51-7c9e-ac29-d5dcdb1fcb03', NULL, '{"alias": "off", "category": "development", "expiresAt": null, "quotaDaily": null, "quotaTotal": null, "quotaWeekly": null, "quotaMonthly": null}'),
	('01a22e6e-2ded-7f41-98d1-f5b50e0ba089', '01a22e6e-0476-7da6-8fcf-87c20de678cf', '2026-11-30 21:48:22.363699+00', 'cli', NULL, NULL, 'key.create', '01a22e6e-2dda-7288-a94b-1c4005ed98f2', NULL, '{"alias": "café", "category": "development", "expiresAt": null, "quotaDaily": null, "quotaTotal": null, "quotaWeekly": null, "quotaMonthly": null}'),
	('01a22e6e-3ddb-7829-8cab-d0b916de5d20', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '2026-11-30 21:48:26.444418+00', 'cli', NULL, NULL, 'account.create', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', NULL, '{"name": "Seeded", "plan": "scale", "email": "seed@latchkey.local"}');

INSERT INTO category_days VALUES
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'partner-acme', '2026-11-27', 1, 0, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'partner-acme', '2026-11-28', 3, 2, 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'partner-acme', '2026-11-29', 3, 1, 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, 1, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'partner-acme', '2026-11-30', 6, 1, 2, 4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, 1, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'production', '2026-11-28', 5, 5, 5, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, 1, NULL, 1, NULL, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'production', '2026-11-29', 4, 4, 4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'production', '2026-11-30', 8, 8, 8, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 2, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, 1, 2, 1, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'staging', '2026-11-28', 3, 2, 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'staging', '2026-11-29', 3, 3, 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'staging', '2026-11-30', 4, 3, 4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-0476-7da6-8fcf-87c20de678cf', 'development', '2026-11-30', 10, 10, 10, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 6, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

INSERT INTO category_quarters VALUES
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'partner-acme', '2026-11-27 23:30:00+00', 1, 0, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'partner-acme', '2026-11-28 10:30:00+00', 1, 0, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'partner-acme', '2026-11-28 15:45:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'partner-acme', '2026-11-28 21:15:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'partner-acme', '2026-11-29 09:15:00+00', 1, 0, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'partner-acme', '2026-11-29 14:00:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'partner-acme', '2026-11-29 18:45:00+00', 1, 0, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'partner-acme', '2026-11-30 04:00:00+00', 1, 0, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'partner-acme', '2026-11-30 10:30:00+00', 1, 0, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'partner-acme', '2026-11-30 12:15:00+00', 1, 0, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'partner-acme', '2026-11-30 14:00:00+00', 1, 0, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'partner-acme', '2026-11-30 16:00:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'partner-acme', '2026-11-30 19:15:00+00', 1, 0, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'production', '2026-11-28 00:30:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'production', '2026-11-28 10:45:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'production', '2026-11-28 14:45:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'production', '2026-11-28 16:15:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'production', '2026-11-28 21:15:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'production', '2026-11-29 07:00:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'production', '2026-11-29 11:00:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'production', '2026-11-29 15:00:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'production', '2026-11-29 18:00:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'production', '2026-11-30 02:15:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'production', '2026-11-30 08:00:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'production', '2026-11-30 10:00:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'production', '2026-11-30 12:15:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'production', '2026-11-30 14:00:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'production', '2026-11-30 15:30:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'production', '2026-11-30 17:45:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'production', '2026-11-30 20:30:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'staging', '2026-11-28 05:15:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'staging', '2026-11-28 13:00:00+00', 1, 0, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'staging', '2026-11-28 20:45:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'staging', '2026-11-29 10:15:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'staging', '2026-11-29 15:00:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'staging', '2026-11-29 23:45:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'staging', '2026-11-30 09:30:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'staging', '2026-11-30 12:30:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'staging', '2026-11-30 15:15:00+00', 1, 0, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', 'staging', '2026-11-30 19:00:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-0476-7da6-8fcf-87c20de678cf', 'development', '2026-11-30 21:45:00+00', 10, 10, 10, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 6, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

INSERT INTO change_version VALUES
	(1, 5);

INSERT INTO first_quotas VALUES
	('01a22e6e-12f5-7794-8422-902f5162477c', 1);

INSERT INTO instances VALUES
	('01a22e6e-4e30-7616-9cf1-c321a3e49759', 'old-host', 4711, '/var/lib/latchkey/journal/old', '2026-11-30 21:48:31.147285+00', '2026-11-30 21:48:31.317252+00', 4);

INSERT INTO ip_blocks VALUES
	('203.0.113.7', '2026-11-30 22:48:31.542+00', 3, '2026-11-30 21:48:31.449151+00');

INSERT INTO key_days VALUES
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-28', 5, 5, 5, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, 1, NULL, 1, NULL, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-29', 4, 4, 4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-30', 8, 8, 8, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 2, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, 1, 2, 1, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', '2026-11-27', 1, 0, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', '2026-11-28', 3, 2, 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', '2026-11-29', 3, 1, 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, 1, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', '2026-11-30', 6, 1, 2, 4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, 1, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7f38-aa8c-f23de8264213', '2026-11-28', 3, 2, 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7f38-aa8c-f23de8264213', '2026-11-29', 3, 3, 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7f38-aa8c-f23de8264213', '2026-11-30', 4, 3, 4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-12f4-7bef-bfd8-03db467d8abb', '2026-11-30', 10, 10, 10, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 6, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

INSERT INTO key_quarters VALUES
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-28 00:30:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-28 10:45:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-28 14:45:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-28 16:15:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-28 21:15:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-29 07:00:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-29 11:00:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-29 15:00:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-29 18:00:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-30 02:15:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-30 08:00:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-30 10:00:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-30 12:15:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-30 14:00:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-30 15:30:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-30 17:45:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-30 20:30:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', '2026-11-27 23:30:00+00', 1, 0, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', '2026-11-28 10:30:00+00', 1, 0, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', '2026-11-28 15:45:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', '2026-11-28 21:15:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', '2026-11-29 09:15:00+00', 1, 0, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', '2026-11-29 14:00:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', '2026-11-29 18:45:00+00', 1, 0, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', '2026-11-30 04:00:00+00', 1, 0, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', '2026-11-30 10:30:00+00', 1, 0, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', '2026-11-30 12:15:00+00', 1, 0, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', '2026-11-30 14:00:00+00', 1, 0, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', '2026-11-30 16:00:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', '2026-11-30 19:15:00+00', 1, 0, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7f38-aa8c-f23de8264213', '2026-11-28 05:15:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7f38-aa8c-f23de8264213', '2026-11-28 13:00:00+00', 1, 0, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7f38-aa8c-f23de8264213', '2026-11-28 20:45:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7f38-aa8c-f23de8264213', '2026-11-29 10:15:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7f38-aa8c-f23de8264213', '2026-11-29 15:00:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7f38-aa8c-f23de8264213', '2026-11-29 23:45:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7f38-aa8c-f23de8264213', '2026-11-30 09:30:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7f38-aa8c-f23de8264213', '2026-11-30 12:30:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7f38-aa8c-f23de8264213', '2026-11-30 15:15:00+00', 1, 0, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-3d6d-7f38-aa8c-f23de8264213', '2026-11-30 19:00:00+00', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22e6e-12f4-7bef-bfd8-03db467d8abb', '2026-11-30 21:45:00+00', 10, 10, 10, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 6, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

INSERT INTO leases VALUES
	('01a22e6e-12f4-7bef-bfd8-03db467d8abb', '01a22e6e-4e30-7616-9cf1-c321a3e49759', 67, NULL, '2026-11-30 21:48:31.597622+00', 3);

INSERT INTO memberships VALUES
	('01a22e6e-0476-7da6-8fcf-87c20de678cf', '01a22e6e-0477-706d-a315-13eb12f27431', 'owner'),
	('01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3dcb-7ca2-884c-0af789f7f3e0', 'owner');

INSERT INTO oauth_identities VALUES
	('github', '1', '01a22e6e-0477-706d-a315-13eb12f27431');

INSERT INTO password_resets VALUES
	('\x01', '01a22e6e-0477-706d-a315-13eb12f27431', '2026-11-30 21:48:32.236709+00', '2026-11-30 22:48:32.236709+00');

INSERT INTO request_logs VALUES
	('01a21f64-9450-7189-8407-12fd508177e8', '2026-11-27 23:43:34.992+00', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', 'GET', '/api/v1/usage', 200, NULL, 3.445, '198.51.100.20', 0, false, 'okhttp/5.1.0', '{"second":[40,500],"minute":[1618,15000]}', false);

INSERT INTO request_logs VALUES
	('01a21f99-fb69-7d07-8d06-79a77d696098', '2026-11-28 00:41:54.792+00', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', 'POST', '/api/v1/orders', 201, NULL, 32.599, '203.0.113.235', 1, true, 'Go-http-client/2.0', '{"second":[0,500],"minute":[2,15000]}', false),
	('01a22094-4a8a-70d9-869b-673de47f089b', '2026-11-28 05:15:19.05+00', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3d6d-7f38-aa8c-f23de8264213', 'GET', '/api/v1/echo', 200, NULL, 2.115, '198.51.100.203', 1, true, 'Shop/5.2 (iOS 26.1)', '{"second":[90,500],"minute":[3637,15000]}', false),
	('01a221b6-926f-789b-913f-7afb0ab79846', '2026-11-28 10:32:22.895+00', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', 'GET', '/api/v1/usage', 200, NULL, 1.985, '192.0.2.42', 0, false, 'Shop/5.2 (iOS 26.1)', '{"second":[55,500],"minute":[2207,15000]}', false),
	('01a221c2-fd6a-7627-86ae-b07eb0f53858', '2026-11-28 10:45:56.713+00', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', 'POST', '/api/v1/orders', 201, NULL, 44.53, '203.0.113.235', 1, true, 'Go-http-client/2.0', '{"second":[103,500],"minute":[4146,15000]}', false),
	('01a22240-8646-7b05-af95-78801e3a6b54', '2026-11-28 13:03:03.75+00', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3d6d-7f38-aa8c-f23de8264213', 'GET', '/api/v1/usage', 200, NULL, 3.24, '192.0.2.49', 0, false, 'shop-web/3.8.1 node/20', '{"second":[37,500],"minute":[1519,15000]}', false),
	('01a2229f-3105-73c8-ae78-211f0b43f072', '2026-11-28 14:46:27.844+00', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', 'POST', '/api/v1/orders', 201, NULL, 96.699, '203.0.113.103', 1, true, 'Shop/5.2 (iOS 26.1)', '{"second":[29,500],"minute":[1192,15000]}', false),
	('01a222d6-7f37-7fdd-8079-94cb74132ceb', '2026-11-28 15:46:52.343+00', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', 'GET', '/api/v1/products', 200, NULL, 5.787, '192.0.2.42', 1, true, 'Shop/5.2 (iOS 26.1)', '{"second":[102,500],"minute":[4101,15000]}', false),
	('01a222f8-8914-7276-bcb3-65fd4fce0b2a', '2026-11-28 16:24:03.092+00', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', 'POST', '/api/v1/orders', 201, NULL, 76.705, '203.0.113.235', 1, true, 'Go-http-client/2.0', '{"second":[68,500],"minute":[2741,15000]}', false),
	('01a223ec-628b-7dcb-bc00-a8b6d32fd3df', '2026-11-28 20:50:24.01+00', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3d6d-7f38-aa8c-f23de8264213', 'GET', '/api/v1/report', 200, NULL, 512.345, '198.51.100.203', 1, true, 'Shop/5.2 (iOS 26.1)', '{"second":[38,500],"minute":[1557,15000]}', false),
	('01a22405-ad76-786b-9c4a-25a24dfccf11', '2026-11-28 21:18:01.589+00', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', 'POST', '/api/v1/orders', 201, NULL, 71.492, '2001:db8:66c::5307', 1, true, 'Go-http-client/2.0', '{"second":[6,500],"minute":[252,15000]}', false),
	('01a2240a-c0a3-79a5-a659-950f64630e11', '2026-11-28 21:23:34.179+00', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', 'POST', '/api/v1/orders', 201, NULL, 55.229, '203.0.113.235', 1, true, 'Go-http-client/2.0', '{"second":[92,500],"minute":[3703,15000]}', false);

INSERT INTO request_logs VALUES
	('01a22623-8994-72db-9a79-72f759a5e600', '2026-11-29 07:09:52.915+00', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', 'GET', '/api/v1/customers', 200, NULL, 8.649, '203.0.113.103', 1, true, 'Shop/5.2 (iOS 26.1)', '{"second":[77,500],"minute":[3090,15000]}', false),
	('01a226a0-1bd8-7da3-b5b3-12bfd7eb7348', '2026-11-29 09:25:56.824+00', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', 'GET', '/api/v1/usage', 200, NULL, 2.457, '2001:db8:66c::5307', 0, false, 'Go-http-client/2.0', '{"second":[33,500],"minute":[1344,15000]}', false),
	('01a226d0-6cb5-744b-804c-6c9f282c28a5', '2026-11-29 10:18:43.252+00', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3d6d-7f38-aa8c-f23de8264213', 'GET', '/api/v1/orders', 200, NULL, 38.344, '198.51.100.203', 1, true, 'Shop/5.2 (iOS 26.1)', '{"second":[50,500],"minute":[2023,15000]}', false),
	('01a226f9-69b0-7e40-a7c8-116560a4a85e', '2026-11-29 11:03:29.455+00', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', 'POST', '/api/v1/orders', 201, NULL, 89.945, '203.0.113.103', 1, true, 'Shop/5.2 (iOS 26.1)', '{"second":[100,500],"minute":[4008,15000]}', false),
	('01a227a4-bfa1-781e-83dd-a27898a04b34', '2026-11-29 14:10:38.113+00', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', 'GET', '/api/v1/products', 200, NULL, 6.497, '2001:db8:66c::5307', 1, true, 'Go-http-client/2.0', '{"second":[101,500],"minute":[4042,15000]}', false),
	('01a227d8-e08d-7d6a-84f0-dbe94102ade5', '2026-11-29 15:07:34.412+00', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3d6d-7f38-aa8c-f23de8264213', 'GET', '/api/v1/echo', 200, NULL, 1.55, '2001:db8:a88::8bcc', 1, true, 'okhttp/5.1.0', '{"second":[74,500],"minute":[2988,15000]}', false),
	('01a227dd-d460-77a7-8cc1-e013c6afb5a9', '2026-11-29 15:12:58.975+00', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', 'GET', '/api/v1/customers', 200, NULL, 19.407, '203.0.113.103', 1, true, 'Shop/5.2 (iOS 26.1)', '{"second":[94,500],"minute":[3763,15000]}', false),
	('01a2287e-0a68-7403-8264-6fa1dbbf1c23', '2026-11-29 18:07:58.567+00', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', 'GET', '/api/v1/customers', 200, NULL, 120.833, '203.0.113.103', 1, true, 'Shop/5.2 (iOS 26.1)', '{"second":[42,500],"minute":[1719,15000]}', false),
	('01a228a0-3fc9-70ce-9f45-46c968268708', '2026-11-29 18:45:20.456+00', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', 'GET', '/api/v1/usage', 200, NULL, 3.368, '198.51.100.20', 0, false, 'okhttp/5.1.0', '{"second":[110,500],"minute":[4420,15000]}', false),
	('01a229b4-fda4-769e-96e7-d019eead2c27', '2026-11-29 23:47:36.995+00', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3d6d-7f38-aa8c-f23de8264213', 'POST', '/api/v1/exports', 201, NULL, 822.928, '192.0.2.49', 1, true, 'shop-web/3.8.1 node/20', '{"second":[120,500],"minute":[4807,15000]}', false);

INSERT INTO request_logs VALUES
	('01a22a3c-340b-7675-b18e-39212e52b7b3', '2026-11-30 02:15:18.282+00', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', 'GET', '/api/v1/customers', 200, NULL, 19.755, '203.0.113.103', 1, true, 'Shop/5.2 (iOS 26.1)', '{"second":[64,500],"minute":[2574,15000]}', false),
	('01a22aa2-f498-70ab-882f-fa9f8b6e75fe', '2026-11-30 04:07:32.247+00', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', 'GET', '/api/v1/usage', 200, NULL, 1.403, '2001:db8:66c::5307', 0, false, 'Go-http-client/2.0', '{"second":[0,500],"minute":[1,15000]}', false),
	('01a22b81-32f2-7bb1-bc6f-a1928338bab7', '2026-11-30 08:10:17.202+00', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', 'GET', '/api/v1/customers', 200, NULL, 11.095, '203.0.113.235', 1, true, 'Go-http-client/2.0', '{"second":[45,500],"minute":[1826,15000]}', false),
	('01a22bca-44d7-725d-bb44-93a83b67324a', '2026-11-30 09:30:05.91+00', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3d6d-7f38-aa8c-f23de8264213', 'GET', '/api/v1/orders', 200, NULL, 23.982, '192.0.2.49', 1, true, 'shop-web/3.8.1 node/20', '{"second":[77,500],"minute":[3109,15000]}', false),
	('01a22bf2-ce27-70fc-ac5d-085ebfff9378', '2026-11-30 10:14:22.503+00', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', 'GET', '/api/v1/customers', 200, NULL, 9.527, '203.0.113.103', 1, true, 'Shop/5.2 (iOS 26.1)', '{"second":[115,500],"minute":[4607,15000]}', false),
	('01a22c0a-701b-7e5e-a7b7-3cfd03a7592d', '2026-11-30 10:40:11.291+00', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', 'GET', '/api/v1/usage', 404, NULL, 4.035, '192.0.2.42', 0, false, 'Shop/5.2 (iOS 26.1)', '{"second":[102,500],"minute":[4103,15000]}', false),
	('01a22c65-29f4-7616-a3d0-edf64be40b53', '2026-11-30 12:19:17.107+00', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', 'POST', '/api/v1/orders', 201, NULL, 60.131, '203.0.113.103', 1, true, 'Shop/5.2 (iOS 26.1)', '{"second":[81,500],"minute":[3268,15000]}', false),
	('01a22c67-1dfd-780a-92a6-8dd12a65ca3a', '2026-11-30 12:21:25.117+00', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', 'POST', '/api/v1/orders', 422, NULL, 86.204, '192.0.2.42', 0, true, 'Shop/5.2 (iOS 26.1)', '{"second":[91,500],"minute":[3662,15000]}', false),
	('01a22c79-47d6-7f97-9d39-9f0c686b0530', '2026-11-30 12:41:15.478+00', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3d6d-7f38-aa8c-f23de8264213', 'GET', '/api/v1/orders', 200, NULL, 44.9, '2001:db8:a88::8bcc', 1, true, 'okhttp/5.1.0', '{"second":[6,500],"minute":[251,15000]}', false),
	('01a22cc6-05f8-73a8-844b-b9c084fb561d', '2026-11-30 14:05:04.888+00', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', 'GET', '/api/v1/usage', 404, NULL, 6.385, '198.51.100.20', 0, false, 'okhttp/5.1.0', '{"second":[111,500],"minute":[4472,15000]}', false),
	('01a22cc6-b524-737d-ab2f-fcaa30de93ac', '2026-11-30 14:05:49.732+00', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', 'POST', '/api/v1/orders', 201, NULL, 58.986, '203.0.113.103', 1, true, 'Shop/5.2 (iOS 26.1)', '{"second":[61,500],"minute":[2446,15000]}', false),
	('01a22d10-fbb1-7fba-be58-01d5e5b24e27', '2026-11-30 15:26:57.456+00', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3d6d-7f38-aa8c-f23de8264213', 'GET', '/api/v1/usage', 200, NULL, 0.986, '198.51.100.203', 0, false, 'Shop/5.2 (iOS 26.1)', '{"second":[5,500],"minute":[206,15000]}', false),
	('01a22d19-ee79-747d-81f7-57b130c9f26a', '2026-11-30 15:36:43.896+00', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', 'POST', '/api/v1/orders', 201, NULL, 49.334, '203.0.113.103', 1, true, 'Shop/5.2 (iOS 26.1)', '{"second":[14,500],"minute":[565,15000]}', false),
	('01a22d31-4079-789e-9f04-06fe5186ca1b', '2026-11-30 16:02:12.217+00', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', 'GET', '/api/v1/products', 200, NULL, 17.252, '192.0.2.42', 1, true, 'Shop/5.2 (iOS 26.1)', '{"second":[84,500],"minute":[3383,15000]}', false),
	('01a22d92-a502-7b8f-9e72-9504e7798fb6', '2026-11-30 17:48:34.946+00', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', 'POST', '/api/v1/orders', 201, NULL, 129.066, '203.0.113.235', 1, true, 'Go-http-client/2.0', '{"second":[85,500],"minute":[3412,15000]}', false),
	('01a22ddd-a335-7ebf-9a44-bf35056ffdba', '2026-11-30 19:10:29.685+00', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3d6d-7f38-aa8c-f23de8264213', 'POST', '/api/v1/exports', 201, NULL, 496.473, '192.0.2.49', 1, true, 'shop-web/3.8.1 node/20', '{"second":[70,500],"minute":[2827,15000]}', false),
	('01a22de8-0544-7bec-a35a-cc5c29cc5174', '2026-11-30 19:21:50.147+00', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', 'POST', '/api/v1/orders', 404, NULL, 95.029, '192.0.2.42', 0, true, 'Shop/5.2 (iOS 26.1)', '{"second":[51,500],"minute":[2072,15000]}', false),
	('01a22e32-d36e-7afe-bf63-774aace7d6f7', '2026-11-30 20:43:32.589+00', '01a22e6e-3dcb-7c4a-9fea-d898f12daff6', '01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', 'POST', '/api/v1/orders', 201, NULL, 64.279, '203.0.113.103', 1, true, 'Shop/5.2 (iOS 26.1)', '{"second":[62,500],"minute":[2488,15000]}', false),
	('01a22e6e-51b8-7853-b04e-5eaa9bbe0ac3', '2026-11-30 21:48:31.623+00', '01a22e6e-0476-7da6-8fcf-87c20de678cf', '01a22e6e-12f4-7bef-bfd8-03db467d8abb', 'GET', '/api/v1/echo', 200, NULL, 78.824, '198.51.100.1', 1, true, 'old', '{"second":[0,500],"minute":[0,15000],"total":[0,300],"daily":[0,300]}', true),
	('01a22e6e-5212-743b-8b30-4791379f56db', '2026-11-30 21:48:31.634+00', '01a22e6e-0476-7da6-8fcf-87c20de678cf', '01a22e6e-12f4-7bef-bfd8-03db467d8abb', 'GET', '/api/v1/echo', 200, NULL, 0.796, '198.51.100.1', 1, true, 'old', '{"second":[1,500],"minute":[1,15000],"total":[1,300],"daily":[1,300]}', true),
	('01a22e6e-5213-74a2-bbf9-26eed9d85cbd', '2026-11-30 21:48:31.636+00', '01a22e6e-0476-7da6-8fcf-87c20de678cf', '01a22e6e-12f4-7bef-bfd8-03db467d8abb', 'GET', '/api/v1/echo', 200, NULL, 0.467, '198.51.100.1', 1, true, 'old', '{"second":[2,500],"minute":[2,15000],"total":[2,300],"daily":[2,300]}', true),
	('01a22e6e-5213-7ce9-b0aa-1dafc89ad585', '2026-11-30 21:48:31.636+00', '01a22e6e-0476-7da6-8fcf-87c20de678cf', '01a22e6e-12f4-7bef-bfd8-03db467d8abb', 'GET', '/api/v1/echo', 200, NULL, 0.275, '198.51.100.1', 1, true, 'old', '{"second":[3,500],"minute":[3,15000],"total":[3,300],"daily":[3,300]}', true),
	('01a22e6e-5214-715e-9b77-4e0213047aac', '2026-11-30 21:48:31.636+00', '01a22e6e-0476-7da6-8fcf-87c20de678cf', '01a22e6e-12f4-7bef-bfd8-03db467d8abb', 'GET', '/api/v1/echo', 200, NULL, 0.305, '198.51.100.1', 1, true, 'old', '{"second":[4,500],"minute":[4,15000],"total":[4,300],"daily":[4,300]}', true),
	('01a22e6e-5214-7e44-bde9-23caa5666fd2', '2026-11-30 21:48:31.637+00', '01a22e6e-0476-7da6-8fcf-87c20de678cf', '01a22e6e-12f4-7bef-bfd8-03db467d8abb', 'GET', '/api/v1/echo', 200, NULL, 0.27, '198.51.100.1', 1, true, 'old', '{"second":[5,500],"minute":[5,15000],"total":[5,300],"daily":[5,300]}', true),
	('01a22e6e-5214-7e59-9133-8eefcad59f58', '2026-11-30 21:48:31.646+00', '01a22e6e-0476-7da6-8fcf-87c20de678cf', '01a22e6e-12f4-7bef-bfd8-03db467d8abb', 'GET', '/api/v1/echo', 200, NULL, 8.922, '198.51.100.1', 1, true, 'old', '{"second":[6,500],"minute":[6,15000],"total":[6,300],"daily":[6,300]}', true),
	('01a22e6e-521e-7967-b0e4-37dafbceb523', '2026-11-30 21:48:31.646+00', '01a22e6e-0476-7da6-8fcf-87c20de678cf', '01a22e6e-12f4-7bef-bfd8-03db467d8abb', 'GET', '/api/v1/echo', 200, NULL, 0.106, '198.51.100.1', 1, true, 'old', '{"second":[7,500],"minute":[7,15000],"total":[7,300],"daily":[7,300]}', true),
	('01a22e6e-521f-7f77-9f50-79146719fcf1', '2026-11-30 21:48:31.647+00', '01a22e6e-0476-7da6-8fcf-87c20de678cf', '01a22e6e-12f4-7bef-bfd8-03db467d8abb', 'GET', '/api/v1/echo', 200, NULL, 0.083, '198.51.100.1', 1, true, 'old', '{"second":[8,500],"minute":[8,15000],"total":[8,300],"daily":[8,300]}', true),
	('01a22e6e-521f-7286-b609-f045c0084dc7', '2026-11-30 21:48:31.702+00', '01a22e6e-0476-7da6-8fcf-87c20de678cf', '01a22e6e-12f4-7bef-bfd8-03db467d8abb', 'GET', '/api/v1/echo', 200, NULL, 55.005, '198.51.100.1', 1, true, 'old', '{"second":[9,500],"minute":[9,15000],"total":[9,300],"daily":[9,300]}', true);

INSERT INTO sessions VALUES
	('01a22e6e-545d-716d-86a7-8ab1c2ed1782', '01a22e6e-0477-706d-a315-13eb12f27431', '2026-11-29 21:48:32.226826+00', '2026-11-30 21:48:32.226826+00', 'Firefox', '203.0.113.9');

INSERT INTO usage_hours VALUES
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-28 00:00:00+00', 1, 1, 0, 1),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-28 10:00:00+00', 1, 1, 0, 1),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-28 14:00:00+00', 1, 1, 0, 1),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-28 16:00:00+00', 1, 1, 0, 1),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-28 21:00:00+00', 1, 1, 0, 1),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-29 07:00:00+00', 1, 1, 0, 1),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-29 11:00:00+00', 1, 1, 0, 1),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-29 15:00:00+00', 1, 1, 0, 1),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-29 18:00:00+00', 1, 1, 0, 1),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-30 02:00:00+00', 1, 1, 0, 1),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-30 08:00:00+00', 1, 1, 0, 1),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-30 10:00:00+00', 1, 1, 0, 1),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-30 12:00:00+00', 1, 1, 0, 1),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-30 14:00:00+00', 1, 1, 0, 1),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-30 15:00:00+00', 1, 1, 0, 1),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-30 17:00:00+00', 1, 1, 0, 1),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-30 20:00:00+00', 1, 1, 0, 1),
	('01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', '2026-11-27 23:00:00+00', 0, 1, 0, 0),
	('01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', '2026-11-28 10:00:00+00', 0, 1, 0, 0),
	('01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', '2026-11-28 15:00:00+00', 1, 1, 0, 1),
	('01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', '2026-11-28 21:00:00+00', 1, 1, 0, 1),
	('01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', '2026-11-29 09:00:00+00', 0, 1, 0, 0),
	('01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', '2026-11-29 14:00:00+00', 1, 1, 0, 1),
	('01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', '2026-11-29 18:00:00+00', 0, 1, 0, 0),
	('01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', '2026-11-30 04:00:00+00', 0, 1, 0, 0),
	('01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', '2026-11-30 10:00:00+00', 0, 1, 0, 0),
	('01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', '2026-11-30 12:00:00+00', 1, 1, 0, 0),
	('01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', '2026-11-30 14:00:00+00', 0, 1, 0, 0),
	('01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', '2026-11-30 16:00:00+00', 1, 1, 0, 1),
	('01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', '2026-11-30 19:00:00+00', 1, 1, 0, 0),
	('01a22e6e-3d6d-7f38-aa8c-f23de8264213', '2026-11-28 05:00:00+00', 1, 1, 0, 1),
	('01a22e6e-3d6d-7f38-aa8c-f23de8264213', '2026-11-28 13:00:00+00', 0, 1, 0, 0),
	('01a22e6e-3d6d-7f38-aa8c-f23de8264213', '2026-11-28 20:00:00+00', 1, 1, 0, 1),
	('01a22e6e-3d6d-7f38-aa8c-f23de8264213', '2026-11-29 10:00:00+00', 1, 1, 0, 1),
	('01a22e6e-3d6d-7f38-aa8c-f23de8264213', '2026-11-29 15:00:00+00', 1, 1, 0, 1),
	('01a22e6e-3d6d-7f38-aa8c-f23de8264213', '2026-11-29 23:00:00+00', 1, 1, 0, 1),
	('01a22e6e-3d6d-7f38-aa8c-f23de8264213', '2026-11-30 09:00:00+00', 1, 1, 0, 1),
	('01a22e6e-3d6d-7f38-aa8c-f23de8264213', '2026-11-30 12:00:00+00', 1, 1, 0, 1),
	('01a22e6e-3d6d-7f38-aa8c-f23de8264213', '2026-11-30 15:00:00+00', 0, 1, 0, 0),
	('01a22e6e-3d6d-7f38-aa8c-f23de8264213', '2026-11-30 19:00:00+00', 1, 1, 0, 1),
	('01a22e6e-12f4-7bef-bfd8-03db467d8abb', '2026-11-30 21:00:00+00', 10, 10, 0, 10);

INSERT INTO usage_minutes VALUES
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-28 00:41:00+00', 1),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-28 10:45:00+00', 1),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-28 14:46:00+00', 1),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-28 16:24:00+00', 1),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-28 21:23:00+00', 1),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-29 07:09:00+00', 1),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-29 11:03:00+00', 1),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-29 15:12:00+00', 1),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-29 18:07:00+00', 1),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-30 02:15:00+00', 1),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-30 08:10:00+00', 1),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-30 10:14:00+00', 1),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-30 12:19:00+00', 1),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-30 14:05:00+00', 1),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-30 15:36:00+00', 1),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-30 17:48:00+00', 1),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', '2026-11-30 20:43:00+00', 1),
	('01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', '2026-11-28 15:46:00+00', 1),
	('01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', '2026-11-28 21:18:00+00', 1),
	('01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', '2026-11-29 14:10:00+00', 1),
	('01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', '2026-11-30 12:21:00+00', 1),
	('01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', '2026-11-30 16:02:00+00', 1),
	('01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', '2026-11-30 19:21:00+00', 1),
	('01a22e6e-3d6d-7f38-aa8c-f23de8264213', '2026-11-28 05:15:00+00', 1),
	('01a22e6e-3d6d-7f38-aa8c-f23de8264213', '2026-11-28 20:50:00+00', 1),
	('01a22e6e-3d6d-7f38-aa8c-f23de8264213', '2026-11-29 10:18:00+00', 1),
	('01a22e6e-3d6d-7f38-aa8c-f23de8264213', '2026-11-29 15:07:00+00', 1),
	('01a22e6e-3d6d-7f38-aa8c-f23de8264213', '2026-11-29 23:47:00+00', 1),
	('01a22e6e-3d6d-7f38-aa8c-f23de8264213', '2026-11-30 09:30:00+00', 1),
	('01a22e6e-3d6d-7f38-aa8c-f23de8264213', '2026-11-30 12:41:00+00', 1),
	('01a22e6e-3d6d-7f38-aa8c-f23de8264213', '2026-11-30 19:10:00+00', 1),
	('01a22e6e-12f4-7bef-bfd8-03db467d8abb', '2026-11-30 21:48:00+00', 10);

INSERT INTO usage_totals VALUES
	('01a22e6e-3d6d-7c3e-9bf9-62bbad5864d1', 6, 13, 4, 0, '2026-11-27 23:43:34.992+00', '2026-11-30 19:21:50.147+00'),
	('01a22e6e-3d6d-7616-94a0-17f4a5eb4ab4', 17, 17, 17, 0, '2026-11-28 00:41:54.792+00', '2026-11-30 20:43:32.589+00'),
	('01a22e6e-3d6d-7f38-aa8c-f23de8264213', 8, 10, 8, 0, '2026-11-28 05:15:19.05+00', '2026-11-30 19:10:29.685+00'),
	('01a22e6e-12f4-7bef-bfd8-03db467d8abb', 10, 10, 10, 0, '2026-11-30 21:48:31.623+00', '2026-11-30 21:48:31.702+00');

CREATE TRIGGER accounts_changed AFTER UPDATE ON accounts FOR EACH ROW EXECUTE FUNCTION latchkey_account_changed();

CREATE TRIGGER api_keys_deleted AFTER DELETE ON api_keys REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION latchkey_keys_changed();

CREATE TRIGGER api_keys_inserted AFTER INSERT ON api_keys REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION latchkey_keys_changed();

CREATE TRIGGER api_keys_recategorised BEFORE UPDATE OF category ON api_keys FOR EACH ROW WHEN (((new.category <> old.category) AND (old.counted_as IS NULL))) EXECUTE FUNCTION latchkey_key_recategorised();

CREATE TRIGGER api_keys_updated AFTER UPDATE ON api_keys REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION latchkey_keys_updated();

CREATE TRIGGER ip_blocks_changed AFTER INSERT OR DELETE OR UPDATE ON ip_blocks FOR EACH ROW EXECUTE FUNCTION latchkey_ip_changed();

CREATE TRIGGER plans_changed AFTER DELETE OR UPDATE ON plans FOR EACH STATEMENT EXECUTE FUNCTION latchkey_all_changed();
