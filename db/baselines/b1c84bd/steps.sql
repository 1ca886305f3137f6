-- From a database of commit b1c84bd (its last migration was 0013_first_quotas) to the first migration of today, tables
-- and data only. Each step has the name and the number that it had as a migration of its own: databases of the time
-- between, and backups of them, begin where they are. See docs/decisions/0021-functions-stand-once.md.

--> 0014_shared_failures 1796038931692

CREATE TABLE "auth_failures" (
	"ip" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"failures" integer NOT NULL,
	"spent" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "auth_failures_ip_at_pk" PRIMARY KEY("ip","at")
);
ALTER TABLE "ip_blocks" ADD COLUMN "lifted_at" timestamp with time zone;
ALTER TABLE "ip_blocks" ADD COLUMN "lifted_by" uuid;
CREATE INDEX "auth_failures_time" ON "auth_failures" USING btree ("at");
ALTER TABLE "ip_blocks" ADD CONSTRAINT "ip_blocks_lifted_by_accounts_id_fk" FOREIGN KEY ("lifted_by") REFERENCES "public"."accounts"("id") ON DELETE set null ON UPDATE no action;

--> 0015_limits 1796040543109

CREATE TABLE "sign_ups" (
	"address" text NOT NULL,
	"day" date NOT NULL,
	"count" integer NOT NULL,
	CONSTRAINT "sign_ups_address_day_pk" PRIMARY KEY("address","day")
);
ALTER TABLE "plans" ALTER COLUMN "per_second" DROP NOT NULL;
ALTER TABLE "plans" ALTER COLUMN "per_minute" DROP NOT NULL;
ALTER TABLE "plans" ADD COLUMN "max_keys" integer DEFAULT 10000;

--> 0016_people 1796048349774

CREATE TABLE "address_tokens" (
	"token_hash" "bytea" PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);

CREATE TABLE "recovery_codes" (
	"user_id" uuid NOT NULL,
	"code_hash" "bytea" NOT NULL,
	CONSTRAINT "recovery_codes_user_id_code_hash_pk" PRIMARY KEY("user_id","code_hash")
);

