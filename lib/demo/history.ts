import type { Database } from "@/db/client";
import { insertDemoHistory, type RunStep, setQuotasByShare } from "@/db/queries/demo-history";
import { DEMO_KEYS_AT_ONCE, insertDemoKeys } from "@/db/queries/demo-keys";
import type { NewKeyRow } from "@/db/queries/keys";
import { uuidv7 } from "@/lib/ids";
import { byQuotaField } from "@/lib/quota-windows";
import { storedSecret } from "@/lib/keys/create";
import type { DemoKey } from "./keys";

const DAY_MS = 86_400_000;

interface History {
  db: Database;
  account: { id: string; userId: string };
  /** A key that replaces another comes after it. */
  keys: readonly DemoKey[];
  secretOf: (key: DemoKey) => string;
  /** Now, by the clock that history is to end at; Unix milliseconds. */
  nowMs: number;
  /** How many log rows exactly, and what traffic is repeated from; see `DemoHistory`. */
  requests?: number;
  seed?: number;
}

/** Writes made-up keys and their requests, all or nothing; others wait for it. */
export function writeHistory(history: History): Promise<void> {
  return history.db.transaction((tx) => writeSteps((work) => work(tx), history));
}

/**
 * The same beside running servers, in many small transactions. One that is ended in the middle leaves what it has
 * written, and its counters right.
 *
 * @param history whose `db` has one connection, and no limit for its statements
 */
export function writeHistoryInSteps(history: History): Promise<void> {
  return writeSteps((work) => history.db.transaction(work), history);
}

async function writeSteps(
  step: RunStep,
  { account, keys, secretOf, nowMs, requests, seed }: History,
): Promise<void> {
  const ids = new Map(keys.map((key) => [key.alias, uuidv7(nowMs)]));
  const rows = keys.map((key) => ({
    ...rowOf(key, secretOf(key), nowMs),
    id: idOf(ids, key.alias),
    accountId: account.id,
    createdBy: account.userId,
    replacesId: key.replaces ? idOf(ids, key.replaces) : null,
  }));
  for (const some of inTurns(rows)) await step((tx) => insertDemoKeys(tx, some));
  await insertDemoHistory(step, {
    accountId: account.id,
    streams: keys.flatMap((key) => streamsOf(key, idOf(ids, key.alias), nowMs)),
    requests,
    seed,
  });
  const shares = keys.flatMap(({ alias, sharesUsed }) =>
    sharesUsed ? [{ keyId: idOf(ids, alias), ...sharesUsed }] : [],
  );
  for (const some of inTurns(shares)) await step((tx) => setQuotasByShare(tx, some));
}

function* inTurns<T>(all: readonly T[]): Iterable<T[]> {
  for (let i = 0; i < all.length; i += DEMO_KEYS_AT_ONCE) yield all.slice(i, i + DEMO_KEYS_AT_ONCE);
}

function idOf(ids: ReadonlyMap<string, string>, alias: string): string {
  const id = ids.get(alias);
  if (id === undefined) throw new Error(`there is no made-up key named ${alias}`);
  return id;
}

const daysBefore = (nowMs: number, days: number) => new Date(nowMs - days * DAY_MS);

/** ISO 8601; null where there is no such day. */
const isoBefore = (nowMs: number, days: number | undefined) =>
  days === undefined ? null : daysBefore(nowMs, days).toISOString();

const expiryDaysAgo = ({ expiresInDays }: DemoKey) =>
  expiresInDays === undefined ? undefined : -expiresInDays;

/** Straight into the table: the verbs make no keys that are old, or have expired. */
function rowOf(
  key: DemoKey,
  secret: string,
  nowMs: number,
): Omit<NewKeyRow, "id" | "accountId" | "createdBy" | "replacesId"> {
  const createdAt = daysBefore(nowMs, key.createdDaysAgo);
  const expiredDaysAgo = expiryDaysAgo(key);
  return {
    alias: key.alias,
    category: key.category,
    active: key.deactivatedDaysAgo === undefined,
    expiresAt: expiredDaysAgo === undefined ? null : daysBefore(nowMs, expiredDaysAgo),
    ...byQuotaField((name) => key.quotas?.[name] ?? null),
    budgetId: uuidv7(nowMs),
    ...storedSecret(secret),
    createdAt,
    updatedAt: createdAt,
  };
}

function streamsOf(key: DemoKey, keyId: string, nowMs: number) {
  return (key.traffic ?? []).map(({ fromDaysAgo, toDaysAgo, limitedPerMille = 0, ...traffic }) => ({
    ...traffic,
    keyId,
    limitedPerMille,
    from: daysBefore(nowMs, fromDaysAgo).toISOString(),
    to: daysBefore(nowMs, toDaysAgo).toISOString(),
    deactivatedAt: isoBefore(nowMs, key.deactivatedDaysAgo),
    expiresAt: isoBefore(nowMs, expiryDaysAgo(key)),
    dailyReachedAt: isoBefore(nowMs, key.dailyReachedDaysAgo),
    quotaTotal: key.quotas?.total ?? null,
  }));
}
