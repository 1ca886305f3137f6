-- Adds failed authentications that an instance has gathered, and blocks the addresses that now have p_limit of them
-- within p_window, over all instances. With null for p_limit nobody is blocked. An address is in p_ips once. Returns
-- who was blocked, and until when.
--
-- Failures are summed over spans of a sixtieth of the window, one second at least and one minute at most, so a window
-- may reach back by one such span more. One call runs at a time: two that each add one half of what blocks an address
-- must not both miss the other half, and a flood of failures keeps one connection busy, not many.
CREATE OR REPLACE FUNCTION latchkey_count_failures(
  p_ips text[], p_failures integer[], p_limit integer, p_window interval, p_block interval
) RETURNS TABLE (blocked_ip text, blocked_until timestamptz) LANGUAGE plpgsql AS $$
DECLARE
  t timestamptz;
  span interval := least(greatest(p_window / 60, interval '1 second'), interval '1 minute');
BEGIN
  PERFORM pg_advisory_xact_lock(7206141104);
  t := clock_timestamp();
  INSERT INTO auth_failures AS f (ip, at, failures, spent)
  SELECT n.ip, date_bin(span, t, timestamptz '2000-01-01 00:00Z'), n.failures,
    -- What was under way while others heard of the block is paid for with it.
    CASE WHEN b.until > t THEN n.failures ELSE 0 END
  FROM unnest(p_ips, p_failures) AS n (ip, failures) LEFT JOIN ip_blocks b ON b.ip = n.ip
  ON CONFLICT (ip, at) DO UPDATE
    SET failures = f.failures + excluded.failures, spent = f.spent + excluded.spent;
  IF p_limit IS NULL THEN
    RETURN;
  END IF;
  RETURN QUERY
  WITH reached AS (
    SELECT f.ip, sum(f.failures - f.spent)::integer AS failures FROM auth_failures f
    WHERE f.ip = ANY (p_ips) AND f.at > t - p_window - span
    GROUP BY f.ip HAVING sum(f.failures - f.spent) >= p_limit
  ), paid AS (
    UPDATE auth_failures f SET spent = f.failures FROM reached r
    WHERE f.ip = r.ip AND f.spent < f.failures
  )
  INSERT INTO ip_blocks AS b (ip, until, failures)
  SELECT r.ip, t + p_block, r.failures FROM reached r
  ON CONFLICT (ip) DO UPDATE SET until = greatest(b.until, excluded.until),
    failures = excluded.failures, created_at = t
  RETURNING b.ip, b.until;
END $$;
