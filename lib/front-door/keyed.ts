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

  response.setHeader("X-Request-Id", admission.requestId);
  setLimitHeaders(response, admission);
  if (!target.clean) return answerError(parts, admission, request, response, "bad_request");
  if (endpoint === null && parts.gateway === null) {
    return answerError(parts, admission, request, response, "not_found");
  }

  if (request.headers.expect?.toLowerCase() === "100-continue") response.writeContinue();

  let isRecorded = false;
  const record = (status: number, code: ErrorCode | null, credits: number) => {
    if (isRecorded) return;
    isRecorded = true;
    engine.record(admission, { status, code, credits });
    metrics.answered(code ?? "admitted", performance.now() - startedAt);
  };
  response.once("close", () => {
    try {
      record(CLIENT_CLOSED_REQUEST, null, 0);
    } catch {
      // Nobody is waiting, and the engine has said what went wrong.
    }
  });

  if (endpoint === null) {
    parts.gateway!.forward({
      request,
      response,
      target,
      admission,
      ip,
      record: (status, credits) => record(status, null, credits ?? DEFAULT_ENDPOINT.credits),
      fail: (code) => {
        isRecorded = true;
        answerError(parts, admission, request, response, code);
      },
    });
    return;
  }
  beforeFirstByte(
    response,
    (status) => record(status, null, endpoint.credits),
    (failed) => sendError(failed, request, admission.requestId, "unavailable", 1_000),
  );
  // The handler has the caller; it has no use for the key, and cannot leak what it does not see.
  delete request.headers["x-api-key"];
  delete request.headers.authorization;
  request.headers["x-request-id"] = admission.requestId;
  parts.toRouteHandler(admission, request, response);
}

function setLimitHeaders(response: ServerResponse, admission: Admission): void {
  const limits = limitsOf(admission);
  if (limits.length === 0 || !admission.key) return;
  response.setHeader("RateLimit-Policy", rateLimitPolicy(admission.key, limits));
  response.setHeader("RateLimit", rateLimit(limits));
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
  if (response.headersSent || response.destroyed) return;
  const startedAt = admission.request.startedAt;
  let told = code;
  try {
    const { status } = errorAnswer(code, undefined);
    parts.engine.record(admission, { status, code, credits: 0 });
  } catch {
    told = "unavailable";
  }
  setLimitHeaders(response, admission);
  sendError(response, request, admission.requestId, told, retryAfterMs);
  parts.metrics.answered(told, performance.now() - startedAt);
}

/** Writes an error answer. Records nothing. */
export function sendError(
  response: ServerResponse,
  request: IncomingMessage,
  requestId: string,
  code: ErrorCode,
  retryAfterMs: number | null = null,
): void {
  const { status, headers, body } = errorAnswer(code, request.headers.accept);
  const head = headers.concat("X-Request-Id", requestId);
  const afterS = retryAfterS(code, retryAfterMs);
  if (afterS !== null) head.push("Retry-After", String(afterS));
  response.writeHead(status, head);
  response.end(request.method === "HEAD" ? undefined : body);
}
