import { STATUS_CODES, type ServerResponse } from "node:http";
import { type Dispatcher, errors } from "undici";
import { endAfterBody } from "@/lib/front-door/request-body";
import type { Exchange } from "./exchange";
import { clientResponseHeaders, clientTrailers } from "./headers";
import { UploadStalledError } from "./upload";

/** Kept connections that may turn out closed, one after another, before we give up. */
const MAX_STALE = 4;
/** undici reads reasons as UTF-8, and Node writes none beyond Latin-1. */
const PRINTABLE = /^[\x20-\x7e]*$/;

export interface RelayOptions {
  pool: Dispatcher;
  /** What was asked of the upstream. */
  asked: Dispatcher.DispatchOptions;
  /** Whether it may be asked twice. */
  isRepeatable: boolean;
  /** How long the client may leave an answer unread. */
  idleTimeoutMs: number;
}

/**
 * Carries one answer from the upstream to the client. These are undici's own callbacks: the newer
 * `onResponseStart` and its kin are wrapped around them, and parse every header once more.
 */
export class Relay implements Dispatcher.DispatchHandler {
  private abort: ((reason?: Error) => void) | undefined;
  private resume: (() => void) | undefined;
  private readonly response: ServerResponse;
  /** Nothing more is to be written: it was answered otherwise, or is finished. */
  private isDone = false;
  private stalled: NodeJS.Timeout | undefined;
  private staleMet = 0;

  constructor(
    private readonly exchange: Exchange,
    private readonly options: RelayOptions,
  ) {
    this.response = exchange.response;
    // The client left: the upstream need not go on.
    this.response.on("close", () => {
      clearTimeout(this.stalled);
      if (!this.isDone) this.abort?.(new Error("the client left"));
    });
  }

  onConnect(abort: (reason?: Error) => void): void {
    this.abort = abort;
    if (this.response.destroyed) abort(new Error("the client left"));
  }

  onHeaders(status: number, rawHeaders: Buffer[], resume: () => void, reason: string): boolean {
    if (status < 200) return true;
    const { exchange, response } = this;
    const { request } = exchange;
    this.resume = resume;
    const head = clientResponseHeaders(rawHeaders, {
      mayBeChunked:
        request.httpVersionMinor > 0 &&
        request.method !== "HEAD" &&
        status !== 204 &&
        status !== 304,
    });
    if (head === null) return this.giveUp("bad_gateway");
    try {
      exchange.record(status, head.credits);
    } catch {
      return this.giveUp("unavailable");
    }
    const headers = exchange.ours.concat(head.headers);
    if (reason === STATUS_CODES[status] || !PRINTABLE.test(reason))
      response.writeHead(status, headers);
    else response.writeHead(status, reason, headers);
    // A head must not wait for the first byte of a body that may come much later (events); one
    // that came with it leaves in the same packet.
    process.nextTick(flushHead, response);
    return true;
  }

  onData(chunk: Buffer): boolean {
    const { response } = this;
    if (response.write(chunk)) return true;
    this.stalled = setTimeout(() => response.destroy(), this.options.idleTimeoutMs);
    response.once("drain", () => {
      clearTimeout(this.stalled);
      this.resume?.();
    });
    return false;
  }

  onComplete(rawTrailers: readonly (Buffer | string)[] | null): void {
    this.isDone = true;
    if (rawTrailers && rawTrailers.length > 0) {
      this.response.addTrailers(clientTrailers(rawTrailers));
    }
    endAfterBody(this.exchange.request, this.response);
  }

  onError(error: Error): void {
    const { response } = this;
    if (this.isDone || response.destroyed) return;
    if (response.headersSent || error instanceof UploadStalledError) {
      // Too late for an error: cut the answer short, so that the client sees it is not whole.
      response.destroy();
    } else if (this.options.isRepeatable && wasStale(error) && this.staleMet++ < MAX_STALE) {
      this.options.pool.dispatch(this.options.asked, this);
    } else {
      this.isDone = true;
      const isTimeout =
        error instanceof errors.HeadersTimeoutError || error instanceof errors.ConnectTimeoutError;
      this.exchange.fail(isTimeout ? "gateway_timeout" : "bad_gateway");
    }
  }

  private giveUp(code: "bad_gateway" | "unavailable"): boolean {
    this.isDone = true;
    this.exchange.fail(code);
    this.abort?.(new Error(code));
    return false;
  }
}

function flushHead(response: ServerResponse): void {
  if (!response.writableEnded && !response.destroyed) response.flushHeaders();
}

/** Whether a kept connection had been closed by the upstream when we took it up again. */
function wasStale(error: Error): boolean {
  return error instanceof errors.SocketError && (error.socket?.bytesRead ?? 0) > 0;
}
