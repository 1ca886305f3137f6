-- Tells all instances of a change of what they keep in memory, and returns its number. The row of change_version stays
-- locked until the commit, so the numbers are in the order of the commits. An instance that misses a notice sees that
-- the number has moved.
CREATE OR REPLACE FUNCTION latchkey_notify(p_change jsonb) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE v bigint;
BEGIN
  UPDATE change_version SET version = version + 1 WHERE id = 1 RETURNING version INTO v;
  PERFORM pg_notify('latchkey', (jsonb_build_object('v', v) || p_change)::text);
  RETURN v;
END $$;
