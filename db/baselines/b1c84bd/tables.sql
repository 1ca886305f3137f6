-- The tables of a database of commit b1c84bd, as pg_dump shows them: what a backup of such a database is restored into,
-- before steps.sql brings it to the first migration of today. See docs/decisions/0021-functions-stand-once.md.

CREATE TABLE account_quarters (
    account_id uuid NOT NULL,
    quarter timestamp with time zone NOT NULL,
    requests integer NOT NULL,
    credits bigint NOT NULL,
    ok integer,
    client_error integer,
    server_error integer,
    invalid_key integer,
    inactive_key integer,
    expired_key integer,
    quota_total integer,
    quota_daily integer,
    quota_weekly integer,
    quota_monthly integer,
    plan_second integer,
    plan_minute integer,
    ip_blocked integer,
    unavailable integer,
    t0 integer,     t1 integer,     t2 integer,     t3 integer,     t4 integer,     t5 integer,     t6 integer,     t7 integer,     t8 integer,     t9 integer,     t10 integer,     t11 integer,     t12 integer,     t13 integer,     t14 integer,     t15 integer,     t16 integer,     t17 integer,     t18 integer,     t19 integer,     t20 integer,     t21 integer,     t22 integer,     t23 integer,     t24 integer,     t25 integer,     t26 integer,     t27 integer,     t28 integer,     t29 integer,     t30 integer,     t31 integer,     t32 integer,     t33 integer,     t34 integer,     t35 integer,     t36 integer,     t37 integer,     t38 integer,     t39 integer,     t40 integer,     t41 integer,     t42 integer,     t43 integer,     t44 integer,     t45 integer,     t46 integer,     t47 integer,     t48 integer,     t49 integer,     t50 integer,     t51 integer,     t52 integer,     t53 integer,     t54 integer,     t55 integer,     t56 integer,     t57 integer,     t58 integer,     t59 integer,     t60 integer,     t61 integer,     t62 integer,     t63 integer,     t64 integer,     t65 integer
)
WITH (fillfactor='70');

