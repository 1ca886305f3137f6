-- When the oldest counted request of a budget leaves its window; null where the window is empty.
CREATE OR REPLACE FUNCTION latchkey_window_resets_at(p_budget uuid, p_now timestamptz, p_window interval)
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
