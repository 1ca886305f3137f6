-- What of a budget is used, in all and in each window, and what of it is leased. One statement and so one snapshot: a
-- batch of log rows moves admissions from the one to the other in one transaction, and none is missed or seen twice.
CREATE OR REPLACE FUNCTION latchkey_budget_state(p_budget uuid, p_now timestamptz)
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
