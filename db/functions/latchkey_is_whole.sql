-- Whether all is there, or a dump is being restored and some rows are missing (docs/decisions/0018-whole-database.md).
-- pg_restore makes a table's primary key when the rows of the table are there, foreign keys after all rows, and the
-- row of whole_database last of all. Where it restores rows alone, it disables the triggers of the table that it
-- fills.
CREATE OR REPLACE FUNCTION latchkey_is_whole() RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN EXISTS (SELECT FROM whole_database)
    AND EXISTS (
      SELECT FROM pg_constraint WHERE conrelid = 'whole_database'::regclass AND contype = 'f')
    AND NOT EXISTS (
      SELECT FROM unnest(ARRAY['accounts', 'api_keys', 'plans', 'quota_budgets', 'leases', 'instances', 'runs',
        'change_version', 'request_logs', 'usage_totals', 'usage_minutes', 'usage_hours', 'key_quarters', 'key_days',
        'category_quarters', 'category_days', 'account_quarters', 'ip_blocks', 'auth_failures']::regclass[]) AS t (oid)
      WHERE NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = t.oid AND i.indisprimary AND i.indisvalid))
    AND NOT EXISTS (
      SELECT FROM pg_trigger
      WHERE tgrelid IN ('accounts'::regclass, 'api_keys'::regclass, 'plans'::regclass) AND tgenabled = 'D');
END $$;
