import type { Database } from "@/db/client";
import { uuidv7 } from "@/lib/ids";
import { writeRows } from "@/lib/requests/writer";
import { byNobody } from "./writing";

export interface PastRequest {
  agoMs: number;
  method?: string;
  path?: string;
  status?: number;
  /** Set for a rejected one, which does not count. */
  code?: string;
  ip?: string | null;
  userAgent?: string;
}

/** Requests of a key as they would have been written, log rows and counters both. */
export async function writePast(
  db: Database,
  { accountId, keyId }: { accountId: string; keyId: string },
  requests: readonly PastRequest[],
): Promise<void> {
  const nowMs = Date.now();
  const rows = requests.map((request) => {
    const { agoMs, method = "GET", path = "/api/v1/echo", ip = "10.0.0.7", code = null } = request;
    const status = request.status ?? (code ? 401 : 200);
    const [counted, rejected] = code ? [0, 1] : [1, 0];
    const atMs = nowMs - agoMs;
    const agent = request.userAgent ?? null;
    const head = [uuidv7(atMs), atMs, accountId, keyId, method, path, status, code] as const;
    return [...head, 1.5, ip, 0, counted, 0, rejected, agent, null] as Parameters<
      typeof writeRows
    >[2][number];
  });
  await writeRows(db.$client, byNobody(), rows);
}
