import type { IncomingMessage, ServerResponse } from "node:http";
import { DEFAULT_ENDPOINT, type Endpoint, findEndpoint } from "@/lib/endpoints";
import type { Admission } from "@/lib/enforcement/decision/admission";
import type { Engine } from "@/lib/enforcement/instance/engine";
import type { Presented } from "@/lib/enforcement/decision/facts";
import { type ErrorCode, ERRORS } from "@/lib/errors";
import type { Client } from "@/lib/gateway/exchange";
import type { Upstream } from "@/lib/gateway/upstream";
import { uuidv7 } from "@/lib/ids";
import type { Metrics } from "@/lib/metrics/metrics";
import { Admitted } from "./admitted";
import type { Cors } from "./cors";
import { errorAnswer } from "@/lib/answers/error-answer";
import { hasLeft, whenLeft } from "@/lib/http/client-left";
import { CLIENT_CLOSED_REQUEST, loggedPath, loggedUserAgent } from "./logged";
import { addHeaders } from "@/lib/http/more-headers";
import { presentedKey } from "./presented-key";
import { isInOtherCoding, tellToContinue } from "@/lib/http/request-body";
import { EarlyPlace } from "../load/early-place";
import type { Load, Place } from "../load/load";
import { limitHeaders, sendError } from "../sending/send-error";
import type { Target } from "@/lib/http/target";
import { type App, FIRST_START_MS, isStarting, wayToApp } from "../load/way-to-app";

export interface KeyedParts {
  engine: Engine;
  cors: Cors;
  metrics: Metrics;
  /** What is under way. */
  load: Load;
  /** The operator's service; null where none is configured. */
  service: Upstream | null;
  /** The app, with the route handlers; null where there is none to ask. */
  app: App | null;
}

/** What may be asked for at all; each endpoint takes some of it. */
export const METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

/** A request on its way through, and the route handler that serves it; null: the upstream. */
interface Judged {
  request: IncomingMessage;
  response: ServerResponse;
  target: Target;
  client: Client;
  endpoint: Endpoint | null;
  /** Null where it has a key of no form, or is shed. */
  place: Place | EarlyPlace | null;
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
  if (parts.cors.isOn && answerBrowser(parts.cors, request, response)) return;
  const endpoint = findEndpoint(target.path);
  const presented = presentedKey(request.rawHeaders, parts.engine.takesForeignKeys);
  const asked = { request, response, target, client, endpoint, presented, startedAt };
  if (presented.form !== "hash") return judge(parts, asked, null);
  const isForApp = endpoint !== null;
  const place =
    isForApp && isStarting(parts.app)
      ? parts.load.enterEarly(presented.hash)
      : parts.load.enter(presented.hash, isForApp);
  if (!(place instanceof Promise)) return judge(parts, asked, place);
  return place.then((itsTurn) => judge(parts, asked, itsTurn));
}

/** A request, before it is decided whether it is let in. */
interface Asked extends Omit<Judged, "place"> {
  presented: Presented;
  startedAt: number;
}

function judge(parts: KeyedParts, asked: Asked, place: Judged["place"]): void | Promise<void> {
  const { request, response, target, client, endpoint, presented, startedAt } = asked;
  const admission = parts.engine.admit({
    presented,
    isShed: presented.form === "hash" && place === null,
    ip: client.ip,
    isAddressShared: client.isAnybody,
    method: request.method ?? "GET",
    path: loggedPath(target.path),
    userAgent: loggedUserAgent(request.headers["user-agent"]),
    endpoint: endpoint ?? DEFAULT_ENDPOINT,
    startedAt,
  });
  const judged = { request, response, target, client, endpoint, place };
  if (!(admission instanceof Promise)) return serveJudged(parts, judged, admission);
  return admission.then((made) => serveJudged(parts, judged, made));
}

function serveJudged(
  parts: KeyedParts,
  judged: Judged,
  admission: Admission,
): void | Promise<void> {
  try {
    const refusal = whyRefused(parts, judged, admission);
    if (refusal === null) return serveAdmitted(parts, judged, admission);
    judged.place?.leave();
    answerError(parts, admission, judged, refusal);
  } catch (error) {
    judged.place?.leave();
    throw error;
  }
}

