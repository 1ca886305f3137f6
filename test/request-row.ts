import { uuidv7 } from "@/lib/ids";
import type { RequestRow } from "@/lib/requests/journal/row";

/** A row as the journal has it: of a key of its own, unless one is given. */
export function requestRow(over: Partial<RequestRow> = {}): RequestRow {
  const { atMs = Date.now() } = over;
  return {
    id: uuidv7(atMs),
    atMs,
    accountId: uuidv7(),
    keyId: uuidv7(),
    method: "GET",
    path: "/api/v1/echo",
    status: 200,
    code: null,
    durationMs: 0.123,
    ip: "192.0.2.1",
    credits: 1,
    counted: true,
    userAgent: null,
    checks: '{"second":[0,5],"minute":[0,100]}',
    leased: true,
    ...over,
  };
}
