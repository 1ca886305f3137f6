import type { IncomingMessage, ServerResponse } from "node:http";
import type { Engine } from "@/lib/enforcement/instance/engine";
import type { Metrics } from "@/lib/metrics/metrics";
import type { Load } from "../load/load";
import { readBody } from "@/lib/http/read-body";
import { tellToContinue } from "@/lib/http/request-body";
import { send, sendJson } from "../sending/send";
import type { ServiceCallers } from "./service-callers";
import { verify, VERIFY_BODY } from "../keyed/verify";

/** A request for one of them. */
export interface OwnRequest {
  request: IncomingMessage;
  response: ServerResponse;
  /** The client's; null where it is not known. */
  ip: string | null;
  /** When it came, `performance.now()`. */
  startedAt: number;
}

type Serve = (asked: OwnRequest) => Promise<void>;

export interface HealthParts {
  metrics: Metrics;
  /** Why the instance is not ready to serve; null when it is. */
  whyNotReady(): Promise<string | null>;
  /** What `/readyz` says besides: how the two processes are doing, which is no reason for more or less traffic. */
  notes(): Promise<Record<string, unknown>>;
}

/** How the instance is doing, by path: for balancers and monitors. */
export function healthEndpoints(
  { metrics, whyNotReady, notes }: HealthParts,
  callers: ServiceCallers,
): Record<string, Serve> {
  return {
    "/healthz": async ({ request, response }) => sendJson(request, response, 200, { status: "ok" }),
    "/readyz": async ({ request, response }) => {
      const reason = await whyNotReady();
      const said = reason === null ? { status: "ready" } : { status: "unavailable", reason };
      const status = reason === null ? 200 : 503;
      sendJson(request, response, status, { ...said, ...(await notes()) });
    },
    "/metrics": async ({ request, response, ip }) => {
      const refused = callers.refusal(request.headers.authorization, ip);
      if (refused) {
        sendJson(request, response, refused.status, { error: refused.error }, refused.headers);
        return;
      }
      const { body, contentType } = await metrics.text();
      send(request, response, 200, body, {}, contentType);
    },
  };
}

/** What the front door serves itself, by path: health, and verify for the operator's services. */
export function ownEndpoints(
  parts: HealthParts & VerifyParts,
  callers: ServiceCallers,
): Record<string, Serve> {
  return { ...healthEndpoints(parts, callers), "/api/verify": serveVerify(parts, callers) };
}

interface VerifyParts {
  engine: Engine;
  load: Load;
  metrics: Metrics;
}

function serveVerify(parts: VerifyParts, callers: ServiceCallers): Serve {
  return async ({ request, response, ip, startedAt }) => {
    if (request.method !== "POST") {
      sendJson(request, response, 405, { error: "Method Not Allowed" }, { Allow: "POST" });
      return;
    }
    const answer = await verify(parts, callers, {
      ip,
      authorization: request.headers.authorization,
      readBody: () => {
        tellToContinue(request, response);
        return readBody(request, VERIFY_BODY);
      },
      startedAt,
    });
    send(request, response, answer.status, answer.json, answer.headers);
    parts.metrics.answered(answer.outcome, answer.status, performance.now() - startedAt);
  };
}
