import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { type Dispatcher, errors } from "undici";
import { endAfterBody } from "@/lib/front-door/request-body";
import type { Exchange } from "./exchange";
import { clientResponseHeaders, clientTrailers } from "./headers";
import { UploadStalledError } from "./upload";

/** Kept connections that may turn out closed, one after another, before we give up. */
const MAX_STALE = 4;
const NO_HEADERS: readonly string[] = [];

/** Carries one answer from the upstream to the client. */
export class Relay implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | undefined;
  private readonly response: ServerResponse;
  /** Nothing more is to be written: it was answered otherwise, or is finished. */
  private isDone = false;
  private stalled: NodeJS.Timeout | undefined;
  private staleMet = 0;

  /**
   * @param idleTimeoutMs how long the client may leave an answer unread
   * @param again sends the request anew; null where it must not be sent twice
   */
  constructor(
    private readonly exchange: Exchange,
    private readonly idleTimeoutMs: number,
    private readonly again: (() => void) | null,
  ) {
    this.response = exchange.response;
    // The client left: the upstream need not go on.
    this.response.once("close", () => {
      clearTimeout(this.stalled);
      if (!this.isDone) this.controller?.abort(new Error("the client left"));
    });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.response.destroyed) controller.abort(new Error("the client left"));
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    _headers: IncomingHttpHeaders,
    reason?: string,
  ): void {
    if (status < 200) return;
    const { exchange, response } = this;
    const head = clientResponseHeaders(rawHeadersOf(controller), {
      mayBeChunked:
        exchange.request.httpVersionMinor > 0 && status !== 204 && status !== 304 && !this.isHead,
    });
    if (head === null) return this.giveUp(controller, "bad_gateway");
    try {
      exchange.record(status, head.credits);
    } catch {
      return this.giveUp(controller, "unavailable");
    }
    const headers = exchange.ours.concat(head.headers);
    if (reason) response.writeHead(status, reason, headers);
    else response.writeHead(status, headers);
    // A head must not wait for the first byte of a body that may come much later (events); one
    // that came with it leaves in the same packet.
    process.nextTick(flushHead, response);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.response.write(chunk)) return;
    controller.pause();
    this.stalled = setTimeout(() => this.response.destroy(), this.idleTimeoutMs);
    this.response.once("drain", () => {
      clearTimeout(this.stalled);
      controller.resume();
    });
  }

  onResponseEnd(_controller: Dispatcher.DispatchController, trailers: IncomingHttpHeaders): void {
    this.isDone = true;
    for (const _name in trailers) {
      this.response.addTrailers(clientTrailers(trailers));
      break;
    }
    endAfterBody(this.exchange.request, this.response);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const { response } = this;
    if (this.isDone || response.destroyed) return;
    if (response.headersSent || error instanceof UploadStalledError) {
      // Too late for an error: cut the answer short, so that the client sees it is not whole.
      response.destroy();
    } else if (this.again && wasStale(error) && this.staleMet++ < MAX_STALE) {
      this.again();
    } else {
      this.isDone = true;
      const isTimeout =
        error instanceof errors.HeadersTimeoutError || error instanceof errors.ConnectTimeoutError;
      this.exchange.fail(isTimeout ? "gateway_timeout" : "bad_gateway");
    }
  }

  private get isHead(): boolean {
    return this.exchange.request.method === "HEAD";
  }

  private giveUp(
    controller: Dispatcher.DispatchController,
    code: "bad_gateway" | "unavailable",
  ): void {
    this.isDone = true;
    this.exchange.fail(code);
    controller.abort(new Error(code));
  }
}

function flushHead(response: ServerResponse): void {
  if (!response.writableEnded && !response.destroyed) response.flushHeaders();
}

/** Whether a kept connection had been closed by the upstream when we took it up again. */
function wasStale(error: Error): boolean {
  return error instanceof errors.SocketError && (error.socket?.bytesRead ?? 0) > 0;
}

function rawHeadersOf(controller: Dispatcher.DispatchController): readonly (Buffer | string)[] {
  return Array.isArray(controller.rawHeaders) ? controller.rawHeaders : NO_HEADERS;
}
