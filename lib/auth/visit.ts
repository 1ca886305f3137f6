import { headers } from "next/headers";
import type { Visit } from "@/lib/sessions/visit";
import { clientAddress } from "@/lib/auth/client-address";
import { getRuntime } from "@/lib/runtime";

/** Who is asking, as far as their request tells. */
export async function currentVisit(): Promise<Visit> {
  const { db } = await getRuntime();
  const sent = await headers();
  return {
    db,
    ip: await clientAddress(),
    userAgent: sent.get("user-agent"),
    requestId: sent.get("x-request-id"),
  };
}
