import type { Database } from "@/db/client";
import { heldPages } from "@/db/held-rows";
import type { Queryable } from "@/db/queryable";
import { blockedIps, selectIpBlocks, selectIpBlocksOf } from "@/db/queries/ip-blocks";

export interface IpBlockView {
  /** An IPv4 address, or an IPv6 network as `2001:db8::/64`. */
  ip: string;
  until: Date;
  /** Failed authentications that led to it. */
  failures: number;
  /** When the failure came that was one too many. */
  since: Date;
  /** When an account lifted an earlier block of it: none may do so again. Null: none did. */
  liftedAt: Date | null;
}

/** Addresses that are blocked now. They belong to the instance, not to an account. */
export function listIpBlocks({ db }: { db: Queryable }): Promise<IpBlockView[]> {
  return selectIpBlocks(db);
}

const IPS_TIMEOUT_MS = 60_000;

/** The same in pages: a flood may come from any number of addresses. */
export async function* ipBlockPages({ db }: { db: Database }): AsyncGenerator<IpBlockView[]> {
  const pages = heldPages<{ ip: string }>(db, blockedIps, { timeoutMs: IPS_TIMEOUT_MS });
  for await (const page of pages) {
    const ips = page.map(({ ip }) => ip);
    yield await selectIpBlocksOf(db, ips);
  }
}
