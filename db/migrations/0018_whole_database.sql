CREATE TABLE "runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"host" text NOT NULL,
	"began_at" timestamp with time zone DEFAULT now() NOT NULL,
	"journaled" bigint DEFAULT 0 NOT NULL,
	"waiting" bigint DEFAULT 0 NOT NULL,
	"set_aside" bigint DEFAULT 0 NOT NULL,
	"written" bigint DEFAULT 0 NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "whole_database" (
	"id" integer PRIMARY KEY NOT NULL,
	"since" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "instances" ADD COLUMN "run_id" uuid;--> statement-breakpoint
ALTER TABLE "whole_database" ADD CONSTRAINT "whole_database_id_change_version_id_fk" FOREIGN KEY ("id") REFERENCES "public"."change_version"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint

INSERT INTO "whole_database" ("id") SELECT "id" FROM "change_version";
--> statement-breakpoint

-- Whether all is there, or a dump is being restored and some rows are not there yet (docs/decisions/0018-whole-database.md).
-- pg_restore makes primary keys when the rows of their tables are there, foreign keys after all rows, and the row of
-- whole_database last of all; where it restores rows alone, it disables the triggers of the table that it fills.
CREATE FUNCTION latchkey_is_whole() RETURNS boolean LANGUAGE plpgsql STABLE AS $$
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
--> statement-breakpoint

-- Of a key that was not found with its account and plan: whether that says that there is none. A database without any
-- account is one that is about to be filled.
CREATE FUNCTION latchkey_knows_of(p_hash bytea) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN EXISTS (SELECT FROM accounts) AND NOT EXISTS (SELECT FROM api_keys WHERE hash = p_hash)
    AND latchkey_is_whole();
END $$;
