import type { buildConnector as Connector, Dispatcher } from "undici";
import { hasBody, isInOtherCoding } from "@/lib/http/request-body";
import type { Exchange } from "./exchange";
import { Relay } from "./relay";
import { buildConnector, Pool } from "./undici";
import { UploadBody } from "./upload";
import { type FailureCodes, noUpstreamErrors, type UpstreamErrors } from "./upstream-errors";

export interface UpstreamOptions {
  /** The upstream's origin; nothing that a client or the upstream says can change it. */
  origin: string;
  /** Unix sockets on which it listens, in place of the origin's address; connections are opened to them in turn. */
  socketPaths?: readonly string[];
  /** At most so many connections; null: as many as there are requests at once. */
  connections?: number | null;
  connectTimeoutMs?: number;
  /** From the request's end to the answer's head; 0: as long as it takes. */
  headersTimeoutMs?: number;
  /** Between two parts of a body, in either direction. */
  idleTimeoutMs?: number;
  /** Whether it is a part of Latchkey: its failures are ours, and its `Latchkey-Error` is believed. */
  isOurs?: boolean;
  /** Where its errors are counted, if they are to outlive it. */
  errors?: UpstreamErrors;
}

const OF_A_SERVICE: FailureCodes = { unreachable: "bad_gateway", late: "gateway_timeout" };
const OF_OURS: FailureCodes = { unreachable: "unavailable", late: "unavailable" };

/**
 * To be sent twice with the effect of once (RFC 9110, section 9.2.2), when a kept connection turns out to be
 * closed.
 */
const REPEATABLE = new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE"]);
/** Where the upstream says no other time, shorter than what servers keep by themselves. */
const KEEP_ALIVE_MS = 4_000;

const OUR_HEADER_BYTES = 64 * 1024;

/**
 * The way to an upstream, be it the operator's service or the app: streams both ways, keeps
 * connections, follows no redirects.
 */
export class Upstream {
  /** What went wrong with it. */
  readonly errors: UpstreamErrors;
  /** How many answers it has begun. */
  readonly answers = { begun: 0 };
  private readonly pool: Pool;
  private readonly origin: string;
  private readonly host: string;
  private readonly options: Required<
    Pick<UpstreamOptions, "headersTimeoutMs" | "idleTimeoutMs" | "isOurs">
  >;

  constructor({
    origin,
    socketPaths,
    connections = null,
    connectTimeoutMs = 5_000,
    headersTimeoutMs = 60_000,
    idleTimeoutMs = 300_000,
    isOurs = false,
    errors = noUpstreamErrors(),
  }: UpstreamOptions) {
    this.errors = errors;
    this.origin = new URL(origin).origin;
    this.host = new URL(origin).host;
    this.options = { headersTimeoutMs, idleTimeoutMs, isOurs };
    this.pool = new Pool(origin, {
      connections,
      pipelining: 1,
      connect: socketPaths
        ? connectInTurn(socketPaths, connectTimeoutMs)
        : { timeout: connectTimeoutMs },
      headersTimeout: headersTimeoutMs,
      bodyTimeout: idleTimeoutMs,
      keepAliveTimeout: KEEP_ALIVE_MS,
      // A redirect of the app may hold the whole address that a client has asked for, encoded once more.
      ...(isOurs ? { maxHeaderSize: OUR_HEADER_BYTES } : {}),
    });
  }

  forward(exchange: Exchange): void {
    const { request, response, target } = exchange;
    const { headers, method = "GET" } = request;
    if (isInOtherCoding(request)) return exchange.fail("bad_request");
    const { headersTimeoutMs, idleTimeoutMs, isOurs } = this.options;
    const body =
      exchange.body ?? (hasBody(request) ? new UploadBody(request, response, idleTimeoutMs) : null);
    const asked: Dispatcher.DispatchOptions = {
      path: target.path + target.query,
      method: method as Dispatcher.HttpMethod,
      headers: exchange.requestHeaders(this.host),
      body,
    };
    const contentLength = headers["content-length"];
    if (body && contentLength !== undefined) {
      (asked.headers as string[]).push("content-length", contentLength);
    }
    const relay = new Relay(exchange, {
      pool: this.pool,
      asked,
      isRepeatable: body === null && REPEATABLE.has(method),
      headersTimeoutMs,
      idleTimeoutMs,
      origin: this.origin,
      failures: isOurs ? OF_OURS : OF_A_SERVICE,
      believesErrors: isOurs,
      errors: this.errors,
      answers: this.answers,
    });
    this.pool.dispatch(asked, relay);
  }

  /** Closes its connections; what is on its way over them fails. */
  async close(): Promise<void> {
    await this.pool.destroy();
  }
}

/** Opens connections to several sockets in turn. */
function connectInTurn(paths: readonly string[], timeout: number): Connector.connector {
  const connectors = paths.map((socketPath) => buildConnector({ socketPath, timeout }));
  let next = 0;
  return (...asked) => connectors[next++ % connectors.length]!(...asked);
}
