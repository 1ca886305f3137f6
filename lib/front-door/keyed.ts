import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { DEFAULT_ENDPOINT, type Endpoint, findEndpoint } from "@/lib/endpoints";
import type { Admission } from "@/lib/enforcement/admission";
import type { Engine } from "@/lib/enforcement/engine";
import type { ErrorCode } from "@/lib/errors";
import type { Client } from "@/lib/gateway/exchange";
import type { Gateway } from "@/lib/gateway/forward";
import type { Metrics } from "@/lib/metrics";
import { Admitted } from "./admitted";
import { errorAnswer, ownCode } from "./error-answer";
import { hasLeft, whenLeft } from "./client-left";
import { beforeFirstByte } from "./first-byte";
import { CLIENT_CLOSED_REQUEST, loggedPath, loggedUserAgent } from "./logged";
import { presentedKey } from "./presented-key";
import { limitBodyTime, tellToContinue } from "./request-body";
import { limitHeaders, sendError } from "./send-error";
import type { Target } from "./target";

/**
 * What a route handler does not see of a request: headers of Next's own navigation would make it
 * redirect, and an endpoint is no page; of the key it has no need, and cannot leak it.
 */
const WITHHELD = new Set([
  "rsc",
  "next-action",
  "next-router-prefetch",
  "next-router-segment-prefetch",
  "next-router-state-tree",
  "next-url",
  "x-api-key",
  "authorization",
]);

export interface KeyedParts {
  engine: Engine;
  metrics: Metrics;
  /** Null where no upstream is configured. */
  gateway: Gateway | null;
  /** Hands an admitted request to the route handler that serves it. */
  toRouteHandler(admission: Admission, request: IncomingMessage, response: ServerResponse): void;
}

/** A request on its way through, and the route handler that serves it; null: the upstream. */
interface Judged {
  request: IncomingMessage;
  response: ServerResponse;
  target: Target;
  client: Client;
  endpoint: Endpoint | null;
}

/** Serves a request under /api/v1: enforced first, then by a route handler or the upstream. */
export function serveKeyed(
  parts: KeyedParts,
  request: IncomingMessage,
  response: ServerResponse,
  target: Target,
  client: Client,
  startedAt: number,
): void | Promise<void> {
  const endpoint = findEndpoint(target.path);
  const admission = parts.engine.admit({
    presented: presentedKey(request.rawHeaders),
    ip: client.ip,
    method: request.method ?? "GET",
    path: loggedPath(target.path),
    userAgent: loggedUserAgent(request.headers["user-agent"]),
    endpoint: endpoint ?? DEFAULT_ENDPOINT,
    startedAt,
  });
  const exchange = { request, response, target, client, endpoint };
  if (!(admission instanceof Promise)) return serveJudged(parts, exchange, admission);
  return admission.then((judged) => serveJudged(parts, exchange, judged));
}

function serveJudged(
  parts: KeyedParts,
  { request, response, target, client, endpoint }: Judged,
  admission: Admission,
): void {
  const { verdict } = admission;
  if (!verdict.admitted) {
    const { code, retryAfterMs } = verdict;
    return answerError(parts, admission, request, response, code, { retryAfterMs });
  }
  if (!target.clean) return answerError(parts, admission, request, response, "bad_request");
  if (endpoint === null && parts.gateway === null) {
    return answerError(parts, admission, request, response, "not_found");
  }
  if (endpoint !== null && !endpoint.methods.includes(request.method ?? "")) {
    return answerError(parts, admission, request, response, "method_not_allowed", {
      more: ["Allow", endpoint.methods.join(", ")],
    });
  }
  if (endpoint === null && asksForWebSocket(request)) {
    return answerError(parts, admission, request, response, "upgrade_refused");
  }

  const admitted = new Admitted(parts, request, response, target, admission, client);
  // It may have left while we decided.
  if (hasLeft(request, response)) return admitted.left();
  whenLeft(request, response, () => admitted.left());
  tellToContinue(request, response);
  if (endpoint === null) return parts.gateway!.forward(admitted);

  const { ours } = admitted;
  for (let i = 0; i < ours.length; i += 2) response.setHeader(ours[i]!, ours[i + 1]!);
  beforeFirstByte(
    response,
    (status) =>
      admitted.record(status, endpoint.credits, ownCode(response.getHeader("Latchkey-Error"))),
    () => sendError(response, request, admission.requestId, "unavailable"),
  );
  // What it did not want of the body is read for a while, so that the client gets to read its answer.
  response.once("finish", () => limitBodyTime(request));
  request.headers = handlerHeaders(request.headers, admission.requestId);
  // An absolute-form target names a host, which is nobody's business here.
  request.url = target.path + target.query;
  parts.toRouteHandler(admission, request, response);
}

/** `Upgrade` may name several protocols (RFC 9110, section 7.8). */
const asksForWebSocket = ({ headers }: IncomingMessage) =>
  headers.upgrade !== undefined && /(^|,)\s*websocket\s*(,|$)/i.test(headers.upgrade);

function handlerHeaders(headers: IncomingHttpHeaders, requestId: string): IncomingHttpHeaders {
  const seen: IncomingHttpHeaders = {};
  for (const name in headers) if (!WITHHELD.has(name)) seen[name] = headers[name];
  seen["x-request-id"] = requestId;
  return seen;
}

/** Records a request that we answer with an error ourselves, then answers it. */
function answerError(
  parts: KeyedParts,
  admission: Admission,
  request: IncomingMessage,
  response: ServerResponse,
  code: ErrorCode,
  { retryAfterMs = null, more = [] }: { retryAfterMs?: number | null; more?: string[] } = {},
): void {
  const status = hasLeft(request, response)
    ? CLIENT_CLOSED_REQUEST
    : errorAnswer(code, undefined).status;
  parts.engine.recordThen(admission, { status, code, credits: 0 }, (error) => {
    const told = error ? "unavailable" : code;
    if (!response.destroyed) {
      const headers = [...more, ...limitHeaders(admission)];
      sendError(response, request, admission.requestId, told, retryAfterMs, headers);
    }
    parts.metrics.answered(told, performance.now() - admission.request.startedAt);
  });
}
