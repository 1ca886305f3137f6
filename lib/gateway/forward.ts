import type { IncomingMessage, ServerResponse } from "node:http";
import { type Dispatcher, errors, Pool } from "undici";
import type { Admission } from "@/lib/enforcement/admission";
import type { ErrorCode } from "@/lib/errors";
import type { Target } from "@/lib/front-door/target";
import { clientResponseHeaders, upstreamRequestHeaders } from "./headers";

export interface GatewayOptions {
  /** The upstream's origin; nothing that a client or the upstream says can change it. */
  origin: string;
  connections?: number;
  connectTimeoutMs?: number;
  /** From the request's end to the answer's head. */
  headersTimeoutMs?: number;
  /** Between two parts of an answer's body. */
  idleTimeoutMs?: number;
}

export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  target: Target;
  admission: Admission;
  ip: string | null;
  /** Makes the request's row durable. @throws when it cannot */
  record(status: number, credits: number | null): void;
  /** Answers with an error of ours, as long as nothing has been answered. */
  fail(code: ErrorCode): void;
}

const BODYLESS = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);

/** The way to the upstream: streams both ways, keeps connections, follows no redirects. */
export class Gateway {
  private readonly pool: Pool;
  private readonly host: string;

  constructor({
    origin,
    connections = 256,
    connectTimeoutMs = 5_000,
    headersTimeoutMs = 60_000,
    idleTimeoutMs = 300_000,
  }: GatewayOptions) {
    this.host = new URL(origin).host;
    this.pool = new Pool(origin, {
      connections,
      pipelining: 1,
      connect: { timeout: connectTimeoutMs },
      headersTimeout: headersTimeoutMs,
      bodyTimeout: idleTimeoutMs,
      keepAliveTimeout: 30_000,
    });
  }

  forward(exchange: Exchange): void {
    const { request, response, target, admission } = exchange;
    if (request.headers.upgrade?.toLowerCase().includes("websocket")) {
      return exchange.fail("bad_request");
    }
    const contentLength = request.headers["content-length"];
    const hasBody =
      request.headers["transfer-encoding"] !== undefined ||
      (contentLength !== undefined && contentLength !== "0");
    const method = request.method ?? "GET";
    const headers = upstreamRequestHeaders(request.rawHeaders, admission, {
      host: this.host,
      contentLength: hasBody || !BODYLESS.has(method) ? contentLength : undefined,
      ip: exchange.ip,
    });
    this.pool.dispatch(
      {
        path: target.path + target.query,
        method: method as Dispatcher.HttpMethod,
        headers,
        body: hasBody ? request : null,
        // A body of unknown length goes on in chunks.
        ...(hasBody && contentLength === undefined ? { expectContinue: false } : {}),
      },
      new Relay(exchange, response),
    );
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }
}

/** Carries one answer from the upstream to the client. */
class Relay implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | undefined;

  constructor(
    private readonly exchange: Exchange,
    private readonly response: ServerResponse,
  ) {
    // The client left: the upstream need not go on.
    response.once("close", () => {
      if (!response.writableFinished) this.controller?.abort(new Error("the client left"));
    });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.response.destroyed) controller.abort(new Error("the client left"));
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    if (status < 200) return;
    const { headers, credits } = clientResponseHeaders(rawHeadersOf(controller));
    try {
      this.exchange.record(status, credits);
    } catch (error) {
      this.exchange.fail("unavailable");
      controller.abort(error as Error);
      return;
    }
    this.response.writeHead(status, headers);
    // A head must not wait for the first byte of a body that may come much later (events).
    this.response.flushHeaders();
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.response.write(chunk)) {
      controller.pause();
      this.response.once("drain", () => controller.resume());
    }
  }

  onResponseEnd(_controller: Dispatcher.DispatchController, trailers: object): void {
    if (Object.keys(trailers).length > 0) this.response.addTrailers(trailers as never);
    this.response.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.response.destroyed) return;
    if (this.response.headersSent) {
      // Too late for an error: cut the answer short, so that the client sees it is not whole.
      this.response.destroy();
      return;
    }
    const isTimeout =
      error instanceof errors.HeadersTimeoutError || error instanceof errors.ConnectTimeoutError;
    this.exchange.fail(isTimeout ? "gateway_timeout" : "bad_gateway");
  }
}

function rawHeadersOf(controller: Dispatcher.DispatchController): readonly (Buffer | string)[] {
  return (controller as { rawHeaders?: readonly (Buffer | string)[] | null }).rawHeaders ?? [];
}
