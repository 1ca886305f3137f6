-- What a database holds in the end, for reading: migrations say how it came to be. Written by `npm run db:schema`;
-- a test holds it against a database that was just migrated. Days of the log are not in it.

CREATE TABLE account_quarters (
  account_id uuid NOT NULL,
  quarter timestamp with time zone NOT NULL,
  requests integer NOT NULL,
  credits bigint NOT NULL,
  ok integer, client_error integer, server_error integer, invalid_key integer, inactive_key integer,
  expired_key integer, quota_total integer, quota_daily integer, quota_weekly integer, quota_monthly integer,
  plan_second integer, plan_minute integer, ip_blocked integer, unavailable integer, t0 integer, t1 integer,
  t2 integer, t3 integer, t4 integer, t5 integer, t6 integer, t7 integer, t8 integer, t9 integer, t10 integer,
  t11 integer, t12 integer, t13 integer, t14 integer, t15 integer, t16 integer, t17 integer, t18 integer,
  t19 integer, t20 integer, t21 integer, t22 integer, t23 integer, t24 integer, t25 integer, t26 integer,
  t27 integer, t28 integer, t29 integer, t30 integer, t31 integer, t32 integer, t33 integer, t34 integer,
  t35 integer, t36 integer, t37 integer, t38 integer, t39 integer, t40 integer, t41 integer, t42 integer,
  t43 integer, t44 integer, t45 integer, t46 integer, t47 integer, t48 integer, t49 integer, t50 integer,
  t51 integer, t52 integer, t53 integer, t54 integer, t55 integer, t56 integer, t57 integer, t58 integer,
  t59 integer, t60 integer, t61 integer, t62 integer, t63 integer, t64 integer, t65 integer,
  account_suspended integer,
  CONSTRAINT account_quarters_account_id_quarter_pk PRIMARY KEY (account_id, quarter),
  CONSTRAINT account_quarters_account_id_accounts_id_fk FOREIGN KEY (account_id) REFERENCES accounts(id)
) WITH (fillfactor=70);

