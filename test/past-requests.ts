import type { Database } from "@/db/client";
import { postgresRows } from "@/lib/requests/postgres-rows";
import { writeRows } from "@/lib/requests/writing/writer";
import { requestRow } from "./request-row";
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
  const rows = requests.map(({ agoMs, code = null, status, ip = "10.0.0.7", ...rest }) =>
    requestRow({
      atMs: nowMs - agoMs,
      accountId,
      keyId,
      status: status ?? (code ? 401 : 200),
      code,
      durationMs: 1.5,
      ip,
      credits: 0,
      counted: code === null,
      checks: null,
      leased: false,
      ...rest,
    }),
  );
  await writeRows(postgresRows(db.$client), byNobody(), rows);
}
