import { headers } from "next/headers";
import ipaddr from "ipaddr.js";

/** The client's address as the front door has found it (it drops what clients claim), or null. */
export async function clientAddress(): Promise<string | null> {
  const first = (await headers()).get("x-forwarded-for")?.split(",")[0]?.trim();
  return first && ipaddr.isValid(first) ? ipaddr.process(first).toString() : null;
}
