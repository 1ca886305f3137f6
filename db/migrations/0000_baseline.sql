CREATE TABLE "accounts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"plan" text DEFAULT 'free' NOT NULL,
	"external_id" text,
	"suspended_at" timestamp with time zone,
	"deleted_at" timestamp with time zone,
	"log_cleared_at" timestamp with time zone,
	"asks_for_proof" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "memberships" (
	"account_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"role" text NOT NULL,
	CONSTRAINT "memberships_account_id_user_id_pk" PRIMARY KEY("account_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "plans" (
	"name" text PRIMARY KEY NOT NULL,
	"per_second" integer,
	"per_minute" integer,
	"max_keys" integer DEFAULT 10000,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" uuid PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"password_hash" text,
	"email_verified_at" timestamp with time zone,
	"totp_secret" "bytea",
	"totp_since" timestamp with time zone,
	"totp_used_step" bigint,
	"operator_since" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "users_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "attempts" (
	"key" text PRIMARY KEY NOT NULL,
	"count" integer NOT NULL,
	"ends_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "address_tokens" (
	"token_hash" "bytea" PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "oauth_identities" (
	"provider" text NOT NULL,
	"provider_account_id" text NOT NULL,
	"user_id" uuid NOT NULL,
	CONSTRAINT "oauth_identities_provider_provider_account_id_pk" PRIMARY KEY("provider","provider_account_id")
);
--> statement-breakpoint
CREATE TABLE "password_resets" (
	"token_hash" "bytea" PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "recovery_codes" (
	"user_id" uuid NOT NULL,
	"code_hash" "bytea" NOT NULL,
	CONSTRAINT "recovery_codes_user_id_code_hash_pk" PRIMARY KEY("user_id","code_hash")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"user_agent" text,
	"ip" text,
	"awaits_code" boolean DEFAULT false NOT NULL,
	"proven_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "idempotent_answers" (
	"token_id" uuid NOT NULL,
	"mark" "bytea" NOT NULL,
	"request_mark" "bytea" NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"status" smallint,
	"answer" "bytea",
	CONSTRAINT "idempotent_answers_token_id_mark_pk" PRIMARY KEY("token_id","mark")
);
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"alias" text NOT NULL,
	"category" text NOT NULL,
	"counted_as" text,
	"active" boolean DEFAULT true NOT NULL,
	"expires_at" timestamp with time zone,
	"deactivate_at" timestamp with time zone,
	"quota_total" bigint,
	"quota_daily" bigint,
	"quota_weekly" bigint,
	"quota_monthly" bigint,
	"budget_id" uuid NOT NULL,
	"hash" "bytea" NOT NULL,
	"prefix" text NOT NULL,
	"last_four" text NOT NULL,
	"imported" boolean DEFAULT false NOT NULL,
	"replaces_id" uuid,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "api_keys_alias_length" CHECK (char_length("api_keys"."alias") between 1 and 64),
	CONSTRAINT "api_keys_category_length" CHECK (char_length("api_keys"."category") between 1 and 32),
	CONSTRAINT "api_keys_quota_total" CHECK ("api_keys"."quota_total" between 1 and 1000000000000),
	CONSTRAINT "api_keys_quota_daily" CHECK ("api_keys"."quota_daily" between 1 and 1000000000000),
	CONSTRAINT "api_keys_quota_weekly" CHECK ("api_keys"."quota_weekly" between 1 and 1000000000000),
	CONSTRAINT "api_keys_quota_monthly" CHECK ("api_keys"."quota_monthly" between 1 and 1000000000000)
);
--> statement-breakpoint
CREATE TABLE "key_reviews" (
	"key_id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"switched_off" boolean NOT NULL,
	"since" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "leases" (
	"key_id" uuid NOT NULL,
	"instance_id" uuid NOT NULL,
	"amount" bigint NOT NULL,
	"statement" bigint DEFAULT 0 NOT NULL,
	"recalled_at" timestamp with time zone,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "leases_key_id_instance_id_pk" PRIMARY KEY("key_id","instance_id")
);
--> statement-breakpoint
CREATE TABLE "quota_budgets" (
	"id" uuid PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_events" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"actor" text NOT NULL,
	"actor_id" uuid,
	"token_id" uuid,
	"ip" text,
	"action" text NOT NULL,
	"target_id" uuid,
	"before" jsonb,
	"after" jsonb
);
--> statement-breakpoint
CREATE TABLE "auth_failures" (
	"ip" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"failures" integer NOT NULL,
	"spent" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "auth_failures_ip_at_pk" PRIMARY KEY("ip","at")
);
--> statement-breakpoint
CREATE TABLE "change_version" (
	"id" integer PRIMARY KEY NOT NULL,
	"version" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "instances" (
	"id" uuid PRIMARY KEY NOT NULL,
	"host" text NOT NULL,
	"pid" integer NOT NULL,
	"journal_dir" text NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"heartbeat_at" timestamp with time zone DEFAULT now() NOT NULL,
	"run_id" uuid,
	"notes" text[] DEFAULT '{}' NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ip_blocks" (
	"ip" text PRIMARY KEY NOT NULL,
	"until" timestamp with time zone NOT NULL,
	"failures" integer NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"lifted_at" timestamp with time zone,
	"lifted_by" uuid
);
--> statement-breakpoint
CREATE TABLE "runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"host" text NOT NULL,
	"began_at" timestamp with time zone DEFAULT now() NOT NULL,
	"journaled" bigint DEFAULT 0 NOT NULL,
	"waiting" bigint DEFAULT 0 NOT NULL,
	"set_aside" bigint DEFAULT 0 NOT NULL,
	"written" bigint DEFAULT 0 NOT NULL,
	"ended_at" timestamp with time zone,
	"told_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "sql_functions" (
	"id" integer PRIMARY KEY NOT NULL,
	"edition" integer NOT NULL,
	"sha256" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "whole_database" (
	"id" integer PRIMARY KEY NOT NULL,
	"since" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
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
--> statement-breakpoint
CREATE TABLE "request_logs" (
	"id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"account_id" uuid NOT NULL,
	"key_id" uuid NOT NULL,
	"method" text NOT NULL,
	"path" text NOT NULL,
	"status" smallint NOT NULL,
	"code" text,
	"duration_ms" double precision NOT NULL,
	"ip" "inet",
	"credits" integer NOT NULL,
	"counted" boolean NOT NULL,
	"user_agent" text,
	"checks" text,
	"leased" boolean DEFAULT false NOT NULL,
	CONSTRAINT "request_logs_id_at_pk" PRIMARY KEY("id","at")
) PARTITION BY RANGE ("at");
--> statement-breakpoint
CREATE TABLE "usage_hours" (
	"key_id" uuid NOT NULL,
	"hour" timestamp with time zone NOT NULL,
	"counted" bigint NOT NULL,
	"requests" bigint NOT NULL,
	"rejected" bigint NOT NULL,
	"credits" bigint NOT NULL,
	CONSTRAINT "usage_hours_key_id_hour_pk" PRIMARY KEY("key_id","hour")
);
--> statement-breakpoint
CREATE TABLE "usage_minutes" (
	"key_id" uuid NOT NULL,
	"minute" timestamp with time zone NOT NULL,
	"counted" bigint NOT NULL,
	CONSTRAINT "usage_minutes_key_id_minute_pk" PRIMARY KEY("key_id","minute")
);
--> statement-breakpoint
CREATE TABLE "usage_totals" (
	"key_id" uuid PRIMARY KEY NOT NULL,
	"counted" bigint DEFAULT 0 NOT NULL,
	"requests" bigint DEFAULT 0 NOT NULL,
	"credits" bigint DEFAULT 0 NOT NULL,
	"archived" bigint DEFAULT 0 NOT NULL,
	"first_at" timestamp with time zone,
	"last_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "sign_ups" (
	"address" text NOT NULL,
	"day" date NOT NULL,
	"count" integer NOT NULL,
	CONSTRAINT "sign_ups_address_day_pk" PRIMARY KEY("address","day")
);
--> statement-breakpoint
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
--> statement-breakpoint
CREATE TABLE "account_quarters" (
	"account_id" uuid NOT NULL,
	"quarter" timestamp with time zone NOT NULL,
	"requests" integer NOT NULL,
	"credits" bigint NOT NULL,
	"ok" integer,
	"client_error" integer,
	"server_error" integer,
	"invalid_key" integer,
	"inactive_key" integer,
	"expired_key" integer,
	"quota_total" integer,
	"quota_daily" integer,
	"quota_weekly" integer,
	"quota_monthly" integer,
	"plan_second" integer,
	"plan_minute" integer,
	"ip_blocked" integer,
	"unavailable" integer,
	"t0" integer,
	"t1" integer,
	"t2" integer,
	"t3" integer,
	"t4" integer,
	"t5" integer,
	"t6" integer,
	"t7" integer,
	"t8" integer,
	"t9" integer,
	"t10" integer,
	"t11" integer,
	"t12" integer,
	"t13" integer,
	"t14" integer,
	"t15" integer,
	"t16" integer,
	"t17" integer,
	"t18" integer,
	"t19" integer,
	"t20" integer,
	"t21" integer,
	"t22" integer,
	"t23" integer,
	"t24" integer,
	"t25" integer,
	"t26" integer,
	"t27" integer,
	"t28" integer,
	"t29" integer,
	"t30" integer,
	"t31" integer,
	"t32" integer,
	"t33" integer,
	"t34" integer,
	"t35" integer,
	"t36" integer,
	"t37" integer,
	"t38" integer,
	"t39" integer,
	"t40" integer,
	"t41" integer,
	"t42" integer,
	"t43" integer,
	"t44" integer,
	"t45" integer,
	"t46" integer,
	"t47" integer,
	"t48" integer,
	"t49" integer,
	"t50" integer,
	"t51" integer,
	"t52" integer,
	"t53" integer,
	"t54" integer,
	"t55" integer,
	"t56" integer,
	"t57" integer,
	"t58" integer,
	"t59" integer,
	"t60" integer,
	"t61" integer,
	"t62" integer,
	"t63" integer,
	"t64" integer,
	"t65" integer,
	"account_suspended" integer,
	CONSTRAINT "account_quarters_account_id_quarter_pk" PRIMARY KEY("account_id","quarter")
);
--> statement-breakpoint
CREATE TABLE "category_days" (
	"account_id" uuid NOT NULL,
	"category" text NOT NULL,
	"day" date NOT NULL,
	"requests" integer NOT NULL,
	"credits" bigint NOT NULL,
	"ok" integer,
	"client_error" integer,
	"server_error" integer,
	"invalid_key" integer,
	"inactive_key" integer,
	"expired_key" integer,
	"quota_total" integer,
	"quota_daily" integer,
	"quota_weekly" integer,
	"quota_monthly" integer,
	"plan_second" integer,
	"plan_minute" integer,
	"ip_blocked" integer,
	"unavailable" integer,
	"t0" integer,
	"t1" integer,
	"t2" integer,
	"t3" integer,
	"t4" integer,
	"t5" integer,
	"t6" integer,
	"t7" integer,
	"t8" integer,
	"t9" integer,
	"t10" integer,
	"t11" integer,
	"t12" integer,
	"t13" integer,
	"t14" integer,
	"t15" integer,
	"t16" integer,
	"t17" integer,
	"t18" integer,
	"t19" integer,
	"t20" integer,
	"t21" integer,
	"t22" integer,
	"t23" integer,
	"t24" integer,
	"t25" integer,
	"t26" integer,
	"t27" integer,
	"t28" integer,
	"t29" integer,
	"t30" integer,
	"t31" integer,
	"t32" integer,
	"t33" integer,
	"t34" integer,
	"t35" integer,
	"t36" integer,
	"t37" integer,
	"t38" integer,
	"t39" integer,
	"t40" integer,
	"t41" integer,
	"t42" integer,
	"t43" integer,
	"t44" integer,
	"t45" integer,
	"t46" integer,
	"t47" integer,
	"t48" integer,
	"t49" integer,
	"t50" integer,
	"t51" integer,
	"t52" integer,
	"t53" integer,
	"t54" integer,
	"t55" integer,
	"t56" integer,
	"t57" integer,
	"t58" integer,
	"t59" integer,
	"t60" integer,
	"t61" integer,
	"t62" integer,
	"t63" integer,
	"t64" integer,
	"t65" integer,
	"account_suspended" integer,
	CONSTRAINT "category_days_account_id_category_day_pk" PRIMARY KEY("account_id","category","day")
);
--> statement-breakpoint
CREATE TABLE "category_quarters" (
	"account_id" uuid NOT NULL,
	"category" text NOT NULL,
	"quarter" timestamp with time zone NOT NULL,
	"requests" integer NOT NULL,
	"credits" bigint NOT NULL,
	"ok" integer,
	"client_error" integer,
	"server_error" integer,
	"invalid_key" integer,
	"inactive_key" integer,
	"expired_key" integer,
	"quota_total" integer,
	"quota_daily" integer,
	"quota_weekly" integer,
	"quota_monthly" integer,
	"plan_second" integer,
	"plan_minute" integer,
	"ip_blocked" integer,
	"unavailable" integer,
	"t0" integer,
	"t1" integer,
	"t2" integer,
	"t3" integer,
	"t4" integer,
	"t5" integer,
	"t6" integer,
	"t7" integer,
	"t8" integer,
	"t9" integer,
	"t10" integer,
	"t11" integer,
	"t12" integer,
	"t13" integer,
	"t14" integer,
	"t15" integer,
	"t16" integer,
	"t17" integer,
	"t18" integer,
	"t19" integer,
	"t20" integer,
	"t21" integer,
	"t22" integer,
	"t23" integer,
	"t24" integer,
	"t25" integer,
	"t26" integer,
	"t27" integer,
	"t28" integer,
	"t29" integer,
	"t30" integer,
	"t31" integer,
	"t32" integer,
	"t33" integer,
	"t34" integer,
	"t35" integer,
	"t36" integer,
	"t37" integer,
	"t38" integer,
	"t39" integer,
	"t40" integer,
	"t41" integer,
	"t42" integer,
	"t43" integer,
	"t44" integer,
	"t45" integer,
	"t46" integer,
	"t47" integer,
	"t48" integer,
	"t49" integer,
	"t50" integer,
	"t51" integer,
	"t52" integer,
	"t53" integer,
	"t54" integer,
	"t55" integer,
	"t56" integer,
	"t57" integer,
	"t58" integer,
	"t59" integer,
	"t60" integer,
	"t61" integer,
	"t62" integer,
	"t63" integer,
	"t64" integer,
	"t65" integer,
	"account_suspended" integer,
	CONSTRAINT "category_quarters_account_id_category_quarter_pk" PRIMARY KEY("account_id","category","quarter")
);
--> statement-breakpoint
CREATE TABLE "key_days" (
	"key_id" uuid NOT NULL,
	"day" date NOT NULL,
	"requests" integer NOT NULL,
	"credits" bigint NOT NULL,
	"ok" integer,
	"client_error" integer,
	"server_error" integer,
	"invalid_key" integer,
	"inactive_key" integer,
	"expired_key" integer,
	"quota_total" integer,
	"quota_daily" integer,
	"quota_weekly" integer,
	"quota_monthly" integer,
	"plan_second" integer,
	"plan_minute" integer,
	"ip_blocked" integer,
	"unavailable" integer,
	"t0" integer,
	"t1" integer,
	"t2" integer,
	"t3" integer,
	"t4" integer,
	"t5" integer,
	"t6" integer,
	"t7" integer,
	"t8" integer,
	"t9" integer,
	"t10" integer,
	"t11" integer,
	"t12" integer,
	"t13" integer,
	"t14" integer,
	"t15" integer,
	"t16" integer,
	"t17" integer,
	"t18" integer,
	"t19" integer,
	"t20" integer,
	"t21" integer,
	"t22" integer,
	"t23" integer,
	"t24" integer,
	"t25" integer,
	"t26" integer,
	"t27" integer,
	"t28" integer,
	"t29" integer,
	"t30" integer,
	"t31" integer,
	"t32" integer,
	"t33" integer,
	"t34" integer,
	"t35" integer,
	"t36" integer,
	"t37" integer,
	"t38" integer,
	"t39" integer,
	"t40" integer,
	"t41" integer,
	"t42" integer,
	"t43" integer,
	"t44" integer,
	"t45" integer,
	"t46" integer,
	"t47" integer,
	"t48" integer,
	"t49" integer,
	"t50" integer,
	"t51" integer,
	"t52" integer,
	"t53" integer,
	"t54" integer,
	"t55" integer,
	"t56" integer,
	"t57" integer,
	"t58" integer,
	"t59" integer,
	"t60" integer,
	"t61" integer,
	"t62" integer,
	"t63" integer,
	"t64" integer,
	"t65" integer,
	"account_suspended" integer,
	CONSTRAINT "key_days_key_id_day_pk" PRIMARY KEY("key_id","day")
);
--> statement-breakpoint
CREATE TABLE "key_quarters" (
	"key_id" uuid NOT NULL,
	"quarter" timestamp with time zone NOT NULL,
	"requests" integer NOT NULL,
	"credits" bigint NOT NULL,
	"ok" integer,
	"client_error" integer,
	"server_error" integer,
	"invalid_key" integer,
	"inactive_key" integer,
	"expired_key" integer,
	"quota_total" integer,
	"quota_daily" integer,
	"quota_weekly" integer,
	"quota_monthly" integer,
	"plan_second" integer,
	"plan_minute" integer,
	"ip_blocked" integer,
	"unavailable" integer,
	"t0" integer,
	"t1" integer,
	"t2" integer,
	"t3" integer,
	"t4" integer,
	"t5" integer,
	"t6" integer,
	"t7" integer,
	"t8" integer,
	"t9" integer,
	"t10" integer,
	"t11" integer,
	"t12" integer,
	"t13" integer,
	"t14" integer,
	"t15" integer,
	"t16" integer,
	"t17" integer,
	"t18" integer,
	"t19" integer,
	"t20" integer,
	"t21" integer,
	"t22" integer,
	"t23" integer,
	"t24" integer,
	"t25" integer,
	"t26" integer,
	"t27" integer,
	"t28" integer,
	"t29" integer,
	"t30" integer,
	"t31" integer,
	"t32" integer,
	"t33" integer,
	"t34" integer,
	"t35" integer,
	"t36" integer,
	"t37" integer,
	"t38" integer,
	"t39" integer,
	"t40" integer,
	"t41" integer,
	"t42" integer,
	"t43" integer,
	"t44" integer,
	"t45" integer,
	"t46" integer,
	"t47" integer,
	"t48" integer,
	"t49" integer,
	"t50" integer,
	"t51" integer,
	"t52" integer,
	"t53" integer,
	"t54" integer,
	"t55" integer,
	"t56" integer,
	"t57" integer,
	"t58" integer,
	"t59" integer,
	"t60" integer,
	"t61" integer,
	"t62" integer,
	"t63" integer,
	"t64" integer,
	"t65" integer,
	"account_suspended" integer,
	CONSTRAINT "key_quarters_key_id_quarter_pk" PRIMARY KEY("key_id","quarter")
);
--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_plan_plans_name_fk" FOREIGN KEY ("plan") REFERENCES "public"."plans"("name") ON DELETE no action ON UPDATE cascade;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "address_tokens" ADD CONSTRAINT "address_tokens_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "oauth_identities" ADD CONSTRAINT "oauth_identities_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "password_resets" ADD CONSTRAINT "password_resets_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recovery_codes" ADD CONSTRAINT "recovery_codes_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "idempotent_answers" ADD CONSTRAINT "idempotent_answers_token_id_operator_tokens_id_fk" FOREIGN KEY ("token_id") REFERENCES "public"."operator_tokens"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_budget_id_quota_budgets_id_fk" FOREIGN KEY ("budget_id") REFERENCES "public"."quota_budgets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_replaces_id_api_keys_id_fk" FOREIGN KEY ("replaces_id") REFERENCES "public"."api_keys"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "key_reviews" ADD CONSTRAINT "key_reviews_key_id_api_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."api_keys"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "key_reviews" ADD CONSTRAINT "key_reviews_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leases" ADD CONSTRAINT "leases_key_id_api_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."api_keys"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leases" ADD CONSTRAINT "leases_instance_id_instances_id_fk" FOREIGN KEY ("instance_id") REFERENCES "public"."instances"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_events" ADD CONSTRAINT "audit_events_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_events" ADD CONSTRAINT "audit_events_actor_id_users_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_events" ADD CONSTRAINT "audit_events_token_id_operator_tokens_id_fk" FOREIGN KEY ("token_id") REFERENCES "public"."operator_tokens"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ip_blocks" ADD CONSTRAINT "ip_blocks_lifted_by_accounts_id_fk" FOREIGN KEY ("lifted_by") REFERENCES "public"."accounts"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "whole_database" ADD CONSTRAINT "whole_database_id_change_version_id_fk" FOREIGN KEY ("id") REFERENCES "public"."change_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "portal_sessions" ADD CONSTRAINT "portal_sessions_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "portal_sessions" ADD CONSTRAINT "portal_sessions_token_id_operator_tokens_id_fk" FOREIGN KEY ("token_id") REFERENCES "public"."operator_tokens"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_logs" ADD CONSTRAINT "request_logs_key_id_api_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."api_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_hours" ADD CONSTRAINT "usage_hours_key_id_api_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."api_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_minutes" ADD CONSTRAINT "usage_minutes_key_id_api_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."api_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_totals" ADD CONSTRAINT "usage_totals_key_id_api_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."api_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_quarters" ADD CONSTRAINT "account_quarters_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "category_days" ADD CONSTRAINT "category_days_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "category_quarters" ADD CONSTRAINT "category_quarters_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "key_days" ADD CONSTRAINT "key_days_key_id_api_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."api_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "key_quarters" ADD CONSTRAINT "key_quarters_key_id_api_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."api_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_external_id" ON "accounts" USING btree ("external_id");--> statement-breakpoint
CREATE INDEX "accounts_deleted" ON "accounts" USING btree ("deleted_at") WHERE "accounts"."deleted_at" is not null;--> statement-breakpoint
CREATE INDEX "memberships_user_id_index" ON "memberships" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "attempts_end" ON "attempts" USING btree ("ends_at");--> statement-breakpoint
CREATE INDEX "address_tokens_user_id_index" ON "address_tokens" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "oauth_identities_user_id_index" ON "oauth_identities" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "password_resets_user_id_index" ON "password_resets" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "sessions_user_id_index" ON "sessions" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "idempotent_answers_time" ON "idempotent_answers" USING btree ("at");--> statement-breakpoint
CREATE UNIQUE INDEX "api_keys_hash" ON "api_keys" USING btree ("hash");--> statement-breakpoint
CREATE UNIQUE INDEX "api_keys_alias" ON "api_keys" USING btree ("account_id",lower("alias"));--> statement-breakpoint
CREATE INDEX "api_keys_budget" ON "api_keys" USING btree ("budget_id");--> statement-breakpoint
CREATE INDEX "api_keys_replaces" ON "api_keys" USING btree ("replaces_id");--> statement-breakpoint
CREATE INDEX "api_keys_imported" ON "api_keys" USING btree ("imported") WHERE "api_keys"."imported";--> statement-breakpoint
CREATE INDEX "key_reviews_account_id_index" ON "key_reviews" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "audit_events_account" ON "audit_events" USING btree ("account_id","at");--> statement-breakpoint
CREATE INDEX "audit_events_target" ON "audit_events" USING btree ("target_id","at");--> statement-breakpoint
CREATE INDEX "auth_failures_time" ON "auth_failures" USING btree ("at");--> statement-breakpoint
CREATE UNIQUE INDEX "portal_sessions_secret" ON "portal_sessions" USING btree ("secret_hash");--> statement-breakpoint
CREATE INDEX "portal_sessions_account" ON "portal_sessions" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "portal_sessions_end" ON "portal_sessions" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "request_logs_account" ON "request_logs" USING btree ("account_id","at","id");--> statement-breakpoint
CREATE INDEX "request_logs_key" ON "request_logs" USING btree ("key_id","at","id");--> statement-breakpoint
CREATE INDEX "request_logs_errors" ON "request_logs" USING btree ("account_id","at","id","status","code") WHERE "request_logs"."status" >= 400;--> statement-breakpoint
CREATE UNIQUE INDEX "operator_tokens_hash" ON "operator_tokens" USING btree ("hash");--> statement-breakpoint
CREATE INDEX "category_quarters_quarter" ON "category_quarters" USING btree ("quarter");--> statement-breakpoint
CREATE INDEX "key_quarters_quarter" ON "key_quarters" USING btree ("quarter");
--> statement-breakpoint

-- What drizzle cannot say. Rows of a day that has no partition land in the default one rather than nowhere.
CREATE TABLE request_logs_default PARTITION OF request_logs DEFAULT;
--> statement-breakpoint
-- Counters are updated again and again: room on their pages keeps the new versions beside the old.
ALTER TABLE key_quarters SET (fillfactor = 80);--> statement-breakpoint
ALTER TABLE key_days SET (fillfactor = 80);--> statement-breakpoint
ALTER TABLE account_quarters SET (fillfactor = 70);--> statement-breakpoint
ALTER TABLE category_quarters SET (fillfactor = 70);--> statement-breakpoint
ALTER TABLE category_days SET (fillfactor = 70);--> statement-breakpoint

-- The shipped plans.
INSERT INTO plans (name, per_second, per_minute) VALUES
  ('free', 5, 100), ('pro', 50, 1500), ('scale', 500, 15000);
--> statement-breakpoint
INSERT INTO change_version (id, version) VALUES (1, 0);--> statement-breakpoint
-- From the start all is there: see docs/decisions/0018-whole-database.md.
INSERT INTO whole_database (id) VALUES (1);
