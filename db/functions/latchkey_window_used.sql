-- How many counted requests of a budget lie in the window of p_window that ends at p_now. A minute counts until all of
-- it has left the window, so a request leaves at most a minute late, and never early. The first hour of the window is
-- summed by minutes and the rest by hours: at most 60 rows and 721, however much traffic there was.
-- lib/enforcement/windows.ts computes the same; windows.integration.test.ts holds the two against each other.
CREATE OR REPLACE FUNCTION latchkey_window_used(p_budget uuid, p_now timestamptz, p_window interval)
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
