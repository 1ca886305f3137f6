import { createServer, type Server } from "node:http";
import { canonicalAddress } from "@/lib/http/client-address";
import { healthEndpoints, type HealthParts } from "./own-endpoints";
import { sendJson } from "../sending/send";
import type { ServiceCallers } from "./service-callers";

/** Monitors ask a line and read a page of text. */
const TIMEOUT_MS = 10_000;

/**
 * Health and metrics on a port of their own: a probe does not wait behind the connections of an overloaded API, and
 * the port need not be open to anybody else.
 */
export function healthServer(
  parts: HealthParts & { onError(error: unknown): void },
  callers: ServiceCallers,
): Server {
  const endpoints = healthEndpoints(parts, callers);
  const server = createServer({ requestTimeout: TIMEOUT_MS }, (request, response) => {
    const startedAt = performance.now();
    const { remoteAddress } = request.socket;
    const ip = remoteAddress === undefined ? null : canonicalAddress(remoteAddress);
    const serve = endpoints[(request.url ?? "").split("?", 1)[0]!];
    if (!serve) return sendJson(request, response, 404, { error: "Not Found" });
    if (request.method !== "GET" && request.method !== "HEAD") {
      const allowed = { Allow: "GET, HEAD" };
      return sendJson(request, response, 405, { error: "Method Not Allowed" }, allowed);
    }
    serve({ request, response, ip, startedAt }).catch((error: unknown) => {
      parts.onError(error);
      response.destroy();
    });
  });
  server.timeout = TIMEOUT_MS;
  return server;
}
