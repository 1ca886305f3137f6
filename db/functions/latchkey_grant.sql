-- Grants an instance admissions of a key: p_want for requests that wait, and some for those to come, so that it need
-- not ask for each. At most an eighth of what is left goes ahead, so that leases shrink towards the limit (grantable
-- in lib/enforcement/windows.ts; a test holds the two against each other).
--
-- - The budget's row lock makes grants queue. So no two grants give out the same admission.
-- - p_statement numbers what the instance says about its lease. Where a later statement was done already, nothing is
--   granted: the answer to this one was given up.
-- - granted = 0 with a quota in "reached": that quota is used up, or the rest of it is leased. "recallable" says that
--   somebody else holds a lease, was not yet asked to give it back, and can be: who has been silent for so long that it
--   is taken for dead (DEAD_AFTER_MS in lib/enforcement/instance/change-feed.ts) would be waited for in vain.
-- - Used is what is written. A key that had no quota and gets one counts what was answered before as soon as its row is
--   there; what was in flight at that moment it need not count (docs/decisions/0005-leases.md).
-- - No row: there is no such key.
-- - Windows without a quota are not counted: their columns say 0.
-- - The counters are asked by key and not joined with api_keys. A plan that was made while they were nearly empty
--   would read an index to its end for each grant, and be kept until the table is analysed.
--
-- All of it is static SQL in one function: PostgreSQL plans that once a connection, and SQL functions with each call.
CREATE OR REPLACE FUNCTION latchkey_grant(
  p_key uuid, p_instance uuid, p_statement bigint, p_want integer, p_ahead integer)
RETURNS TABLE (
  granted integer, reached text, frees_at timestamptz, recallable boolean, leased bigint,
  total bigint, daily bigint, weekly bigint, monthly bigint,
  daily_resets timestamptz, weekly_resets timestamptz, monthly_resets timestamptz,
  db_now timestamptz)
LANGUAGE plpgsql AS $$
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
BEGIN
  SELECT a.budget_id INTO b FROM api_keys a WHERE a.id = p_key;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  PERFORM 1 FROM quota_budgets q WHERE q.id = b FOR UPDATE;
  -- Read under the lock, so that a grant never works with quotas older than its turn.
  SELECT a.budget_id, a.quota_total, a.quota_daily, a.quota_weekly, a.quota_monthly
    INTO b, q_total, q_daily, q_weekly, q_monthly FROM api_keys a WHERE a.id = p_key;
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
      SELECT 1 FROM leases l JOIN instances i ON i.id = l.instance_id
      WHERE l.key_id = ANY(ids) AND l.amount > 0 AND l.recalled_at IS NULL
        AND i.heartbeat_at > t - interval '10 seconds'
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
