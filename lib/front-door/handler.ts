import type { IncomingMessage, ServerResponse } from "node:http";
import { ClientAddress } from "@/lib/enforcement/client-address";
import type { Engine } from "@/lib/enforcement/engine";
import { uuidv7 } from "@/lib/ids";
import type { Metrics } from "@/lib/metrics";
import { endWhole } from "./end-whole";
import { noteRequest } from "./http-socket";
import { type KeyedParts, serveKeyed } from "./keyed";
import { readBody } from "./read-body";
import { closeIfUnsure, dropBody, endAfterBody, isUnframed, tellToContinue } from "./request-body";
import { type App, type PageParts, servePage } from "./page";
import { sendError } from "./send-error";
import { ServiceCallers } from "./service-callers";
import { parseTarget } from "./target";
import { verify, VERIFY_BODY } from "./verify";

export interface FrontDoorOptions extends KeyedParts, PageParts {
  engine: Engine;
  metrics: Metrics;
  app: App | null;
  trustedProxies: readonly string[];
  serviceToken: string | undefined;
  onError(error: unknown): void;
  /** A proxy that is not configured has sent a request. */
  onUnknownProxy(address: string): void;
  /** Why the instance is not ready to serve; null when it is. */
  whyNotReady(): Promise<string | null>;
  /** Whether the process is about to end: no connection is kept for another request. */
  isStopping?(): boolean;
  /** What `/readyz` says besides: how the two processes are doing, which is no reason for more or less traffic. */
  notes(): Promise<Record<string, unknown>>;
}

/** The one way in: a handler for `node:http` that decides who serves a request. */
export function frontDoor(options: FrontDoorOptions) {
  const clientAddress = new ClientAddress(options.trustedProxies);
  const callers = new ServiceCallers(options.serviceToken);

  async function serveVerify(
    request: IncomingMessage,
    response: ServerResponse,
    ip: string | null,
    startedAt: number,
  ): Promise<void> {
    if (request.method !== "POST") {
      sendJson(request, response, 405, { error: "Method Not Allowed" }, { Allow: "POST" });
      return;
    }
    const answer = await verify(options.engine, callers, {
      ip,
      authorization: request.headers.authorization,
      readBody: () => {
        tellToContinue(request, response);
        return readBody(request, VERIFY_BODY);
      },
      startedAt,
    });
    send(request, response, answer.status, answer.json, answer.headers);
    options.metrics.answered(answer.outcome, performance.now() - startedAt);
  }

  const ownEndpoints: Record<
    string,
    (
      request: IncomingMessage,
      response: ServerResponse,
      ip: string | null,
      startedAt: number,
    ) => Promise<void>
  > = {
    "/api/verify": serveVerify,
    "/healthz": async (request, response) => sendJson(request, response, 200, { status: "ok" }),
    "/readyz": async (request, response) => {
      const reason = await options.whyNotReady();
      const said = reason === null ? { status: "ready" } : { status: "unavailable", reason };
      sendJson(request, response, reason === null ? 200 : 503, {
        ...said,
        ...(await options.notes()),
      });
    },
    "/metrics": async (request, response, ip) => {
      const refused = callers.refusal(request.headers.authorization, ip);
      if (refused) {
        sendJson(request, response, refused.status, { error: refused.error }, refused.headers);
      } else {
        const { body, contentType } = await options.metrics.text();
        send(request, response, 200, body, {}, contentType);
      }
    },
  };

  /** An answer that cannot be given, or not to its end: the client must see that it is not whole. */
  function failed(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    options.onError(error);
    if (!response.headersSent) sendError(response, request, uuidv7(), "unavailable");
    else response.destroy();
  }

  return function handle(request: IncomingMessage, response: ServerResponse): void {
    const startedAt = performance.now();
    // The parser is about to refuse it: nothing may be done for it before.
    if (isUnframed(request)) return;
    if (!noteRequest(response, options.isStopping?.() ?? false)) return;
    const { headers, socket } = request;
    const target = parseTarget(request.url ?? "");
    if (target === null || !hasItsHost(request)) {
      response.shouldKeepAlive = false;
      sendError(response, request, uuidv7(), "bad_request");
      return;
    }
    // It asks for what was sent to be sent back, headers and all (RFC 9110, section 9.3.8): nobody needs that.
    if (request.method === "TRACE") {
      sendError(response, request, uuidv7(), "method_not_allowed", null, ["Allow", METHODS]);
      return;
    }
    const peer = socket.remoteAddress;
    const forwardedFor = headers["x-forwarded-for"];
    const ip = clientAddress.of(peer, typeof forwardedFor === "string" ? forwardedFor : undefined);
    const isAnybody = clientAddress.isAnybody(peer, headers["x-forwarded-for"] as string);
    if (isAnybody) options.onUnknownProxy(peer!);
    const client = { ip, isProxy: () => clientAddress.trusts(peer), isAnybody };
    if (target.keyed) {
      try {
        const served = serveKeyed(options, request, response, target, client, startedAt);
        served?.catch((error: unknown) => failed(request, response, error));
      } catch (error) {
        failed(request, response, error);
      }
      return;
    }
    const own = ownEndpoints[target.path];
    if (own) {
      own(request, response, ip, startedAt).catch((error: unknown) =>
        failed(request, response, error),
      );
      return;
    }
    servePage(options, { request, response, target, client }).catch((error: unknown) =>
      failed(request, response, error),
    );
  };
}

/** What may be asked for at all; each endpoint takes some of it. */
const METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

/** A name or an address, and a port (RFC 3986, section 3.2.2). */
const HOST = /^(?:\[[0-9a-f:.]+(?:%25[\w.~-]+)?\]|[\w.~%!$&'()*+,;=-]+)(?::\d{0,5})?$/i;

/** HTTP/1.1 demands one host, and no message may have two, or one that is none (RFC 9112, section 3.2). */
function hasItsHost({ rawHeaders, httpVersionMinor }: IncomingMessage): boolean {
  let hosts = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i]!.length !== 4 || rawHeaders[i]!.toLowerCase() !== "host") continue;
    if (++hosts > 1 || !HOST.test(rawHeaders[i + 1]!)) return false;
  }
  return hosts === 1 || httpVersionMinor === 0;
}

function sendJson(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  body: object,
  headers?: Record<string, string>,
): void {
  send(request, response, status, JSON.stringify(body), headers);
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  text: string,
  headers: Record<string, string> = {},
  contentType = "application/json",
): void {
  closeIfUnsure(request, response);
  dropBody(request, response);
  const length = Buffer.byteLength(text);
  // As a list: Node writes one as it is, and an object costs it several times as much.
  const head = ["Content-Type", contentType, "Content-Length", String(length)];
  head.push("Cache-Control", "no-store", "X-Content-Type-Options", "nosniff");
  if (headers["X-Request-Id"] === undefined) head.push("X-Request-Id", uuidv7());
  for (const name in headers) head.push(name, headers[name]!);
  response.writeHead(status, head);
  if (request.method === "HEAD") endAfterBody(request, response);
  else if (!request.complete) endAfterBody(request, response, Buffer.from(text));
  // Plain ASCII is the same in both, and as Latin-1 it is not encoded.
  else endWhole(response, text, length === text.length ? "latin1" : "utf8");
}
