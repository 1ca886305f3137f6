import type postgres from "postgres";
import { openSql } from "@/db/client";
import { uuidv7 } from "@/lib/ids";
import { visibleParts } from "@/lib/credentials/key-format";
import { hashSecret, newSecret } from "@/lib/credentials/secret";
import { QUOTA_NAMES, quotaCode } from "@/lib/quota-windows";

/** High enough for a benchmark never to reach. */
export const NO_LIMIT = { perSecond: 1_000_000, perMinute: 50_000_000 };
const QUOTA = 1_000_000_000;

export interface BenchKey {
  id: string;
  accountId: string;
  secret: string;
  hash: string;
}

export interface NewKeys {
  /** Known to the benchmark. */
  count: number;
  /** Whether all four quotas are set, far above what is used. */
  quotas: boolean;
  /** Keys that stand in the database besides, and are never used. */
  others?: number;
  /** Whose they are: an account that is there. Without it they get one of their own. */
  accountOf?: { email: string };
}

/** Makes keys in an account on a plan without practical limits. */
export async function makeKeys(databaseUrl: string, keys: NewKeys): Promise<BenchKey[]> {
  const sql = openSql({ url: databaseUrl, max: 1, name: "latchkey-bench", statementTimeoutMs: 0 });
  try {
    await sql`insert into plans (name, per_second, per_minute)
      values ('bench', ${NO_LIMIT.perSecond}, ${NO_LIMIT.perMinute}) on conflict do nothing`;
    const accountId = await accountFor(sql, keys);
    const made = Array.from({ length: keys.count }, (): BenchKey => {
      const secret = newSecret("lk");
      return { id: uuidv7(), accountId, secret, hash: hashSecret(secret) };
    });
    const quota = keys.quotas ? QUOTA : null;
    for (let i = 0; i < made.length; i += 10_000) {
      await insertKeys(sql, made.slice(i, i + 10_000), quota);
    }
    if (keys.others) await insertUnused(sql, accountId, keys.others, quota);
    await sql`analyze`;
    return made;
  } finally {
    await sql.end();
  }
}

/** An account on the plan `bench`. @returns its id @throws when the one that is named is not there */
async function accountFor(sql: postgres.Sql, { accountOf }: NewKeys): Promise<string> {
  if (!accountOf) {
    const id = uuidv7();
    await sql`insert into accounts (id, name, plan) values (${id}, 'Bench', 'bench')`;
    return id;
  }
  const [moved] = await sql<Array<{ id: string }>>`
    update accounts set plan = 'bench'
    from memberships join users on users.id = memberships.user_id
    where memberships.account_id = accounts.id and users.email = ${accountOf.email}
    returning accounts.id`;
  if (!moved) throw new Error(`there is no account of ${accountOf.email}`);
  return moved.id;
}

/** As text: in an `insert`, postgres.js takes a list of names for rows. */
const QUOTA_COLUMNS = QUOTA_NAMES.map(quotaCode).join(", ");
/** The same for each of them, with a comma behind it. */
const quotas = (sql: postgres.Sql, quota: number | null) =>
  QUOTA_NAMES.map(() => sql`${quota}::bigint,`);

async function insertKeys(
  sql: postgres.Sql,
  keys: readonly BenchKey[],
  quota: number | null,
): Promise<void> {
  const ids = keys.map((key) => key.id);
  await sql`insert into quota_budgets (id) select unnest(${ids}::uuid[])`;
  await sql`
    insert into api_keys (id, account_id, alias, category, ${sql.unsafe(QUOTA_COLUMNS)}, budget_id, hash,
      prefix, last_four)
    select id, account_id, 'key-' || id, 'production', ${quotas(sql, quota)} id, decode(hash, 'hex'), 'lk', last_four
    from unnest(${ids}::uuid[], ${keys.map((key) => key.accountId)}::uuid[],
      ${keys.map((key) => key.hash)}::text[],
      ${keys.map((key) => visibleParts(key.secret).lastFour)}::text[])
      as t (id, account_id, hash, last_four)`;
}

/** Keys of which nobody knows the secret, made by the database itself. */
async function insertUnused(
  sql: postgres.Sql,
  accountId: string,
  count: number,
  quota: number | null,
): Promise<void> {
  await sql`create temporary table unused as
    select gen_random_uuid() as id from generate_series(1, ${count}::int)`;
  await sql`insert into quota_budgets (id) select id from unused`;
  await sql`
    insert into api_keys (id, account_id, alias, category, ${sql.unsafe(QUOTA_COLUMNS)}, budget_id, hash,
      prefix, last_four)
    select id, ${accountId}, 'key-' || id, 'production', ${quotas(sql, quota)} id, sha256(id::text::bytea), 'lk', 'none'
    from unused`;
}
