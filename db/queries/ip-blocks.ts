import { and, asc, eq, gt, inArray, sql } from "drizzle-orm";
import type { Queryable } from "../queryable";
import { ipBlocks } from "../schema/operations";

const BLOCK = {
  ip: ipBlocks.ip,
  until: ipBlocks.until,
  failures: ipBlocks.failures,
  since: ipBlocks.createdAt,
  liftedAt: ipBlocks.liftedAt,
};

/** Blocks in force, the one that ends first coming first. */
export function selectIpBlocks(db: Queryable) {
  return db
    .select(BLOCK)
    .from(ipBlocks)
    .where(gt(ipBlocks.until, sql`now()`))
    .orderBy(asc(ipBlocks.until), asc(ipBlocks.ip));
}

/** Addresses that are blocked now, in the same order. */
export const blockedIps = sql`
  select ip from ip_blocks where until > now() order by until, ip`;

/** Blocks of so many addresses, where they are in force, in the same order. */
export function selectIpBlocksOf(db: Queryable, ips: readonly string[]) {
  return db
    .select(BLOCK)
    .from(ipBlocks)
    .where(and(inArray(ipBlocks.ip, [...ips]), gt(ipBlocks.until, sql`now()`)))
    .orderBy(asc(ipBlocks.until), asc(ipBlocks.ip));
}

/** An address's block, where one is in force. */
const inForce = (ip: string) => and(eq(ipBlocks.ip, ip), gt(ipBlocks.until, sql`now()`));

/**
 * Takes a block away, and with it what accounts did about it; answers it as it was, or null when there was
 * none in force.
 */
export async function deleteIpBlock(db: Queryable, ip: string) {
  const [gone] = await db.delete(ipBlocks).where(inForce(ip)).returning(BLOCK);
  return gone ?? null;
}

/** That an account has lifted a block of an address is remembered so long. */
export const LIFT_REMEMBERED_DAYS = 30;

/** Whether an account may still lift an address's block: none did before, or it is long ago. */
export const mayBeLifted = sql<boolean>`(${ipBlocks.liftedAt} is null
  or ${ipBlocks.liftedAt} < now() - ${LIFT_REMEMBERED_DAYS} * interval '1 day')`;

/**
 * Ends a block for an account, whichever address it is of; the row stays and says so.
 * @returns whether there was one that it may lift
 */
export async function liftIpBlock(db: Queryable, ip: string, accountId: string): Promise<boolean> {
  const lifted = await db
    .update(ipBlocks)
    .set({ until: sql`now()`, liftedAt: sql`now()`, liftedBy: accountId })
    .where(and(inForce(ip), mayBeLifted))
    .returning({ ip: ipBlocks.ip });
  return lifted.length > 0;
}
