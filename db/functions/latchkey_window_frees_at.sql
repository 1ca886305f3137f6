-- When a window in which p_used are counted has room for one more under p_limit: at the end of the minute, a window
-- later, in which the (p_used - p_limit + 1)th oldest of them lies. With p_limit = p_used that is the oldest one: the
-- moment at which room begins to come back. Null where too few are counted. The counters are asked by key and not
-- joined with api_keys: a plan that was made while they were nearly empty would read all of them, and be kept.
CREATE OR REPLACE FUNCTION latchkey_window_frees_at(
  p_budget uuid, p_now timestamptz, p_window interval, p_used bigint, p_limit bigint)
RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT minute + interval '1 minute' + p_window FROM (
    SELECT m.minute, sum(sum(m.counted)) OVER (ORDER BY m.minute) AS gone
    FROM usage_minutes m
    WHERE m.key_id = ANY(ARRAY(SELECT k.id FROM api_keys k WHERE k.budget_id = p_budget))
      AND m.counted > 0 AND m.minute >= date_trunc('minute', p_now - p_window, 'UTC')
    GROUP BY m.minute
  ) t WHERE gone >= greatest(1, p_used - p_limit + 1) ORDER BY minute LIMIT 1
$$;
