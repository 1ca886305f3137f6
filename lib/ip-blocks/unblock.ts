import type { Queryable } from "@/db/queryable";
import { deleteIpBlock } from "@/db/queries/ip-blocks";
import { blockUnit, canonicalAddress } from "@/lib/http/client-address";
import { Refusal } from "@/lib/refusal";
import type { IpBlockView } from "./list";

const TAKES = "Give an IPv4 or IPv6 address, or an IPv6 network such as 2001:db8::/64.";

/**
 * Lifts a block. Every instance follows within moments, by the database's change notice.
 *
 * @param input.address an IPv4 address, any address within a blocked /64, or that /64 itself
 * @throws {Refusal} `invalid` for what is no address, `not_found` when it is not blocked
 */
export async function unblockAddress({
  db,
  input,
}: {
  db: Queryable;
  input: { address: string };
}): Promise<IpBlockView> {
  const unit = toBlockUnit(input.address.trim());
  const gone = await deleteIpBlock(db, unit);
  if (!gone) throw new Refusal("not_found", `${unit} is not blocked.`, "address");
  return gone;
}

function toBlockUnit(text: string): string {
  const network = text.endsWith("/64") ? text.slice(0, -"/64".length) : text;
  const address = canonicalAddress(network);
  if (address === null || (network !== text && !address.includes(":"))) {
    throw new Refusal("invalid", TAKES, "address");
  }
  return blockUnit(address);
}
