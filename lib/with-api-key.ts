import { ENDPOINTS, type Endpoint, type EndpointPath } from "@/lib/endpoints";
import type { Admission } from "@/lib/enforcement/admission";
import type { Engine } from "@/lib/enforcement/engine";
import { limitsOf, rateLimit, rateLimitPolicy } from "@/lib/enforcement/limits";
import type { ErrorCode } from "@/lib/errors";
import { errorAnswer, ownCode, retryAfterS } from "@/lib/front-door/error-answer";
import { CLIENT_CLOSED_REQUEST, loggedPath, loggedUserAgent } from "@/lib/front-door/logged";
import { presentedKey } from "@/lib/front-door/presented-key";
import { uuidv7 } from "@/lib/ids";
import { log } from "@/lib/log";
import { admissionContext, runtimeForRequest } from "@/lib/runtime";
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
 * Makes a route handler keyed. The front door has decided before the handler is entered; where
 * there is no front door (plain `next start`, a serverless host), this decides by itself with
 * the same engine. A handler is never reached unprotected.
 *
 * @param path the endpoint's row in lib/endpoints.ts, which says what it charges
 */
export function withApiKey(path: EndpointPath, handler: KeyedHandler): RouteHandler {
  const endpoint: Endpoint = ENDPOINTS[path];
  return async (request) => {
    const admission = admissionContext().getStore();
    if (admission?.verdict.admitted && admission.key) {
      return handled(handler, request, callerOf(admission));
    }
    return decideHere(request, endpoint, handler);
  };
}

/** The handler's answer; 503 where it could not read what it needed. */
async function handled(handler: KeyedHandler, request: Request, caller: Caller): Promise<Response> {
  try {
    return await handler(request, caller);
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    log.error({ err: error, requestId: caller.requestId }, "a keyed request could not be served");
    return errorResponse("unavailable", request, null);
  }
}

function callerOf(admission: Admission): Caller {
  const { account, plan, id, alias, category } = admission.key!;
  return { account, plan, key: { id, alias, category }, requestId: admission.requestId };
}

async function decideHere(
  request: Request,
  endpoint: Endpoint,
  handler: KeyedHandler,
): Promise<Response> {
  let engine: Engine;
  try {
    ({ engine } = await runtimeForRequest());
  } catch (error) {
    log.error({ err: error }, "enforcement could not be started");
    const response = errorResponse("unavailable", request, null);
    response.headers.set("X-Request-Id", uuidv7());
    return response;
  }
  const admission = await engine.admit({
    presented: presentedKey([...request.headers].flat()),
    // Without the front door nobody knows the peer, and X-Forwarded-For may be anyone's word.
    ip: null,
    method: request.method,
    path: loggedPath(new URL(request.url).pathname),
    userAgent: loggedUserAgent(request.headers.get("user-agent")),
    endpoint,
    startedAt: performance.now(),
  });
  const { verdict } = admission;
  const record = (answered: number, code: string | null) => {
    const status = request.signal.aborted ? CLIENT_CLOSED_REQUEST : answered;
    engine.record(admission, { status, code, credits: endpoint.credits });
  };
  let response: Response;
  try {
    response = verdict.admitted
      ? await handled(handler, withoutKey(request), callerOf(admission))
      : errorResponse(verdict.code, request, verdict.retryAfterMs);
  } catch (error) {
    // Next answers it with a 500, and an admission that is never recorded is never settled.
    record(500, null);
    throw error;
  }
  try {
    const code = verdict.admitted ? ownCode(response.headers.get("Latchkey-Error")) : verdict.code;
    record(response.status, code);
  } catch {
    response = errorResponse("unavailable", request, null);
  }
  const headers = new Headers(response.headers);
  headers.set("X-Request-Id", admission.requestId);
  const limits = limitsOf(admission);
  if (limits.length > 0) {
    headers.set("RateLimit-Policy", rateLimitPolicy(admission.key!, limits));
    headers.set("RateLimit", rateLimit(limits));
  }
  return new Response(response.body, { status: response.status, headers });
}

/** As behind the front door: of the key a handler has no need, and cannot leak it. */
function withoutKey(request: Request): Request {
  const headers = new Headers(request.headers);
  headers.delete("X-API-Key");
  headers.delete("Authorization");
  // Of its parts: Next may hand over a proxy of a request, which is none to the constructor.
  const { url, method, body, signal } = request;
  return new Request(url, { method, headers, body, signal, duplex: "half" } as RequestInit);
}

function errorResponse(code: ErrorCode, request: Request, retryAfterMs: number | null): Response {
  const { status, headers, body } = errorAnswer(code, request.headers.get("accept") ?? undefined);
  const all = new Headers();
  for (let i = 0; i < headers.length; i += 2) all.set(headers[i]!, headers[i + 1]!);
  const afterS = retryAfterS(code, retryAfterMs);
  if (afterS !== null) all.set("Retry-After", String(afterS));
  return new Response(new Uint8Array(body), { status, headers: all });
}
