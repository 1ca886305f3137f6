import { uuidv7 } from "@/lib/ids";
import type { RequestRow } from "@/lib/requests/row";

/** A row as the journal has it: of a key of its own, unless one is given. */
export const requestRow = (
  over: { keyId?: string; accountId?: string; path?: string; userAgent?: string | null } = {},
): RequestRow => [
  uuidv7(),
  Date.now(),
  over.accountId ?? uuidv7(),
  over.keyId ?? uuidv7(),
  "GET",
  over.path ?? "/api/v1/echo",
  200,
  null,
  0.123,
  "192.0.2.1",
  1,
  1,
  1,
  0,
  over.userAgent ?? null,
  '{"second":[0,5],"minute":[0,100]}',
];
