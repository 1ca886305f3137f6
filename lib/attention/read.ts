import {
  countWorkingKeys,
  listExpiringKeys,
  listFailingEndpoints,
  listFullKeys,
  listOpenRotations,
  listRefusedKeys,
  type RefusedKeyRow,
} from "@/db/queries/attention";
import { readClock } from "@/db/queries/clock";
import { selectKeysById } from "@/db/queries/keys";
import type { Queryable } from "@/db/queryable";
import { blockedAddresses } from "@/lib/accounts/blocked-addresses";
import { keyStatus, reachedQuotas } from "@/lib/format/key-status";
import { toView } from "@/lib/keys/list";
import { quotaOutlooks } from "@/lib/keys/quota-outlook";
import { QUOTA_NAMES, quotaCode } from "@/lib/quota-windows";
import {
  type Fact,
  FAILING_SHARE,
  LEAST_ANSWERS,
  mattersOf,
  NEAR_DAYS,
  NEAR_SHARE,
} from "./matter";

/** More of one kind than these are no list that anybody works through; the worst of them are shown. */
export const MOST_OF_A_KIND = 25;

interface Account {
  db: Queryable;
  accountId: string;
}

export interface Attention {
  /** The worst first. */
  matters: Fact[];
  keys: number;
  /** Keys that are switched on and not expired. */
  workingKeys: number;
  /** The database's, Unix milliseconds. */
  nowMs: number;
}

/** What needs attention of an account, by the database's clock. */
export async function readAttention({ ctx }: { ctx: Account }): Promise<Attention> {
  const { db, accountId } = ctx;
  const limit = MOST_OF_A_KIND;
  const [nowMs, numbers, blocks, refused, endpoints, expiring, rotations] = await Promise.all([
    readClock(db),
    countWorkingKeys(db, accountId),
    blockedAddresses(ctx),
    listRefusedKeys(db, accountId, limit),
    listFailingEndpoints(db, accountId, {
      over: FAILING_SHARE,
      answers: LEAST_ANSWERS,
      limit,
    }),
    listExpiringKeys(db, accountId, { days: NEAR_DAYS, limit }),
    listOpenRotations(db, accountId, limit),
  ]);
  const facts: Fact[] = [
    ...blocks.map(blockFact),
    ...refused.flatMap((row) => refusedFacts(row, nowMs)),
    ...(await quotaFacts(ctx, { refused, since: new Date(numbers.since), nowMs })),
    ...endpoints.map((row) => ({ kind: "failing" as const, ...row })),
    ...expiring.map((row) => ({
      kind: "expiring" as const,
      keyId: row.id,
      alias: row.alias,
      at: new Date(row.expires_at),
      lastUsedAt: new Date(row.last_at),
      isReplaced: row.is_replaced,
    })),
    ...rotations.map((row) => ({
      kind: "rotation" as const,
      keyId: row.id,
      alias: row.alias,
      since: new Date(row.since),
      offAt: row.deactivate_at === null ? null : new Date(row.deactivate_at),
      callers: row.callers,
      caller: row.caller,
    })),
  ];
  const { keys, working } = numbers;
  return { matters: mattersOf(facts, nowMs), keys, workingKeys: working, nowMs };
}

function blockFact({
  ip,
  until,
  mayLift,
  evidence,
}: Awaited<ReturnType<typeof blockedAddresses>>[number]): Fact {
  const refused = evidence.reduce((sum, of) => sum + of.refusedInHour, 0);
  return { kind: "blocked", address: ip, until, refused, keys: evidence.length, mayLift };
}

/** A key that is off or expired now; what was refused while it was, and no longer is, is over. */
function refusedFacts(row: RefusedKeyRow, nowMs: number): Fact[] {
  const of = { keyId: row.id, alias: row.alias, since: new Date(row.since) };
  if (!row.active) return [{ kind: "off", ...of, refused: row.inactive_key }];
  const expiresAt = row.expires_at === null ? null : new Date(row.expires_at);
  return expiresAt && expiresAt.getTime() <= nowMs
    ? [{ kind: "expired", ...of, at: expiresAt, refused: row.expired_key }]
    : [];
}

interface Known {
  refused: readonly RefusedKeyRow[];
  /** From when on requests are counted that were refused. */
  since: Date;
  nowMs: number;
}

/** Quotas that are reached, or nearly so, of keys that work but for them. */
async function quotaFacts(ctx: Account, { refused, since, nowMs }: Known): Promise<Fact[]> {
  const { db, accountId } = ctx;
  const full = await listFullKeys(db, accountId, { least: NEAR_SHARE, limit: MOST_OF_A_KIND });
  // A quota of few that is reached may not be among the fullest of many: who is refused is looked at in any case.
  const ids = [...new Set([...full, ...refused.filter(isOverQuota).map(({ id }) => id)])];
  if (ids.length === 0) return [];
  const all = (await selectKeysById(db, accountId, ids)).map(toView);
  const keys = all.filter((key) => !["inactive", "expired"].includes(keyStatus(key, nowMs)));
  const outlooks = await quotaOutlooks({ ctx, input: keys });
  const refusedById = new Map(refused.map((row) => [row.id, row]));
  return keys.flatMap((key) => {
    const outlook = outlooks.get(key.id) ?? [];
    const of = { keyId: key.id, alias: key.alias };
    const reached = reachedQuotas(key);
    return QUOTA_NAMES.flatMap((quota): Fact[] => {
      const limit = key.quotas[quota];
      if (limit === null) return [];
      const ahead = outlook.find(({ name }) => name === quota);
      if (!reached.includes(quota)) {
        const fullAt = ahead?.reachedAt ?? null;
        return [{ kind: "filling", ...of, quota, used: key.used[quota], limit, fullAt }];
      }
      const row = refusedById.get(key.id);
      return [
        {
          kind: "reached",
          ...of,
          quota,
          freesAt: ahead?.freesAt ?? null,
          refused: row?.[quotaCode(quota)] ?? 0,
          since: row ? new Date(row.since) : since,
        },
      ];
    });
  });
}

const isOverQuota = (row: RefusedKeyRow) => QUOTA_NAMES.some((quota) => row[quotaCode(quota)] > 0);
