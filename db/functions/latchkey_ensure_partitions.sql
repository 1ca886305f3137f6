-- Makes the log's tables (partitions), one a UTC day, from p_from to p_to, both included. What is there stays as it
-- is. Rows of a day that has none lie in request_logs_default: none is lost, and they move when their day gets its
-- own.
CREATE OR REPLACE FUNCTION latchkey_ensure_partitions(p_from date, p_to date) RETURNS void
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
