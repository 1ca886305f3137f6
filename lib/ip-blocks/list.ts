import type { Queryable } from "@/db/queryable";
import { selectIpBlocks } from "@/db/queries/ip-blocks";

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
