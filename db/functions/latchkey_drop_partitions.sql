-- Drops the days of the log that ended at p_before or earlier, and says how many. Totals remember what these days
-- counted (archived), so that `usage check` can still hold counters against the log. Rows of such days that came when
-- their table was gone lie in request_logs_default: they go, too.
CREATE OR REPLACE FUNCTION latchkey_drop_partitions(p_before timestamptz) RETURNS integer
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
  WITH gone AS (
    DELETE FROM request_logs_default WHERE at < p_before RETURNING key_id, counted
  )
  UPDATE usage_totals u SET archived = u.archived + d.n
    FROM (SELECT key_id, count(*) AS n FROM gone WHERE counted GROUP BY key_id) d
   WHERE d.key_id = u.key_id;
  RETURN dropped;
END $$;
