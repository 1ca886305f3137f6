import type { IncomingMessage, ServerResponse } from "node:http";
import { ClientAddress } from "@/lib/http/client-address";
import type { Engine } from "@/lib/enforcement/instance/engine";
import { uuidv7 } from "@/lib/ids";
import { isManaged } from "@/lib/answers/problems";
import type { Metrics } from "@/lib/metrics/metrics";
import { noteRequest } from "@/lib/http/http-socket";
import { type KeyedParts, METHODS, serveKeyed } from "./keyed/keyed";
import { isUnframed } from "@/lib/http/request-body";
import { addHeaders } from "@/lib/http/more-headers";
import { type HealthParts, ownEndpoints } from "./health/own-endpoints";
import { type PageParts, servePage } from "./pages/page";
import { sendError } from "./sending/send-error";
import type { ServiceCallers } from "./health/service-callers";
import { parseTarget } from "@/lib/http/target";
import { inTurn, isItsTurn } from "./load/turns";
import type { App } from "./load/way-to-app";

export interface FrontDoorOptions extends KeyedParts, PageParts, HealthParts {
  engine: Engine;
  metrics: Metrics;
  app: App | null;
  trustedProxies: readonly string[];
  callers: ServiceCallers;
  /** Where people reach the app, if the operator has said so. */
  publicUrl: string | undefined;
  onError(error: unknown): void;
  /** A proxy that is not configured has sent a request. */
  onUnknownProxy(address: string): void;
  /** Whether the process is about to end: no connection is kept for another request. */
  isStopping?(): boolean;
}

/** A year; only this host, as others under its domain may be anybody's. */
const HSTS = ["Strict-Transport-Security", "max-age=31536000"];

/** The one way in: a handler for `node:http` that decides who serves a request. */
export function frontDoor(options: FrontDoorOptions) {
  const clientAddress = new ClientAddress(options.trustedProxies);
  const own = ownEndpoints(options, options.callers);

  /** An answer that cannot be given, or not to its end: the client must see that it is not whole. */
  function failed(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    options.onError(error);
    if (!response.headersSent) sendError(response, request, uuidv7(), "unavailable");
    else response.destroy();
  }

  const staysWithHttps = options.publicUrl?.startsWith("https:") ?? false;

  return function handle(request: IncomingMessage, response: ServerResponse): void {
    const startedAt = performance.now();
    // The parser is about to refuse it: nothing may be done for it before.
    if (isUnframed(request)) return;
    if (!noteRequest(response, options.isStopping?.() ?? false)) return;
    if (isItsTurn(response)) serve(request, response, startedAt);
    else serveInTurn(request, response, startedAt);
  };

  /** In a function of its own, as nearly no request needs the closure. */
  function serveInTurn(request: IncomingMessage, response: ServerResponse, startedAt: number) {
    inTurn(response, () => serve(request, response, startedAt));
  }

  function serve(request: IncomingMessage, response: ServerResponse, startedAt: number): void {
    // On every answer, whoever gives it (RFC 6797, section 7.2).
    if (staysWithHttps) addHeaders(response, HSTS);
    const { headers, socket } = request;
    const target = parseTarget(request.url ?? "");
    // A backend that leaves out an id is told so, and guesses no key.
    const isUnclear = target === null || (!target.clean && isManaged(target.path));
    if (isUnclear || !hasItsHost(request)) {
      response.shouldKeepAlive = false;
      sendError(response, request, uuidv7(), "bad_request");
      return;
    }
    const peer = socket.remoteAddress;
    const forwardedFor = headers["x-forwarded-for"];
    const ip = clientAddress.of(peer, typeof forwardedFor === "string" ? forwardedFor : undefined);
    const isUnknownProxy = clientAddress.isAnybody(peer, saysForWhom(headers));
    if (isUnknownProxy) options.onUnknownProxy(peer!);
    const isAnybody = isUnknownProxy || clientAddress.isProxy(ip);
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
    // It asks for what was sent to be sent back, headers and all (RFC 9110, section 9.3.8): nobody needs that.
    if (request.method === "TRACE") {
      sendError(response, request, uuidv7(), "method_not_allowed", null, ["Allow", METHODS]);
      return;
    }
    const serveOwn = own[target.path];
    if (serveOwn) {
      serveOwn({ request, response, ip, startedAt }).catch((error: unknown) =>
        failed(request, response, error),
      );
      return;
    }
    response.once("close", () =>
      options.metrics.pageAnswered(response.headersSent ? response.statusCode : null),
    );
    servePage(options, { request, response, target, client }).catch((error: unknown) =>
      failed(request, response, error),
    );
  }
}

/** What a proxy says of the client that it speaks for, in whichever header; undefined where it says nothing. */
const saysForWhom = (headers: IncomingMessage["headers"]): string | undefined =>
  (headers["x-forwarded-for"] ?? headers.forwarded ?? headers["x-real-ip"]) as string | undefined;

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