CREATE TABLE accounts (
  id uuid NOT NULL,
  name text NOT NULL,
  plan text DEFAULT 'free'::text NOT NULL,
  external_id text,
  suspended_at timestamp with time zone,
  deleted_at timestamp with time zone,
  log_cleared_at timestamp with time zone,
  asks_for_proof boolean DEFAULT false NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT accounts_pkey PRIMARY KEY (id),
  CONSTRAINT accounts_plan_plans_name_fk FOREIGN KEY (plan) REFERENCES plans(name) ON UPDATE CASCADE
);
CREATE INDEX accounts_deleted ON accounts USING btree (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE TRIGGER accounts_changed AFTER UPDATE ON accounts FOR EACH ROW EXECUTE FUNCTION latchkey_account_changed();
CREATE UNIQUE INDEX accounts_external_id ON accounts USING btree (external_id);

CREATE TABLE address_tokens (
  token_hash bytea NOT NULL,
  user_id uuid NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  CONSTRAINT address_tokens_pkey PRIMARY KEY (token_hash),
  CONSTRAINT address_tokens_user_id_users_id_fk FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX address_tokens_user_id_index ON address_tokens USING btree (user_id);

CREATE TABLE api_keys (
  id uuid NOT NULL,
  account_id uuid NOT NULL,
  alias text NOT NULL,
  category text NOT NULL,
  counted_as text,
  active boolean DEFAULT true NOT NULL,
  expires_at timestamp with time zone,
  deactivate_at timestamp with time zone,
  quota_total bigint,
  quota_daily bigint,
  quota_weekly bigint,
  quota_monthly bigint,
  budget_id uuid NOT NULL,
  hash bytea NOT NULL,
  prefix text NOT NULL,
  last_four text NOT NULL,
  imported boolean DEFAULT false NOT NULL,
  replaces_id uuid,
  created_by uuid,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  updated_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT api_keys_pkey PRIMARY KEY (id),
  CONSTRAINT api_keys_alias_length CHECK (char_length(alias) >= 1 AND char_length(alias) <= 64),
  CONSTRAINT api_keys_category_length CHECK (char_length(category) >= 1 AND char_length(category) <= 32),
  CONSTRAINT api_keys_quota_daily CHECK (quota_daily >= 1 AND quota_daily <= '1000000000000'::bigint),
  CONSTRAINT api_keys_quota_monthly CHECK (quota_monthly >= 1 AND quota_monthly <= '1000000000000'::bigint),
  CONSTRAINT api_keys_quota_total CHECK (quota_total >= 1 AND quota_total <= '1000000000000'::bigint),
  CONSTRAINT api_keys_quota_weekly CHECK (quota_weekly >= 1 AND quota_weekly <= '1000000000000'::bigint),
  CONSTRAINT api_keys_account_id_accounts_id_fk FOREIGN KEY (account_id) REFERENCES accounts(id),
  CONSTRAINT api_keys_budget_id_quota_budgets_id_fk FOREIGN KEY (budget_id) REFERENCES quota_budgets(id),
  CONSTRAINT api_keys_created_by_users_id_fk FOREIGN KEY (created_by) REFERENCES users(id) ON DELETE SET NULL,
  CONSTRAINT api_keys_replaces_id_api_keys_id_fk FOREIGN KEY (replaces_id) REFERENCES api_keys(id) ON DELETE SET NULL
);
CREATE INDEX api_keys_budget ON api_keys USING btree (budget_id);
CREATE INDEX api_keys_imported ON api_keys USING btree (imported) WHERE imported;
CREATE INDEX api_keys_replaces ON api_keys USING btree (replaces_id);
CREATE TRIGGER api_keys_deleted AFTER DELETE ON api_keys REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION latchkey_keys_changed();
CREATE TRIGGER api_keys_inserted AFTER INSERT ON api_keys REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION latchkey_keys_changed();
CREATE TRIGGER api_keys_recategorised BEFORE UPDATE OF category ON api_keys FOR EACH ROW WHEN (new.category <> old.category AND old.counted_as IS NULL) EXECUTE FUNCTION latchkey_key_recategorised();
CREATE TRIGGER api_keys_updated AFTER UPDATE ON api_keys REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION latchkey_keys_changed();
CREATE UNIQUE INDEX api_keys_alias ON api_keys USING btree (account_id, lower(alias));
CREATE UNIQUE INDEX api_keys_hash ON api_keys USING btree (hash);

CREATE TABLE attempts (
  key text NOT NULL,
  count integer NOT NULL,
  ends_at timestamp with time zone NOT NULL,
  CONSTRAINT attempts_pkey PRIMARY KEY (key)
);
CREATE INDEX attempts_end ON attempts USING btree (ends_at);

CREATE TABLE audit_events (
  id uuid NOT NULL,
  account_id uuid,
  at timestamp with time zone DEFAULT now() NOT NULL,
  actor text NOT NULL,
  actor_id uuid,
  token_id uuid,
  ip text,
  action text NOT NULL,
  target_id uuid,
  before jsonb,
  after jsonb,
  CONSTRAINT audit_events_pkey PRIMARY KEY (id),
  CONSTRAINT audit_events_account_id_accounts_id_fk FOREIGN KEY (account_id) REFERENCES accounts(id),
  CONSTRAINT audit_events_actor_id_users_id_fk FOREIGN KEY (actor_id) REFERENCES users(id) ON DELETE SET NULL,
  CONSTRAINT audit_events_token_id_operator_tokens_id_fk FOREIGN KEY (token_id) REFERENCES operator_tokens(id)
);
CREATE INDEX audit_events_account ON audit_events USING btree (account_id, at);
CREATE INDEX audit_events_target ON audit_events USING btree (target_id, at);

CREATE TABLE auth_failures (
  ip text NOT NULL,
  at timestamp with time zone NOT NULL,
  failures integer NOT NULL,
  spent integer DEFAULT 0 NOT NULL,
  CONSTRAINT auth_failures_ip_at_pk PRIMARY KEY (ip, at)
);
CREATE INDEX auth_failures_time ON auth_failures USING btree (at);

CREATE TABLE category_days (
  account_id uuid NOT NULL,
  category text NOT NULL,
  day date NOT NULL,
  requests integer NOT NULL,
  credits bigint NOT NULL,
  ok integer, client_error integer, server_error integer, invalid_key integer, inactive_key integer,
  expired_key integer, quota_total integer, quota_daily integer, quota_weekly integer, quota_monthly integer,
  plan_second integer, plan_minute integer, ip_blocked integer, unavailable integer, t0 integer, t1 integer,
  t2 integer, t3 integer, t4 integer, t5 integer, t6 integer, t7 integer, t8 integer, t9 integer, t10 integer,
  t11 integer, t12 integer, t13 integer, t14 integer, t15 integer, t16 integer, t17 integer, t18 integer,
  t19 integer, t20 integer, t21 integer, t22 integer, t23 integer, t24 integer, t25 integer, t26 integer,
  t27 integer, t28 integer, t29 integer, t30 integer, t31 integer, t32 integer, t33 integer, t34 integer,
  t35 integer, t36 integer, t37 integer, t38 integer, t39 integer, t40 integer, t41 integer, t42 integer,
  t43 integer, t44 integer, t45 integer, t46 integer, t47 integer, t48 integer, t49 integer, t50 integer,
  t51 integer, t52 integer, t53 integer, t54 integer, t55 integer, t56 integer, t57 integer, t58 integer,
  t59 integer, t60 integer, t61 integer, t62 integer, t63 integer, t64 integer, t65 integer,
  account_suspended integer,
  CONSTRAINT category_days_account_id_category_day_pk PRIMARY KEY (account_id, category, day),
  CONSTRAINT category_days_account_id_accounts_id_fk FOREIGN KEY (account_id) REFERENCES accounts(id)
) WITH (fillfactor=70);

CREATE TABLE category_quarters (
  account_id uuid NOT NULL,
  category text NOT NULL,
  quarter timestamp with time zone NOT NULL,
  requests integer NOT NULL,
  credits bigint NOT NULL,
  ok integer, client_error integer, server_error integer, invalid_key integer, inactive_key integer,
  expired_key integer, quota_total integer, quota_daily integer, quota_weekly integer, quota_monthly integer,
  plan_second integer, plan_minute integer, ip_blocked integer, unavailable integer, t0 integer, t1 integer,
  t2 integer, t3 integer, t4 integer, t5 integer, t6 integer, t7 integer, t8 integer, t9 integer, t10 integer,
  t11 integer, t12 integer, t13 integer, t14 integer, t15 integer, t16 integer, t17 integer, t18 integer,
  t19 integer, t20 integer, t21 integer, t22 integer, t23 integer, t24 integer, t25 integer, t26 integer,
  t27 integer, t28 integer, t29 integer, t30 integer, t31 integer, t32 integer, t33 integer, t34 integer,
  t35 integer, t36 integer, t37 integer, t38 integer, t39 integer, t40 integer, t41 integer, t42 integer,
  t43 integer, t44 integer, t45 integer, t46 integer, t47 integer, t48 integer, t49 integer, t50 integer,
  t51 integer, t52 integer, t53 integer, t54 integer, t55 integer, t56 integer, t57 integer, t58 integer,
  t59 integer, t60 integer, t61 integer, t62 integer, t63 integer, t64 integer, t65 integer,
  account_suspended integer,
  CONSTRAINT category_quarters_account_id_category_quarter_pk PRIMARY KEY (account_id, category, quarter),
  CONSTRAINT category_quarters_account_id_accounts_id_fk FOREIGN KEY (account_id) REFERENCES accounts(id)
) WITH (fillfactor=70);
CREATE INDEX category_quarters_quarter ON category_quarters USING btree (quarter);

CREATE TABLE change_version (
  id integer NOT NULL,
  version bigint NOT NULL,
  CONSTRAINT change_version_pkey PRIMARY KEY (id)
);

CREATE TABLE idempotent_answers (
  token_id uuid NOT NULL,
  mark bytea NOT NULL,
  request_mark bytea NOT NULL,
  at timestamp with time zone DEFAULT now() NOT NULL,
  status smallint,
  answer bytea,
  CONSTRAINT idempotent_answers_token_id_mark_pk PRIMARY KEY (token_id, mark),
  CONSTRAINT idempotent_answers_token_id_operator_tokens_id_fk FOREIGN KEY (token_id) REFERENCES operator_tokens(id) ON DELETE CASCADE
);
CREATE INDEX idempotent_answers_time ON idempotent_answers USING btree (at);

CREATE TABLE instances (
  id uuid NOT NULL,
  host text NOT NULL,
  pid integer NOT NULL,
  journal_dir text NOT NULL,
  started_at timestamp with time zone DEFAULT now() NOT NULL,
  heartbeat_at timestamp with time zone DEFAULT now() NOT NULL,
  run_id uuid,
  notes text[] DEFAULT '{}'::text[] NOT NULL,
  CONSTRAINT instances_pkey PRIMARY KEY (id)
);

CREATE TABLE ip_blocks (
  ip text NOT NULL,
  until timestamp with time zone NOT NULL,
  failures integer NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  lifted_at timestamp with time zone,
  lifted_by uuid,
  CONSTRAINT ip_blocks_pkey PRIMARY KEY (ip),
  CONSTRAINT ip_blocks_lifted_by_accounts_id_fk FOREIGN KEY (lifted_by) REFERENCES accounts(id) ON DELETE SET NULL
);
CREATE TRIGGER ip_blocks_changed AFTER INSERT OR DELETE OR UPDATE ON ip_blocks FOR EACH ROW EXECUTE FUNCTION latchkey_ip_changed();

CREATE TABLE key_days (
  key_id uuid NOT NULL,
  day date NOT NULL,
  requests integer NOT NULL,
  credits bigint NOT NULL,
  ok integer, client_error integer, server_error integer, invalid_key integer, inactive_key integer,
  expired_key integer, quota_total integer, quota_daily integer, quota_weekly integer, quota_monthly integer,
  plan_second integer, plan_minute integer, ip_blocked integer, unavailable integer, t0 integer, t1 integer,
  t2 integer, t3 integer, t4 integer, t5 integer, t6 integer, t7 integer, t8 integer, t9 integer, t10 integer,
  t11 integer, t12 integer, t13 integer, t14 integer, t15 integer, t16 integer, t17 integer, t18 integer,
  t19 integer, t20 integer, t21 integer, t22 integer, t23 integer, t24 integer, t25 integer, t26 integer,
  t27 integer, t28 integer, t29 integer, t30 integer, t31 integer, t32 integer, t33 integer, t34 integer,
  t35 integer, t36 integer, t37 integer, t38 integer, t39 integer, t40 integer, t41 integer, t42 integer,
  t43 integer, t44 integer, t45 integer, t46 integer, t47 integer, t48 integer, t49 integer, t50 integer,
  t51 integer, t52 integer, t53 integer, t54 integer, t55 integer, t56 integer, t57 integer, t58 integer,
  t59 integer, t60 integer, t61 integer, t62 integer, t63 integer, t64 integer, t65 integer,
  account_suspended integer,
  CONSTRAINT key_days_key_id_day_pk PRIMARY KEY (key_id, day),
  CONSTRAINT key_days_key_id_api_keys_id_fk FOREIGN KEY (key_id) REFERENCES api_keys(id)
) WITH (fillfactor=80);

CREATE TABLE key_quarters (
  key_id uuid NOT NULL,
  quarter timestamp with time zone NOT NULL,
  requests integer NOT NULL,
  credits bigint NOT NULL,
  ok integer, client_error integer, server_error integer, invalid_key integer, inactive_key integer,
  expired_key integer, quota_total integer, quota_daily integer, quota_weekly integer, quota_monthly integer,
  plan_second integer, plan_minute integer, ip_blocked integer, unavailable integer, t0 integer, t1 integer,
  t2 integer, t3 integer, t4 integer, t5 integer, t6 integer, t7 integer, t8 integer, t9 integer, t10 integer,
  t11 integer, t12 integer, t13 integer, t14 integer, t15 integer, t16 integer, t17 integer, t18 integer,
  t19 integer, t20 integer, t21 integer, t22 integer, t23 integer, t24 integer, t25 integer, t26 integer,
  t27 integer, t28 integer, t29 integer, t30 integer, t31 integer, t32 integer, t33 integer, t34 integer,
  t35 integer, t36 integer, t37 integer, t38 integer, t39 integer, t40 integer, t41 integer, t42 integer,
  t43 integer, t44 integer, t45 integer, t46 integer, t47 integer, t48 integer, t49 integer, t50 integer,
  t51 integer, t52 integer, t53 integer, t54 integer, t55 integer, t56 integer, t57 integer, t58 integer,
  t59 integer, t60 integer, t61 integer, t62 integer, t63 integer, t64 integer, t65 integer,
  account_suspended integer,
  CONSTRAINT key_quarters_key_id_quarter_pk PRIMARY KEY (key_id, quarter),
  CONSTRAINT key_quarters_key_id_api_keys_id_fk FOREIGN KEY (key_id) REFERENCES api_keys(id)
) WITH (fillfactor=80);
CREATE INDEX key_quarters_quarter ON key_quarters USING btree (quarter);

CREATE TABLE key_reviews (
  key_id uuid NOT NULL,
  account_id uuid NOT NULL,
  switched_off boolean NOT NULL,
  since timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT key_reviews_pkey PRIMARY KEY (key_id),
  CONSTRAINT key_reviews_account_id_accounts_id_fk FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  CONSTRAINT key_reviews_key_id_api_keys_id_fk FOREIGN KEY (key_id) REFERENCES api_keys(id) ON DELETE CASCADE
);
CREATE INDEX key_reviews_account_id_index ON key_reviews USING btree (account_id);

CREATE TABLE leases (
  key_id uuid NOT NULL,
  instance_id uuid NOT NULL,
  amount bigint NOT NULL,
  statement bigint DEFAULT 0 NOT NULL,
  recalled_at timestamp with time zone,
  updated_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT leases_key_id_instance_id_pk PRIMARY KEY (key_id, instance_id),
  CONSTRAINT leases_instance_id_instances_id_fk FOREIGN KEY (instance_id) REFERENCES instances(id) ON DELETE CASCADE,
  CONSTRAINT leases_key_id_api_keys_id_fk FOREIGN KEY (key_id) REFERENCES api_keys(id) ON DELETE CASCADE
);

CREATE TABLE memberships (
  account_id uuid NOT NULL,
  user_id uuid NOT NULL,
  role text NOT NULL,
  CONSTRAINT memberships_account_id_user_id_pk PRIMARY KEY (account_id, user_id),
  CONSTRAINT memberships_account_id_accounts_id_fk FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  CONSTRAINT memberships_user_id_users_id_fk FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX memberships_user_id_index ON memberships USING btree (user_id);

CREATE TABLE oauth_identities (
  provider text NOT NULL,
  provider_account_id text NOT NULL,
  user_id uuid NOT NULL,
  CONSTRAINT oauth_identities_provider_provider_account_id_pk PRIMARY KEY (provider, provider_account_id),
  CONSTRAINT oauth_identities_user_id_users_id_fk FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX oauth_identities_user_id_index ON oauth_identities USING btree (user_id);

CREATE TABLE operator_tokens (
  id uuid NOT NULL,
  name text NOT NULL,
  hash bytea NOT NULL,
  scopes text[] NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  last_used_at timestamp with time zone,
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  CONSTRAINT operator_tokens_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX operator_tokens_hash ON operator_tokens USING btree (hash);

CREATE TABLE password_resets (
  token_hash bytea NOT NULL,
  user_id uuid NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  CONSTRAINT password_resets_pkey PRIMARY KEY (token_hash),
  CONSTRAINT password_resets_user_id_users_id_fk FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX password_resets_user_id_index ON password_resets USING btree (user_id);

CREATE TABLE plans (
  name text NOT NULL,
  per_second integer, per_minute integer,
  max_keys integer DEFAULT 10000,
  updated_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT plans_pkey PRIMARY KEY (name)
);
CREATE TRIGGER plans_changed AFTER DELETE OR UPDATE ON plans FOR EACH STATEMENT EXECUTE FUNCTION latchkey_all_changed();

CREATE TABLE portal_sessions (
  id uuid NOT NULL,
  account_id uuid NOT NULL,
  token_id uuid NOT NULL,
  secret_hash bytea NOT NULL,
  return_url text,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  opened_at timestamp with time zone,
  ends_at timestamp with time zone,
  CONSTRAINT portal_sessions_pkey PRIMARY KEY (id),
  CONSTRAINT portal_sessions_account_id_accounts_id_fk FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  CONSTRAINT portal_sessions_token_id_operator_tokens_id_fk FOREIGN KEY (token_id) REFERENCES operator_tokens(id)
);
CREATE INDEX portal_sessions_account ON portal_sessions USING btree (account_id);
CREATE INDEX portal_sessions_end ON portal_sessions USING btree (expires_at);
CREATE UNIQUE INDEX portal_sessions_secret ON portal_sessions USING btree (secret_hash);

CREATE TABLE quota_budgets (
  id uuid NOT NULL,
  CONSTRAINT quota_budgets_pkey PRIMARY KEY (id)
);

CREATE TABLE recovery_codes (
  user_id uuid NOT NULL,
  code_hash bytea NOT NULL,
  CONSTRAINT recovery_codes_user_id_code_hash_pk PRIMARY KEY (user_id, code_hash),
  CONSTRAINT recovery_codes_user_id_users_id_fk FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

CREATE TABLE request_logs (
  id uuid NOT NULL,
  at timestamp with time zone NOT NULL,
  account_id uuid NOT NULL,
  key_id uuid NOT NULL,
  method text NOT NULL,
  path text NOT NULL,
  status smallint NOT NULL,
  code text,
  duration_ms double precision NOT NULL,
  ip inet,
  credits integer NOT NULL,
  counted boolean NOT NULL,
  user_agent text,
  checks text,
  leased boolean DEFAULT false NOT NULL,
  CONSTRAINT request_logs_id_at_pk PRIMARY KEY (id, at),
  CONSTRAINT request_logs_key_id_api_keys_id_fk FOREIGN KEY (key_id) REFERENCES api_keys(id)
) PARTITION BY RANGE (at);
CREATE INDEX request_logs_account ON request_logs USING btree (account_id, at, id);
CREATE INDEX request_logs_errors ON request_logs USING btree (account_id, at, id, status, code) WHERE status >= 400;
CREATE INDEX request_logs_key ON request_logs USING btree (key_id, at, id);

CREATE TABLE request_logs_default PARTITION OF request_logs DEFAULT;

CREATE TABLE runs (
  id uuid NOT NULL,
  host text NOT NULL,
  began_at timestamp with time zone DEFAULT now() NOT NULL,
  journaled bigint DEFAULT 0 NOT NULL,
  waiting bigint DEFAULT 0 NOT NULL,
  set_aside bigint DEFAULT 0 NOT NULL,
  written bigint DEFAULT 0 NOT NULL,
  ended_at timestamp with time zone,
  told_at timestamp with time zone,
  CONSTRAINT runs_pkey PRIMARY KEY (id)
);

CREATE TABLE sessions (
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  last_seen_at timestamp with time zone DEFAULT now() NOT NULL,
  user_agent text,
  ip text,
  awaits_code boolean DEFAULT false NOT NULL,
  proven_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT sessions_pkey PRIMARY KEY (id),
  CONSTRAINT sessions_user_id_users_id_fk FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX sessions_user_id_index ON sessions USING btree (user_id);

CREATE TABLE sign_ups (
  address text NOT NULL,
  day date NOT NULL,
  count integer NOT NULL,
  CONSTRAINT sign_ups_address_day_pk PRIMARY KEY (address, day)
);

CREATE TABLE sql_functions (
  id integer NOT NULL,
  edition integer NOT NULL,
  sha256 jsonb NOT NULL,
  CONSTRAINT sql_functions_pkey PRIMARY KEY (id)
);

CREATE TABLE usage_hours (
  key_id uuid NOT NULL,
  hour timestamp with time zone NOT NULL,
  counted bigint NOT NULL,
  requests bigint NOT NULL,
  rejected bigint NOT NULL,
  credits bigint NOT NULL,
  CONSTRAINT usage_hours_key_id_hour_pk PRIMARY KEY (key_id, hour),
  CONSTRAINT usage_hours_key_id_api_keys_id_fk FOREIGN KEY (key_id) REFERENCES api_keys(id)
);

CREATE TABLE usage_minutes (
  key_id uuid NOT NULL,
  minute timestamp with time zone NOT NULL,
  counted bigint NOT NULL,
  CONSTRAINT usage_minutes_key_id_minute_pk PRIMARY KEY (key_id, minute),
  CONSTRAINT usage_minutes_key_id_api_keys_id_fk FOREIGN KEY (key_id) REFERENCES api_keys(id)
);

CREATE TABLE usage_totals (
  key_id uuid NOT NULL,
  counted bigint DEFAULT 0 NOT NULL,
  requests bigint DEFAULT 0 NOT NULL,
  credits bigint DEFAULT 0 NOT NULL,
  archived bigint DEFAULT 0 NOT NULL,
  first_at timestamp with time zone,
  last_at timestamp with time zone,
  CONSTRAINT usage_totals_pkey PRIMARY KEY (key_id),
  CONSTRAINT usage_totals_key_id_api_keys_id_fk FOREIGN KEY (key_id) REFERENCES api_keys(id)
);

CREATE TABLE users (
  id uuid NOT NULL,
  email text NOT NULL,
  name text NOT NULL,
  password_hash text,
  email_verified_at timestamp with time zone,
  totp_secret bytea,
  totp_since timestamp with time zone,
  totp_used_step bigint,
  operator_since timestamp with time zone,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT users_pkey PRIMARY KEY (id),
  CONSTRAINT users_email_unique UNIQUE (email)
);

CREATE TABLE whole_database (
  id integer NOT NULL,
  since timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT whole_database_pkey PRIMARY KEY (id),
  CONSTRAINT whole_database_id_change_version_id_fk FOREIGN KEY (id) REFERENCES change_version(id)
);

-- Functions; each stands in a file of db/functions.
-- latchkey_account_changed() RETURNS trigger
-- latchkey_all_changed() RETURNS trigger
-- latchkey_budget_state(p_budget uuid, p_now timestamp with time zone) RETURNS TABLE(total bigint, daily bigint, weekly bigint, monthly bigint, leased bigint)
-- latchkey_count_failures(p_ips text[], p_failures integer[], p_limit integer, p_window interval, p_block interval) RETURNS TABLE(blocked_ip text, blocked_until timestamp with time zone)
-- latchkey_drop_partitions(p_before timestamp with time zone) RETURNS integer
-- latchkey_ensure_partitions(p_from date, p_to date) RETURNS void
-- latchkey_grant(p_key uuid, p_instance uuid, p_statement bigint, p_want integer, p_ahead integer) RETURNS TABLE(granted integer, reached text, frees_at timestamp with time zone, recallable boolean, leased bigint, total bigint, daily bigint, weekly bigint, monthly bigint, daily_resets timestamp with time zone, weekly_resets timestamp with time zone, monthly_resets timestamp with time zone, db_now timestamp with time zone)
-- latchkey_ip_changed() RETURNS trigger
-- latchkey_is_whole() RETURNS boolean
-- latchkey_key_recategorised() RETURNS trigger
-- latchkey_keys_changed() RETURNS trigger
-- latchkey_knows_of(p_hash bytea) RETURNS boolean
-- latchkey_notify(p_change jsonb) RETURNS bigint
-- latchkey_ttfb_bucket(p_ms double precision) RETURNS integer
-- latchkey_window_frees_at(p_budget uuid, p_now timestamp with time zone, p_window interval, p_used bigint, p_limit bigint) RETURNS timestamp with time zone
-- latchkey_window_resets_at(p_budget uuid, p_now timestamp with time zone, p_window interval) RETURNS timestamp with time zone
-- latchkey_window_used(p_budget uuid, p_now timestamp with time zone, p_window interval) RETURNS bigint
