import { timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { EndpointPath } from "@/lib/endpoints";
import { appToken } from "@/lib/env";
import type { ErrorCode } from "@/lib/errors";
import { errorAnswer, retryAfterS } from "@/lib/answers/error-answer";
import { uuidv7 } from "@/lib/ids";
import { log } from "@/lib/log";
import { StorageError } from "@/lib/storage/error";

/** Who calls: what a handler under `withApiKey` may rely on. */
const Caller = z.object({
  account: z.object({ id: z.uuid(), name: z.string() }),
  key: z.object({ id: z.uuid(), alias: z.string(), category: z.string() }),
  plan: z.object({
    name: z.string(),
    perSecond: z.number().nullable(),
    perMinute: z.number().nullable(),
  }),
  requestId: z.uuid(),
});
export type Caller = z.infer<typeof Caller>;

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
    request.headers.delete(CALLER_HEADER);
    request.headers.delete(TOKEN_HEADER);
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

const TOKEN_HEADER = "latchkey-app-token";
const CALLER_HEADER = "latchkey-caller";

/** Who calls, as the front door says it; null where it was not the front door that spoke. */
function callerOf(headers: Headers): Caller | null {
  if (!isToken(headers.get(TOKEN_HEADER))) return null;
  const parsed = Caller.safeParse(readJson(headers.get(CALLER_HEADER) ?? ""));
  if (parsed.success) return parsed.data;
  log.error({ err: parsed.error }, "the front door said who calls in words that are not ours");
  return null;
}

function readJson(encoded: string): unknown {
  try {
    return JSON.parse(decodeURIComponent(encoded));
  } catch {
    return undefined;
  }
}

/** Whether this is the token of this start, in a time that does not depend on what differs. */
function isToken(presented: string | null): boolean {
  const expected = appToken();
  if (!expected || presented?.length !== expected.length) return false;
  return timingSafeEqual(Buffer.from(presented), Buffer.from(expected));
}