CREATE TABLE accounts (
    id uuid NOT NULL,
    name text NOT NULL,
    plan text DEFAULT 'free'::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE api_keys (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    alias text NOT NULL,
    category text NOT NULL,
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
    replaces_id uuid,
    created_by uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    counted_as text,
    CONSTRAINT api_keys_alias_length CHECK (((char_length(alias) >= 1) AND (char_length(alias) <= 64))),
    CONSTRAINT api_keys_category_length CHECK (((char_length(category) >= 1) AND (char_length(category) <= 32))),
    CONSTRAINT api_keys_quota_daily CHECK (((quota_daily >= 1) AND (quota_daily <= '1000000000000'::bigint))),
    CONSTRAINT api_keys_quota_monthly CHECK (((quota_monthly >= 1) AND (quota_monthly <= '1000000000000'::bigint))),
    CONSTRAINT api_keys_quota_total CHECK (((quota_total >= 1) AND (quota_total <= '1000000000000'::bigint))),
    CONSTRAINT api_keys_quota_weekly CHECK (((quota_weekly >= 1) AND (quota_weekly <= '1000000000000'::bigint)))
);

CREATE TABLE audit_events (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    actor text NOT NULL,
    actor_id uuid,
    ip text,
    action text NOT NULL,
    target_id uuid,
    before jsonb,
    after jsonb
);

CREATE TABLE category_days (
    account_id uuid NOT NULL,
    category text NOT NULL,
    day date NOT NULL,
    requests integer NOT NULL,
    credits bigint NOT NULL,
    ok integer,
    client_error integer,
    server_error integer,
    invalid_key integer,
    inactive_key integer,
    expired_key integer,
    quota_total integer,
    quota_daily integer,
    quota_weekly integer,
    quota_monthly integer,
    plan_second integer,
    plan_minute integer,
    ip_blocked integer,
    unavailable integer,
    t0 integer,     t1 integer,     t2 integer,     t3 integer,     t4 integer,     t5 integer,     t6 integer,     t7 integer,     t8 integer,     t9 integer,     t10 integer,     t11 integer,     t12 integer,     t13 integer,     t14 integer,     t15 integer,     t16 integer,     t17 integer,     t18 integer,     t19 integer,     t20 integer,     t21 integer,     t22 integer,     t23 integer,     t24 integer,     t25 integer,     t26 integer,     t27 integer,     t28 integer,     t29 integer,     t30 integer,     t31 integer,     t32 integer,     t33 integer,     t34 integer,     t35 integer,     t36 integer,     t37 integer,     t38 integer,     t39 integer,     t40 integer,     t41 integer,     t42 integer,     t43 integer,     t44 integer,     t45 integer,     t46 integer,     t47 integer,     t48 integer,     t49 integer,     t50 integer,     t51 integer,     t52 integer,     t53 integer,     t54 integer,     t55 integer,     t56 integer,     t57 integer,     t58 integer,     t59 integer,     t60 integer,     t61 integer,     t62 integer,     t63 integer,     t64 integer,     t65 integer
)
WITH (fillfactor='70');

CREATE TABLE category_quarters (
    account_id uuid NOT NULL,
    category text NOT NULL,
    quarter timestamp with time zone NOT NULL,
    requests integer NOT NULL,
    credits bigint NOT NULL,
    ok integer,
    client_error integer,
    server_error integer,
    invalid_key integer,
    inactive_key integer,
    expired_key integer,
    quota_total integer,
    quota_daily integer,
    quota_weekly integer,
    quota_monthly integer,
    plan_second integer,
    plan_minute integer,
    ip_blocked integer,
    unavailable integer,
    t0 integer,     t1 integer,     t2 integer,     t3 integer,     t4 integer,     t5 integer,     t6 integer,     t7 integer,     t8 integer,     t9 integer,     t10 integer,     t11 integer,     t12 integer,     t13 integer,     t14 integer,     t15 integer,     t16 integer,     t17 integer,     t18 integer,     t19 integer,     t20 integer,     t21 integer,     t22 integer,     t23 integer,     t24 integer,     t25 integer,     t26 integer,     t27 integer,     t28 integer,     t29 integer,     t30 integer,     t31 integer,     t32 integer,     t33 integer,     t34 integer,     t35 integer,     t36 integer,     t37 integer,     t38 integer,     t39 integer,     t40 integer,     t41 integer,     t42 integer,     t43 integer,     t44 integer,     t45 integer,     t46 integer,     t47 integer,     t48 integer,     t49 integer,     t50 integer,     t51 integer,     t52 integer,     t53 integer,     t54 integer,     t55 integer,     t56 integer,     t57 integer,     t58 integer,     t59 integer,     t60 integer,     t61 integer,     t62 integer,     t63 integer,     t64 integer,     t65 integer
)
WITH (fillfactor='70');

CREATE TABLE change_version (
    id integer NOT NULL,
    version bigint NOT NULL
);

CREATE TABLE first_quotas (
    budget_id uuid NOT NULL,
    version bigint NOT NULL
);

CREATE TABLE instances (
    id uuid NOT NULL,
    host text NOT NULL,
    pid integer NOT NULL,
    journal_dir text NOT NULL,
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    heartbeat_at timestamp with time zone DEFAULT now() NOT NULL,
    written_version bigint
);

CREATE TABLE ip_blocks (
    ip text NOT NULL,
    until timestamp with time zone NOT NULL,
    failures integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE key_days (
    key_id uuid NOT NULL,
    day date NOT NULL,
    requests integer NOT NULL,
    credits bigint NOT NULL,
    ok integer,
    client_error integer,
    server_error integer,
    invalid_key integer,
    inactive_key integer,
    expired_key integer,
    quota_total integer,
    quota_daily integer,
    quota_weekly integer,
    quota_monthly integer,
    plan_second integer,
    plan_minute integer,
    ip_blocked integer,
    unavailable integer,
    t0 integer,     t1 integer,     t2 integer,     t3 integer,     t4 integer,     t5 integer,     t6 integer,     t7 integer,     t8 integer,     t9 integer,     t10 integer,     t11 integer,     t12 integer,     t13 integer,     t14 integer,     t15 integer,     t16 integer,     t17 integer,     t18 integer,     t19 integer,     t20 integer,     t21 integer,     t22 integer,     t23 integer,     t24 integer,     t25 integer,     t26 integer,     t27 integer,     t28 integer,     t29 integer,     t30 integer,     t31 integer,     t32 integer,     t33 integer,     t34 integer,     t35 integer,     t36 integer,     t37 integer,     t38 integer,     t39 integer,     t40 integer,     t41 integer,     t42 integer,     t43 integer,     t44 integer,     t45 integer,     t46 integer,     t47 integer,     t48 integer,     t49 integer,     t50 integer,     t51 integer,     t52 integer,     t53 integer,     t54 integer,     t55 integer,     t56 integer,     t57 integer,     t58 integer,     t59 integer,     t60 integer,     t61 integer,     t62 integer,     t63 integer,     t64 integer,     t65 integer
)
WITH (fillfactor='80');

CREATE TABLE key_quarters (
    key_id uuid NOT NULL,
    quarter timestamp with time zone NOT NULL,
    requests integer NOT NULL,
    credits bigint NOT NULL,
    ok integer,
    client_error integer,
    server_error integer,
    invalid_key integer,
    inactive_key integer,
    expired_key integer,
    quota_total integer,
    quota_daily integer,
    quota_weekly integer,
    quota_monthly integer,
    plan_second integer,
    plan_minute integer,
    ip_blocked integer,
    unavailable integer,
    t0 integer,     t1 integer,     t2 integer,     t3 integer,     t4 integer,     t5 integer,     t6 integer,     t7 integer,     t8 integer,     t9 integer,     t10 integer,     t11 integer,     t12 integer,     t13 integer,     t14 integer,     t15 integer,     t16 integer,     t17 integer,     t18 integer,     t19 integer,     t20 integer,     t21 integer,     t22 integer,     t23 integer,     t24 integer,     t25 integer,     t26 integer,     t27 integer,     t28 integer,     t29 integer,     t30 integer,     t31 integer,     t32 integer,     t33 integer,     t34 integer,     t35 integer,     t36 integer,     t37 integer,     t38 integer,     t39 integer,     t40 integer,     t41 integer,     t42 integer,     t43 integer,     t44 integer,     t45 integer,     t46 integer,     t47 integer,     t48 integer,     t49 integer,     t50 integer,     t51 integer,     t52 integer,     t53 integer,     t54 integer,     t55 integer,     t56 integer,     t57 integer,     t58 integer,     t59 integer,     t60 integer,     t61 integer,     t62 integer,     t63 integer,     t64 integer,     t65 integer
)
WITH (fillfactor='80');

CREATE TABLE leases (
    key_id uuid NOT NULL,
    instance_id uuid NOT NULL,
    amount bigint NOT NULL,
    recalled_at timestamp with time zone,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    statement bigint DEFAULT 0 NOT NULL
);

CREATE TABLE memberships (
    account_id uuid NOT NULL,
    user_id uuid NOT NULL,
    role text NOT NULL
);

CREATE TABLE oauth_identities (
    provider text NOT NULL,
    provider_account_id text NOT NULL,
    user_id uuid NOT NULL
);

CREATE TABLE password_resets (
    token_hash bytea NOT NULL,
    user_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

CREATE TABLE plans (
    name text NOT NULL,
    per_second integer NOT NULL,
    per_minute integer NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE quota_budgets (
    id uuid NOT NULL
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
    leased boolean DEFAULT false NOT NULL
)
PARTITION BY RANGE (at);

CREATE TABLE request_logs_default PARTITION OF request_logs DEFAULT;

CREATE TABLE sessions (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    last_seen_at timestamp with time zone DEFAULT now() NOT NULL,
    user_agent text,
    ip text
);

CREATE TABLE usage_hours (
    key_id uuid NOT NULL,
    hour timestamp with time zone NOT NULL,
    counted bigint NOT NULL,
    requests bigint NOT NULL,
    rejected bigint NOT NULL,
    credits bigint NOT NULL
);

CREATE TABLE usage_minutes (
    key_id uuid NOT NULL,
    minute timestamp with time zone NOT NULL,
    counted bigint NOT NULL
);

CREATE TABLE usage_totals (
    key_id uuid NOT NULL,
    counted bigint DEFAULT 0 NOT NULL,
    requests bigint DEFAULT 0 NOT NULL,
    credits bigint DEFAULT 0 NOT NULL,
    archived bigint DEFAULT 0 NOT NULL,
    first_at timestamp with time zone,
    last_at timestamp with time zone
);

CREATE TABLE users (
    id uuid NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    password_hash text,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE account_quarters ADD CONSTRAINT account_quarters_account_id_quarter_pk PRIMARY KEY (account_id, quarter);
ALTER TABLE accounts ADD CONSTRAINT accounts_pkey PRIMARY KEY (id);
ALTER TABLE api_keys ADD CONSTRAINT api_keys_pkey PRIMARY KEY (id);
ALTER TABLE audit_events ADD CONSTRAINT audit_events_pkey PRIMARY KEY (id);
ALTER TABLE category_days ADD CONSTRAINT category_days_account_id_category_day_pk PRIMARY KEY (account_id, category, day);
ALTER TABLE category_quarters ADD CONSTRAINT category_quarters_account_id_category_quarter_pk PRIMARY KEY (account_id, category, quarter);
ALTER TABLE change_version ADD CONSTRAINT change_version_pkey PRIMARY KEY (id);
ALTER TABLE first_quotas ADD CONSTRAINT first_quotas_pkey PRIMARY KEY (budget_id);
ALTER TABLE instances ADD CONSTRAINT instances_pkey PRIMARY KEY (id);
ALTER TABLE ip_blocks ADD CONSTRAINT ip_blocks_pkey PRIMARY KEY (ip);
ALTER TABLE key_days ADD CONSTRAINT key_days_key_id_day_pk PRIMARY KEY (key_id, day);
ALTER TABLE key_quarters ADD CONSTRAINT key_quarters_key_id_quarter_pk PRIMARY KEY (key_id, quarter);
ALTER TABLE leases ADD CONSTRAINT leases_key_id_instance_id_pk PRIMARY KEY (key_id, instance_id);
ALTER TABLE memberships ADD CONSTRAINT memberships_account_id_user_id_pk PRIMARY KEY (account_id, user_id);
ALTER TABLE oauth_identities ADD CONSTRAINT oauth_identities_provider_provider_account_id_pk PRIMARY KEY (provider, provider_account_id);
ALTER TABLE password_resets ADD CONSTRAINT password_resets_pkey PRIMARY KEY (token_hash);
ALTER TABLE plans ADD CONSTRAINT plans_pkey PRIMARY KEY (name);
ALTER TABLE quota_budgets ADD CONSTRAINT quota_budgets_pkey PRIMARY KEY (id);
ALTER TABLE request_logs ADD CONSTRAINT request_logs_id_at_pk PRIMARY KEY (id, at);
ALTER TABLE sessions ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);
ALTER TABLE usage_hours ADD CONSTRAINT usage_hours_key_id_hour_pk PRIMARY KEY (key_id, hour);
ALTER TABLE usage_minutes ADD CONSTRAINT usage_minutes_key_id_minute_pk PRIMARY KEY (key_id, minute);
ALTER TABLE usage_totals ADD CONSTRAINT usage_totals_pkey PRIMARY KEY (key_id);
ALTER TABLE users ADD CONSTRAINT users_email_unique UNIQUE (email);
ALTER TABLE users ADD CONSTRAINT users_pkey PRIMARY KEY (id);

CREATE UNIQUE INDEX api_keys_alias ON api_keys USING btree (account_id, lower(alias));
CREATE INDEX api_keys_budget ON api_keys USING btree (budget_id);
CREATE UNIQUE INDEX api_keys_hash ON api_keys USING btree (hash);
CREATE INDEX api_keys_replaces ON api_keys USING btree (replaces_id);
CREATE INDEX audit_events_account ON audit_events USING btree (account_id, at);
CREATE INDEX audit_events_target ON audit_events USING btree (target_id, at);
CREATE INDEX category_quarters_quarter ON category_quarters USING btree (quarter);
CREATE INDEX key_quarters_quarter ON key_quarters USING btree (quarter);
CREATE INDEX memberships_user_id_index ON memberships USING btree (user_id);
CREATE INDEX oauth_identities_user_id_index ON oauth_identities USING btree (user_id);
CREATE INDEX password_resets_user_id_index ON password_resets USING btree (user_id);
CREATE INDEX request_logs_account ON request_logs USING btree (account_id, at, id);
CREATE INDEX request_logs_errors ON request_logs USING btree (account_id, at, id, status, code) WHERE (status >= 400);
CREATE INDEX request_logs_key ON request_logs USING btree (key_id, at, id);
CREATE INDEX sessions_user_id_index ON sessions USING btree (user_id);

ALTER TABLE account_quarters ADD CONSTRAINT account_quarters_account_id_accounts_id_fk FOREIGN KEY (account_id) REFERENCES accounts(id);
ALTER TABLE accounts ADD CONSTRAINT accounts_plan_plans_name_fk FOREIGN KEY (plan) REFERENCES plans(name) ON UPDATE CASCADE;
ALTER TABLE api_keys ADD CONSTRAINT api_keys_account_id_accounts_id_fk FOREIGN KEY (account_id) REFERENCES accounts(id);
ALTER TABLE api_keys ADD CONSTRAINT api_keys_budget_id_quota_budgets_id_fk FOREIGN KEY (budget_id) REFERENCES quota_budgets(id);
ALTER TABLE api_keys ADD CONSTRAINT api_keys_created_by_users_id_fk FOREIGN KEY (created_by) REFERENCES users(id) ON DELETE SET NULL;
ALTER TABLE api_keys ADD CONSTRAINT api_keys_replaces_id_api_keys_id_fk FOREIGN KEY (replaces_id) REFERENCES api_keys(id) ON DELETE SET NULL;
ALTER TABLE audit_events ADD CONSTRAINT audit_events_account_id_accounts_id_fk FOREIGN KEY (account_id) REFERENCES accounts(id);
ALTER TABLE audit_events ADD CONSTRAINT audit_events_actor_id_users_id_fk FOREIGN KEY (actor_id) REFERENCES users(id) ON DELETE SET NULL;
ALTER TABLE category_days ADD CONSTRAINT category_days_account_id_accounts_id_fk FOREIGN KEY (account_id) REFERENCES accounts(id);
ALTER TABLE category_quarters ADD CONSTRAINT category_quarters_account_id_accounts_id_fk FOREIGN KEY (account_id) REFERENCES accounts(id);
ALTER TABLE first_quotas ADD CONSTRAINT first_quotas_budget_id_quota_budgets_id_fk FOREIGN KEY (budget_id) REFERENCES quota_budgets(id) ON DELETE CASCADE;
ALTER TABLE key_days ADD CONSTRAINT key_days_key_id_api_keys_id_fk FOREIGN KEY (key_id) REFERENCES api_keys(id);
ALTER TABLE key_quarters ADD CONSTRAINT key_quarters_key_id_api_keys_id_fk FOREIGN KEY (key_id) REFERENCES api_keys(id);
ALTER TABLE leases ADD CONSTRAINT leases_instance_id_instances_id_fk FOREIGN KEY (instance_id) REFERENCES instances(id) ON DELETE CASCADE;
ALTER TABLE leases ADD CONSTRAINT leases_key_id_api_keys_id_fk FOREIGN KEY (key_id) REFERENCES api_keys(id) ON DELETE CASCADE;
ALTER TABLE memberships ADD CONSTRAINT memberships_account_id_accounts_id_fk FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE;
ALTER TABLE memberships ADD CONSTRAINT memberships_user_id_users_id_fk FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;
ALTER TABLE oauth_identities ADD CONSTRAINT oauth_identities_user_id_users_id_fk FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;
ALTER TABLE password_resets ADD CONSTRAINT password_resets_user_id_users_id_fk FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;
ALTER TABLE request_logs ADD CONSTRAINT request_logs_key_id_api_keys_id_fk FOREIGN KEY (key_id) REFERENCES api_keys(id);
ALTER TABLE sessions ADD CONSTRAINT sessions_user_id_users_id_fk FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;
ALTER TABLE usage_hours ADD CONSTRAINT usage_hours_key_id_api_keys_id_fk FOREIGN KEY (key_id) REFERENCES api_keys(id);
ALTER TABLE usage_minutes ADD CONSTRAINT usage_minutes_key_id_api_keys_id_fk FOREIGN KEY (key_id) REFERENCES api_keys(id);
ALTER TABLE usage_totals ADD CONSTRAINT usage_totals_key_id_api_keys_id_fk FOREIGN KEY (key_id) REFERENCES api_keys(id);
