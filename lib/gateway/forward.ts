import { type Dispatcher, Pool } from "undici";
import { hasBody } from "@/lib/front-door/request-body";
import type { Exchange } from "./exchange";
import { upstreamRequestHeaders } from "./headers";
import { Relay } from "./relay";
import { UploadBody } from "./upload";

export interface GatewayOptions {
  /** The upstream's origin; nothing that a client or the upstream says can change it. */
  origin: string;
  /** At most so many connections; null: as many as there are requests at once. */
  connections?: number | null;
  connectTimeoutMs?: number;
  /** From the request's end to the answer's head. */
  headersTimeoutMs?: number;
  /** Between two parts of a body, in either direction. */
  idleTimeoutMs?: number;
}

/** Safe to send twice (RFC 9110, section 9.2.1), when a kept connection turns out to be closed. */
const REPEATABLE = new Set(["GET", "HEAD", "OPTIONS"]);
/** Where the upstream says no other time, shorter than what servers keep by themselves. */
const KEEP_ALIVE_MS = 4_000;

/** The way to the upstream: streams both ways, keeps connections, follows no redirects. */
export class Gateway {
  private readonly pool: Pool;
  private readonly host: string;
  private readonly headersTimeoutMs: number;
  private readonly idleTimeoutMs: number;

  constructor({
    origin,
    connections = null,
    connectTimeoutMs = 5_000,
    headersTimeoutMs = 60_000,
    idleTimeoutMs = 300_000,
  }: GatewayOptions) {
    this.host = new URL(origin).host;
    this.headersTimeoutMs = headersTimeoutMs;
    this.idleTimeoutMs = idleTimeoutMs;
    this.pool = new Pool(origin, {
      connections,
      pipelining: 1,
      connect: { timeout: connectTimeoutMs },
      headersTimeout: headersTimeoutMs,
      bodyTimeout: idleTimeoutMs,
      keepAliveTimeout: KEEP_ALIVE_MS,
    });
  }

  forward(exchange: Exchange): void {
    const { request, response, target, admission } = exchange;
    const { headers, method = "GET" } = request;
    const transferEncoding = headers["transfer-encoding"];
    if (transferEncoding !== undefined && transferEncoding.toLowerCase() !== "chunked") {
      // The body would arrive in a coding that its new head no longer names.
      return exchange.fail("bad_request");
    }
    const body = hasBody(request) ? new UploadBody(request, response, this.idleTimeoutMs) : null;
    const asked: Dispatcher.DispatchOptions = {
      path: target.path + target.query,
      method: method as Dispatcher.HttpMethod,
      headers: upstreamRequestHeaders(request.rawHeaders, admission.key!, admission.requestId, {
        host: this.host,
        contentLength: body ? headers["content-length"] : undefined,
        client: exchange.client,
      }),
      body,
    };
    const relay = new Relay(exchange, {
      pool: this.pool,
      asked,
      isRepeatable: body === null && REPEATABLE.has(method),
      headersTimeoutMs: this.headersTimeoutMs,
      idleTimeoutMs: this.idleTimeoutMs,
    });
    this.pool.dispatch(asked, relay);
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }
}