/** An error with which we answer ourselves. */
interface Refusal {
  code: ErrorCode;
  retryAfterMs?: number | null;
  /** Headers: name, value, name, value… */
  more?: string[];
}

/** Why a request reaches nobody; null: it is to be served. */
function whyRefused(
  parts: KeyedParts,
  { request, target, endpoint }: Judged,
  { verdict }: Admission,
): Refusal | null {
  if (!verdict.admitted) return verdict;
  if (!target.clean || isInOtherCoding(request)) return { code: "bad_request" };
  // The operator's service is never asked to send back what it was sent.
  if (request.method === "TRACE") return { code: "method_not_allowed", more: ["Allow", METHODS] };
  if (endpoint === null) {
    if (parts.service === null) return { code: "not_found" };
    return asksForWebSocket(request) ? { code: "upgrade_refused" } : null;
  }
  if (endpoint.methods.includes(request.method ?? "")) return null;
  return { code: "method_not_allowed", more: ["Allow", endpoint.methods.join(", ")] };
}

function serveAdmitted(
  parts: KeyedParts,
  { request, response, target, client, endpoint, place }: Judged,
  admission: Admission,
): void | Promise<void> {
  const handler = endpoint && { endpoint, token: parts.app?.token ?? "" };
  const admitted = new Admitted(parts, {
    ...{ request, response, target, client, admission, handler, place },
    cors: parts.cors,
  });
  // It may have left while we decided.
  if (hasLeft(request, response)) return admitted.left();
  whenLeft(request, response, () => admitted.left());
  tellToContinue(request, response);
  if (place instanceof EarlyPlace) return forwardOnceUp(parts, admitted, place);
  const upstream = endpoint === null ? parts.service : (parts.app?.upstream ?? null);
  if (upstream === null) admitted.failUncounted("unavailable");
  else admitted.forwardTo(upstream);
}

/** Waits for the app's first start, and for a turn in it, as long as a page does. */
async function forwardOnceUp(
  parts: KeyedParts,
  admitted: Admitted,
  place: EarlyPlace,
): Promise<void> {
  const cameMs = performance.now();
  const isUp = (await wayToApp(parts.app)) !== null;
  const patienceMs = FIRST_START_MS - (performance.now() - cameMs);
  const hasTurn = isUp && (await place.turn(patienceMs));
  // It may have ended while the turn was waited for.
  const upstream = parts.app?.upstream;
  if (hasTurn && upstream) admitted.forwardTo(upstream);
  else admitted.failUncounted("unavailable");
}

/** `Upgrade` may name several protocols (RFC 9110, section 7.8). */
const asksForWebSocket = ({ headers }: IncomingMessage) =>
  headers.upgrade !== undefined && /(^|,)\s*websocket\s*(,|$)/i.test(headers.upgrade);

/**
 * Answers a browser that asks what a page elsewhere may do, and has every other answer say it.
 * @returns whether the request is answered
 */
function answerBrowser(cors: Cors, request: IncomingMessage, response: ServerResponse): boolean {
  const preflight = cors.preflight(request.method, request.headers);
  if (preflight !== null) {
    const nosniff = ["X-Content-Type-Options", "nosniff"];
    response.writeHead(204, [...preflight, ...nosniff, "X-Request-Id", uuidv7()]);
    response.end();
    return true;
  }
  addHeaders(response, cors.answerHeaders(request.headers.origin));
  return false;
}

/**
 * Records a request that we answer with an error ourselves, then answers it. Where it was let in, it has
 * reached nobody: no quota counts it.
 */
function answerError(
  parts: KeyedParts,
  admission: Admission,
  { request, response }: Judged,
  { code, retryAfterMs = null, more = [] }: Refusal,
): void {
  if (admission.verdict.admitted) parts.engine.uncount(admission);
  const status = hasLeft(request, response)
    ? CLIENT_CLOSED_REQUEST
    : errorAnswer(code, undefined).status;
  parts.engine.recordThen(admission, { status, code, credits: 0 }, (error) => {
    const told = error ? "unavailable" : code;
    if (!response.destroyed) {
      const headers = [...more, ...limitHeaders(admission)];
      sendError(response, request, admission.requestId, told, retryAfterMs, headers);
    }
    const toldStatus = error ? ERRORS.unavailable.status : status;
    parts.metrics.answered(told, toldStatus, performance.now() - admission.request.startedAt);
  });
}
