import { headers } from "next/headers";
import { canonicalAddress } from "@/lib/http/client-address";

/** The client's address as the front door has found it (it drops what clients claim), or null. */
export async function clientAddress(): Promise<string | null> {
  const first = (await headers()).get("x-forwarded-for")?.split(",", 1)[0];
  return first ? canonicalAddress(first.trim()) : null;
}
