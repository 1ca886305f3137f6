import type { IncomingMessage, ServerResponse } from "node:http";
import { DEFAULT_ENDPOINT, findEndpoint } from "@/lib/endpoints";
import type { Admission } from "@/lib/enforcement/admission";
import type { Engine } from "@/lib/enforcement/engine";
import { limitsOf, rateLimit, rateLimitPolicy } from "@/lib/enforcement/limits";
import type { ErrorCode } from "@/lib/errors";
import type { Gateway } from "@/lib/gateway/forward";
import type { Metrics } from "@/lib/metrics";
import { errorAnswer, retryAfterS } from "./error-answer";
import { beforeFirstByte } from "./first-byte";
import { presentedKey } from "./presented-key";
import {
  dropBody,
  endAfterBody,
  hasBody,
  isAwaitingContinue,
  tellToContinue,
} from "./request-body";
import type { Target } from "./target";

/** Nginx's code for a client that left before it was answered; it never goes over the wire. */
const CLIENT_CLOSED_REQUEST = 499;
const MAX_LOGGED_PATH = 2_048;
const MAX_LOGGED_USER_AGENT = 512;

export interface KeyedParts {
  engine: Engine;
  metrics: Metrics;
  /** Null where no upstream is configured. */
  gateway: Gateway | null;
  /** Hands an admitted request to the route handler that serves it. */
  toRouteHandler(admission: Admission, request: IncomingMessage, response: ServerResponse): void;
}

/** What may be logged of a path: printable, and not without end. */
export const loggedPath = (path: string) => path.slice(0, MAX_LOGGED_PATH);

/** Serves a request under /api/v1: enforced first, then by a route handler or the upstream. */
export async function serveKeyed(
  parts: KeyedParts,
  request: IncomingMessage,
  response: ServerResponse,
  target: Target,
  ip: string | null,
  startedAt: number,
): Promise<void> {
  const { engine, metrics } = parts;
  const endpoint = findEndpoint(target.path);
  const admission = await engine.admit({
    presented: presentedKey(request.rawHeaders),
    ip,
    method: request.method ?? "GET",
    path: loggedPath(target.path),
    userAgent: request.headers["user-agent"]?.slice(0, MAX_LOGGED_USER_AGENT) ?? null,
    endpoint: endpoint ?? DEFAULT_ENDPOINT,
    startedAt,
  });
  const { verdict } = admission;
  if (!verdict.admitted) {
    answerError(parts, admission, request, response, verdict.code, verdict.retryAfterMs);
    return;
  }
  if (!target.clean) return answerError(parts, admission, request, response, "bad_request");
  if (endpoint === null && parts.gateway === null) {
    return answerError(parts, admission, request, response, "not_found");
  }
  if (endpoint === null && request.headers.upgrade?.toLowerCase() === "websocket") {
    return answerError(parts, admission, request, response, "upgrade_refused");
  }

  let isRecorded = false;
  const record = (status: number, code: ErrorCode | null, credits: number) => {
    if (isRecorded) return;
    isRecorded = true;
    engine.record(admission, { status, code, credits });
    metrics.answered(code ?? "admitted", performance.now() - startedAt);
  };
  const recordLeft = () => {
    try {
      record(CLIENT_CLOSED_REQUEST, null, 0);
    } catch {
      // Nobody is waiting, and the engine has said what went wrong.
    }
  };
  // It may have left while we decided.
  if (response.destroyed) return recordLeft();
  response.once("close", recordLeft);
  tellToContinue(request, response);

  if (endpoint === null) {
    parts.gateway!.forward({
      request,
      response,
      target,
      admission,
      ip,
      ours: ownHeaders(admission),
      record: (status, credits) => record(status, null, credits ?? DEFAULT_ENDPOINT.credits),
      fail: (code) => {
        if (response.headersSent || response.destroyed) return;
        let told = code;
        try {
          record(errorAnswer(code, undefined).status, code, 0);
        } catch {
          told = "unavailable";
        }
        sendError(response, request, admission.requestId, told, null, limitHeaders(admission));
      },
    });
    return;
  }
  const ours = ownHeaders(admission);
  for (let i = 0; i < ours.length; i += 2) response.setHeader(ours[i]!, ours[i + 1]!);
  beforeFirstByte(
    response,
    (status) => record(status, null, endpoint.credits),
    (failed) => sendError(failed, request, admission.requestId, "unavailable", 1_000),
  );
  // The handler has the caller; it has no use for the key, and cannot leak what it does not see.
  delete request.headers["x-api-key"];
  delete request.headers.authorization;
  request.headers["x-request-id"] = admission.requestId;
  // An absolute-form target names a host, which is nobody's business here.
  request.url = target.path + target.query;
  parts.toRouteHandler(admission, request, response);
}

const NO_HEADERS: string[] = [];

function limitHeaders(admission: Admission): string[] {
  const limits = limitsOf(admission);
  if (limits.length === 0 || !admission.key) return NO_HEADERS;
  return [
    "RateLimit-Policy",
    rateLimitPolicy(admission.key, limits),
    "RateLimit",
    rateLimit(limits),
  ];
}

/** What every answer to an admitted request carries: name, value, name, value… */
function ownHeaders(admission: Admission): string[] {
  return ["X-Request-Id", admission.requestId, ...limitHeaders(admission)];
}

/** Records a request that we answer with an error ourselves, then answers it. */
function answerError(
  parts: KeyedParts,
  admission: Admission,
  request: IncomingMessage,
  response: ServerResponse,
  code: ErrorCode,
  retryAfterMs: number | null = null,
): void {
  let told = code;
  try {
    const status = response.destroyed ? CLIENT_CLOSED_REQUEST : errorAnswer(code, undefined).status;
    parts.engine.record(admission, { status, code, credits: 0 });
  } catch {
    told = "unavailable";
  }
  if (!response.destroyed) {
    const limits = limitHeaders(admission);
    sendError(response, request, admission.requestId, told, retryAfterMs, limits);
  }
  parts.metrics.answered(told, performance.now() - admission.request.startedAt);
}

/** Writes an error answer, to a request whose body may not have been read. Records nothing. */
export function sendError(
  response: ServerResponse,
  request: IncomingMessage,
  requestId: string,
  code: ErrorCode,
  retryAfterMs: number | null = null,
  more: readonly string[] = NO_HEADERS,
): void {
  const { status, headers, body } = errorAnswer(code, request.headers.accept);
  const head = headers.concat("X-Request-Id", requestId, more);
  const afterS = retryAfterS(code, retryAfterMs);
  if (afterS !== null) head.push("Retry-After", String(afterS));
  const mustClose = isAwaitingContinue(request);
  if (mustClose) head.push("Connection", "close");
  else if (hasBody(request)) dropBody(request, response);
  response.writeHead(status, head);
  const last = request.method === "HEAD" ? undefined : body;
  if (mustClose) response.end(last);
  else endAfterBody(request, response, last);
}
