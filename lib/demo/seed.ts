import type { Database } from "@/db/client";
import { countKeys, findAccountByEmail } from "@/db/queries/accounts";
import { insertDemoHistory, setDailyQuotaByShare } from "@/db/queries/demo-history";
import { insertBudget, insertKey } from "@/db/queries/keys";
import type { Queryable } from "@/db/queryable";
import { createAccount } from "@/lib/accounts/create";
import { uuidv7 } from "@/lib/ids";
import { storedSecret } from "@/lib/keys/create";
import { newSecret } from "@/lib/keys/secret";
import type { DemoCredentials } from "./credentials";
import { DEMO_KEYS, type DemoKey } from "./keys";

const DAY_MS = 86_400_000;

interface Seed {
  db: Database;
  credentials: DemoCredentials;
  keyPrefix: string;
  /** Now, by the clock that history is to end at; Unix milliseconds. */
  nowMs: number;
}

/** Makes the demo account, its keys and 30 days of history, unless they are there already. */
export async function seedDemo({ db, credentials, keyPrefix, nowMs }: Seed): Promise<void> {
  const account =
    (await findAccountByEmail(db, credentials.email)) ??
    (await createAccount({
      db,
      actor: { kind: "system", userId: null, ip: null },
      input: {
        email: credentials.email,
        password: credentials.password,
        name: "Demo Shop",
        plan: "pro",
      },
    }));
  if ((await countKeys(db, account.id)) > 0) return;
  await db.transaction(async (tx) => {
    const ids = new Map(DEMO_KEYS.map((key) => [key.alias, uuidv7(nowMs)]));
    for (const key of DEMO_KEYS) {
      await insertDemoKey(tx, key, {
        id: idOf(ids, key.alias),
        accountId: account.id,
        createdBy: account.userId,
        replacesId: key.replaces ? idOf(ids, key.replaces) : null,
        secret: key.playground ? credentials.secret : newSecret(keyPrefix),
        nowMs,
      });
    }
    await insertDemoHistory(
      tx,
      account.id,
      DEMO_KEYS.flatMap((key) => streamsOf(key, idOf(ids, key.alias), nowMs)),
    );
    for (const { alias, dailyShareUsed } of DEMO_KEYS) {
      if (dailyShareUsed) await setDailyQuotaByShare(tx, idOf(ids, alias), dailyShareUsed);
    }
  });
}

function idOf(ids: ReadonlyMap<string, string>, alias: string): string {
  const id = ids.get(alias);
  if (id === undefined) throw new Error(`the demo has no key named ${alias}`);
  return id;
}

const daysBefore = (nowMs: number, days: number) => new Date(nowMs - days * DAY_MS);

function expiryOf(key: DemoKey, nowMs: number): Date | null {
  return key.expiresInDays === undefined ? null : daysBefore(nowMs, -key.expiresInDays);
}

interface Placement {
  id: string;
  accountId: string;
  createdBy: string;
  replacesId: string | null;
  secret: string;
  nowMs: number;
}

/** Straight into the tables: the verbs make no keys that are old, or have expired. */
async function insertDemoKey(tx: Queryable, key: DemoKey, placement: Placement): Promise<void> {
  const { secret, nowMs, ...owned } = placement;
  const budgetId = uuidv7(nowMs);
  const createdAt = daysBefore(nowMs, key.createdDaysAgo);
  await insertBudget(tx, budgetId);
  await insertKey(tx, {
    ...owned,
    alias: key.alias,
    category: key.category,
    active: key.deactivatedDaysAgo === undefined,
    expiresAt: expiryOf(key, nowMs),
    quotaTotal: key.quotas?.total ?? null,
    quotaDaily: key.quotas?.daily ?? null,
    quotaWeekly: key.quotas?.weekly ?? null,
    quotaMonthly: key.quotas?.monthly ?? null,
    budgetId,
    ...storedSecret(secret),
    createdAt,
    updatedAt: createdAt,
  });
}

function streamsOf(key: DemoKey, keyId: string, nowMs: number) {
  return (key.traffic ?? []).map(({ fromDaysAgo, toDaysAgo, limitedPerMille = 0, ...traffic }) => ({
    ...traffic,
    keyId,
    limitedPerMille,
    from: daysBefore(nowMs, fromDaysAgo).toISOString(),
    to: daysBefore(nowMs, toDaysAgo).toISOString(),
    deactivatedAt:
      key.deactivatedDaysAgo === undefined
        ? null
        : daysBefore(nowMs, key.deactivatedDaysAgo).toISOString(),
    expiresAt: expiryOf(key, nowMs)?.toISOString() ?? null,
    quotaTotal: key.quotas?.total ?? null,
  }));
}
