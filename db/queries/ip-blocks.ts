import { asc, eq, gt, sql } from "drizzle-orm";
import type { Queryable } from "../queryable";
import { ipBlocks } from "../schema/operations";

/** Blocks in force, the one that ends first coming first. */
export function selectIpBlocks(db: Queryable) {
  return db
    .select({ ip: ipBlocks.ip, until: ipBlocks.until, failures: ipBlocks.failures })
    .from(ipBlocks)
    .where(gt(ipBlocks.until, sql`now()`))
    .orderBy(asc(ipBlocks.until), asc(ipBlocks.ip));
}

/** Takes a block away; answers it as it was, or null when there was none in force. */
export async function deleteIpBlock(db: Queryable, ip: string) {
  const [gone] = await db
    .delete(ipBlocks)
    .where(eq(ipBlocks.ip, ip))
    .returning({
      ip: ipBlocks.ip,
      until: ipBlocks.until,
      failures: ipBlocks.failures,
      inForce: sql<boolean>`${ipBlocks.until} > now()`,
    });
  if (!gone?.inForce) return null;
  return { ip: gone.ip, until: gone.until, failures: gone.failures };
}
