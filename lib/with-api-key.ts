import { timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { EndpointPath } from "@/lib/endpoints";
import { appToken } from "@/lib/env";
import type { ErrorCode } from "@/lib/errors";
import { errorAnswer, retryAfterS } from "@/lib/front-door/error-answer";
import { uuidv7 } from "@/lib/ids";
import { log } from "@/lib/log";
import { StorageError } from "@/lib/storage-error";

/** Who calls: what a handler under `withApiKey` may rely on. */
export interface Caller {
  account: { id: string; name: string };
  key: { id: string; alias: string; category: string };
  plan: { name: string; perSecond: number; perMinute: number };
  requestId: string;
}

export type KeyedHandler = (request: Request, caller: Caller) => Response | Promise<Response>;
type RouteHandler = (request: Request) => Promise<Response>;

/**
 * Makes a route handler keyed. The front door has decided before the handler is entered, and says who
 * calls in headers that no client can set. Without them, as under plain `next start`, the answer is 503:
 * a handler is never reached unprotected, and there is one place that decides.
 *
 * @param _path the endpoint's row in lib/endpoints.ts, which says what it charges
 */
export function withApiKey(_path: EndpointPath, handler: KeyedHandler): RouteHandler {
  return async (request) => {
    const caller = callerOf(request.headers);
    if (caller === null) return unavailable(request, uuidv7());
    // Of the front door's word a handler has no need, and cannot pass it on.
    for (const name of CALLER_HEADERS) request.headers.delete(name);
    try {
      return await handler(request, caller);
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      const { requestId } = caller;
      log.error({ err: error, requestId }, "a keyed request could not be served");
      return unavailable(request, requestId);
    }
  };
}

/** A failure of ours. The front door logs it as such, and tells it in its own words. */
function unavailable(request: Request, requestId: string): Response {
  const code: ErrorCode = "unavailable";
  const { status, headers, body } = errorAnswer(code, request.headers.get("accept") ?? undefined);
  const all = new Headers();
  for (let i = 0; i < headers.length; i += 2) all.set(headers[i]!, headers[i + 1]!);
  all.set("X-Request-Id", requestId);
  all.set("Retry-After", String(retryAfterS(code, null)));
  return new Response(new Uint8Array(body), { status, headers: all });
}

const decoded = z.string().transform((text, ctx) => {
  try {
    return decodeURIComponent(text);
  } catch {
    ctx.addIssue({ code: "custom", message: "must be percent-encoded" });
    return z.NEVER;
  }
});
const perTime = z.string().regex(/^\d+$/).transform(Number);

/** The headers in which the front door says who calls (lib/gateway/request-headers.ts). */
const CallerHeaders = z.object({
  "latchkey-account-id": z.uuid(),
  "latchkey-account-name": decoded,
  "latchkey-key-id": z.uuid(),
  "latchkey-key-alias": decoded,
  "latchkey-key-category": decoded,
  "latchkey-plan-name": decoded,
  "latchkey-plan-per-second": perTime,
  "latchkey-plan-per-minute": perTime,
  "x-request-id": z.uuid(),
});

const TOKEN_HEADER = "latchkey-app-token";
const NAMES = Object.keys(CallerHeaders.shape);
const CALLER_HEADERS = [TOKEN_HEADER, ...NAMES.filter((name) => name.startsWith("latchkey-"))];

/** Who calls, as the front door says it; null where it was not the front door that spoke. */
function callerOf(headers: Headers): Caller | null {
  if (!isToken(headers.get(TOKEN_HEADER))) return null;
  const parsed = CallerHeaders.safeParse(
    Object.fromEntries(NAMES.map((name) => [name, headers.get(name)])),
  );
  if (!parsed.success) {
    log.error({ err: parsed.error }, "the front door said who calls in words that are not ours");
    return null;
  }
  const said = parsed.data;
  return {
    account: { id: said["latchkey-account-id"], name: said["latchkey-account-name"] },
    key: {
      id: said["latchkey-key-id"],
      alias: said["latchkey-key-alias"],
      category: said["latchkey-key-category"],
    },
    plan: {
      name: said["latchkey-plan-name"],
      perSecond: said["latchkey-plan-per-second"],
      perMinute: said["latchkey-plan-per-minute"],
    },
    requestId: said["x-request-id"],
  };
}

/** Whether this is the token of this start, in a time that does not depend on what differs. */
function isToken(presented: string | null): boolean {
  const expected = appToken();
  if (!expected || presented?.length !== expected.length) return false;
  return timingSafeEqual(Buffer.from(presented), Buffer.from(expected));
}