CREATE TABLE "key_reviews" (
	"key_id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"switched_off" boolean NOT NULL,
	"since" timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE "accounts" ADD COLUMN "asks_for_proof" boolean DEFAULT false NOT NULL;
ALTER TABLE "users" ADD COLUMN "email_verified_at" timestamp with time zone;
ALTER TABLE "users" ADD COLUMN "totp_secret" "bytea";
ALTER TABLE "users" ADD COLUMN "totp_since" timestamp with time zone;
ALTER TABLE "users" ADD COLUMN "totp_used_step" bigint;
ALTER TABLE "sessions" ADD COLUMN "awaits_code" boolean DEFAULT false NOT NULL;
ALTER TABLE "sessions" ADD COLUMN "proven_at" timestamp with time zone DEFAULT now() NOT NULL;
ALTER TABLE "address_tokens" ADD CONSTRAINT "address_tokens_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "recovery_codes" ADD CONSTRAINT "recovery_codes_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "key_reviews" ADD CONSTRAINT "key_reviews_key_id_api_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."api_keys"("id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "key_reviews" ADD CONSTRAINT "key_reviews_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;
CREATE INDEX "address_tokens_user_id_index" ON "address_tokens" USING btree ("user_id");
CREATE INDEX "key_reviews_account_id_index" ON "key_reviews" USING btree ("account_id");
UPDATE "sessions" SET "proven_at" = "created_at";
-- A provider has vouched for these: no other address could be connected with it.
UPDATE "users" SET "email_verified_at" = now()
WHERE "id" IN (SELECT "user_id" FROM "oauth_identities");

--> 0017_operators 1796060271313

CREATE TABLE "attempts" (
	"key" text PRIMARY KEY NOT NULL,
	"count" integer NOT NULL,
	"ends_at" timestamp with time zone NOT NULL
);
ALTER TABLE "users" ADD COLUMN "operator_since" timestamp with time zone;
ALTER TABLE "instances" ADD COLUMN "notes" text[] DEFAULT '{}' NOT NULL;
CREATE INDEX "attempts_end" ON "attempts" USING btree ("ends_at");
-- Aliases from before they had to be in NFC (lib/text/schema.ts). Where another key of the account has or gets the
-- same one, both stay as they are: which of them keeps its name is for their owner to say.
WITH composed AS (
  SELECT "id", "account_id", "alias" AS "was", normalize("alias", NFC) AS "becomes"
  FROM "api_keys"
  WHERE "alias" IS NOT NFC NORMALIZED AND char_length(normalize("alias", NFC)) <= 64
), renamed AS (
  UPDATE "api_keys" k SET "alias" = c."becomes", "updated_at" = now()
  FROM composed c
  WHERE k."id" = c."id" AND NOT EXISTS (
    SELECT FROM "api_keys" o
    WHERE o."account_id" = c."account_id" AND o."id" <> c."id"
      AND lower(normalize(o."alias", NFC)) = lower(c."becomes"))
  RETURNING k."id", k."account_id", c."was", k."alias"
)
INSERT INTO "audit_events" ("id", "account_id", "actor", "action", "target_id", "before", "after")
SELECT gen_random_uuid(), "account_id", 'system', 'key.update', "id",
  jsonb_build_object('alias', "was"), jsonb_build_object('alias', "alias")
FROM renamed;

--> 0018_whole_database 1796062973520

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

CREATE TABLE "whole_database" (
	"id" integer PRIMARY KEY NOT NULL,
	"since" timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE "instances" ADD COLUMN "run_id" uuid;
ALTER TABLE "whole_database" ADD CONSTRAINT "whole_database_id_change_version_id_fk" FOREIGN KEY ("id") REFERENCES "public"."change_version"("id") ON DELETE no action ON UPDATE no action;
INSERT INTO "whole_database" ("id") SELECT "id" FROM "change_version";

--> 0019_sql_functions 1796074657193

CREATE TABLE "sql_functions" (
	"id" integer PRIMARY KEY NOT NULL,
	"edition" integer NOT NULL,
	"sha256" jsonb NOT NULL
);

--> 0020_operator_tokens 1796075103642

CREATE TABLE "operator_tokens" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"hash" "bytea" NOT NULL,
	"scopes" text[] NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp with time zone,
	"expires_at" timestamp with time zone,
	"revoked_at" timestamp with time zone
);
ALTER TABLE "audit_events" ALTER COLUMN "account_id" DROP NOT NULL;
ALTER TABLE "audit_events" ADD COLUMN "token_id" uuid;
CREATE UNIQUE INDEX "operator_tokens_hash" ON "operator_tokens" USING btree ("hash");
ALTER TABLE "audit_events" ADD CONSTRAINT "audit_events_token_id_operator_tokens_id_fk" FOREIGN KEY ("token_id") REFERENCES "public"."operator_tokens"("id") ON DELETE no action ON UPDATE no action;

--> 0021_idempotent_answers 1796075531331

CREATE TABLE "idempotent_answers" (
	"token_id" uuid NOT NULL,
	"mark" "bytea" NOT NULL,
	"request_mark" "bytea" NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"status" smallint,
	"answer" "bytea",
	CONSTRAINT "idempotent_answers_token_id_mark_pk" PRIMARY KEY("token_id","mark")
);
ALTER TABLE "idempotent_answers" ADD CONSTRAINT "idempotent_answers_token_id_operator_tokens_id_fk" FOREIGN KEY ("token_id") REFERENCES "public"."operator_tokens"("id") ON DELETE cascade ON UPDATE no action;
CREATE INDEX "idempotent_answers_time" ON "idempotent_answers" USING btree ("at");

--> 0022_managed_accounts 1796076125788

ALTER TABLE "accounts" ADD COLUMN "external_id" text;
ALTER TABLE "accounts" ADD COLUMN "suspended_at" timestamp with time zone;
CREATE UNIQUE INDEX "accounts_external_id" ON "accounts" USING btree ("external_id");

--> 0023_imported_keys 1796077407399

ALTER TABLE "api_keys" ADD COLUMN "imported" boolean DEFAULT false NOT NULL;
CREATE INDEX "api_keys_imported" ON "api_keys" USING btree ("imported") WHERE "api_keys"."imported";

--> 0024_suspended_requests 1796078056809

ALTER TABLE "account_quarters" ADD COLUMN "account_suspended" integer;
ALTER TABLE "category_days" ADD COLUMN "account_suspended" integer;
ALTER TABLE "category_quarters" ADD COLUMN "account_suspended" integer;
ALTER TABLE "key_days" ADD COLUMN "account_suspended" integer;
ALTER TABLE "key_quarters" ADD COLUMN "account_suspended" integer;

--> 0025_first_quotas_gone 1796087457824

DROP FUNCTION IF EXISTS latchkey_keys_updated() CASCADE;
DROP TABLE "first_quotas" CASCADE;
ALTER TABLE "runs" ADD COLUMN "told_at" timestamp with time zone;
ALTER TABLE "instances" DROP COLUMN "written_version";

--> 0026_portal_and_deletion 1796088227320

CREATE TABLE "portal_sessions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"token_id" uuid NOT NULL,
	"secret_hash" "bytea" NOT NULL,
	"return_url" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"opened_at" timestamp with time zone,
	"ends_at" timestamp with time zone
);
ALTER TABLE "accounts" ADD COLUMN "deleted_at" timestamp with time zone;
ALTER TABLE "accounts" ADD COLUMN "log_cleared_at" timestamp with time zone;
ALTER TABLE "portal_sessions" ADD CONSTRAINT "portal_sessions_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "portal_sessions" ADD CONSTRAINT "portal_sessions_token_id_operator_tokens_id_fk" FOREIGN KEY ("token_id") REFERENCES "public"."operator_tokens"("id") ON DELETE no action ON UPDATE no action;
CREATE UNIQUE INDEX "portal_sessions_secret" ON "portal_sessions" USING btree ("secret_hash");
CREATE INDEX "portal_sessions_account" ON "portal_sessions" USING btree ("account_id");
CREATE INDEX "portal_sessions_end" ON "portal_sessions" USING btree ("expires_at");
CREATE INDEX "accounts_deleted" ON "accounts" USING btree ("deleted_at") WHERE "accounts"."deleted_at" is not null;
