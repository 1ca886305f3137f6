import { type IncomingMessage, STATUS_CODES, type ServerResponse } from "node:http";
import type { Dispatcher } from "undici";
import type { ErrorCode } from "@/lib/errors";
import { endAfterBody } from "@/lib/http/request-body";
import type { Exchange } from "./exchange";
import { passInterim } from "./interim";
import { clientResponseHeaders, clientTrailers } from "./response-headers";
import { errors } from "./undici";
import { UploadStalledError } from "./upload";
import { type FailureCodes, kindOfError, type UpstreamErrors } from "./upstream-errors";

/** Kept connections that may turn out closed, one after another, before we give up. */
const MAX_STALE = 4;
/** Parts of a body that are taken in while the head is held, before the upstream must wait. */
const MAX_HELD = 8;
/** undici reads reasons as UTF-8, and Node writes none beyond Latin-1. */
const PRINTABLE = /^[\x20-\x7e]*$/;

export interface RelayOptions {
  pool: Dispatcher;
  /** What was asked of the upstream. */
  asked: Dispatcher.DispatchOptions;
  /** Whether it may be asked twice. */
  isRepeatable: boolean;
  /** From the request's end to the answer's head. */
  headersTimeoutMs: number;
  /** How long the client may leave an answer unread. */
  idleTimeoutMs: number;
  /** Of the upstream; in lower case. */
  origin: string;
  failures: FailureCodes;
  /** Whether an answer that says `Latchkey-Error: unavailable` is a failure of ours, told in our words. */
  believesErrors: boolean;
  /** Where it is counted what went wrong. */
  errors: UpstreamErrors;
  /** Where answers are counted as they begin. */
  answers: { begun: number };
}

/** An answer's head, until its row is durable and it may leave. */
interface HeldHead {
  status: number;
  /** Null: the usual one for the status. */
  reason: string | null;
  headers: string[];
  hasLength: boolean;
}

/**
 * Carries one answer from the upstream to the client. Its head is held until the request's row is
 * durable, at the end of the turn of the event loop in which it came; an answer that is whole by
 * then, as most are, leaves in one write.
 *
 * These are undici's own callbacks: the newer `onResponseStart` and its kin are wrapped around
 * them, and parse every header once more.
 */
export class Relay implements Dispatcher.DispatchHandler {
  private abort: ((reason?: Error) => void) | undefined;
  /** Whether it is on a connection. */
  private isConnected = false;
  private resume: (() => void) | undefined;
  private readonly response: ServerResponse;
  /** Nothing more is to be written: it was answered otherwise, or is finished. */
  private isDone = false;
  private held: HeldHead | null = null;
  /** What came of the body while the head was held. */
  private heldBody: Buffer[] = [];
  /** The upstream has said all. */
  private isWhole = false;
  private trailers: Array<[string, string]> = [];
  private stalled: NodeJS.Timeout | undefined;
  private hasHead = false;
  private staleMet = 0;
  private resetsMet = 0;
  /** When the first interim answer (1xx) to a whole request came; by `performance.now()`. */
  private informedMs: number | undefined;

  constructor(
    private readonly exchange: Exchange,
    private readonly options: RelayOptions,
  ) {
    this.response = exchange.response;
    // The client left: the upstream need not go on.
    exchange.onLeft = () => {
      clearTimeout(this.stalled);
      const isAwaited = exchange.waitsForHead && !this.hasHead;
      if (!this.isDone && !isAwaited) this.abort?.(new Error("the client left"));
    };
  }

  onConnect(abort: (reason?: Error) => void): void {
    this.abort = abort;
    this.isConnected = true;
    if (this.response.destroyed) abort(new Error("the client left"));
  }

  onHeaders(status: number, rawHeaders: Buffer[], resume: () => void, reason: string): boolean {
    const { exchange } = this;
    const { request } = exchange;
    if (status < 200) return this.onInterim(status, rawHeaders);
    this.hasHead = true;
    this.options.answers.begun++;
    if (this.response.destroyed) {
      this.abort?.(new Error("the client left"));
      return false;
    }
    this.resume = resume;
    const head = clientResponseHeaders(rawHeaders, {
      origin: this.options.origin,
      keyed: exchange.keyed,
      mayBeChunked:
        request.httpVersionMinor > 0 &&
        request.method !== "HEAD" &&
        status !== 204 &&
        status !== 304,
    });
    const { errors: counts, failures, believesErrors } = this.options;
    if (head === null) {
      counts.bad_answer++;
      return this.giveUp(failures.unreachable);
    }
    if (believesErrors && head.error === "unavailable") return this.giveUp("unavailable");
    const isUsual = reason === STATUS_CODES[status] || !PRINTABLE.test(reason);
    this.held = {
      status,
      reason: isUsual ? null : reason,
      headers: exchange.ours.concat(head.headers),
      hasLength: head.hasLength,
    };
    exchange.recordThen(status, head.credits, this.onDurable);
    return true;
  }

  /** Passes early hints on. undici's deadline begins anew with each interim answer: ours does not. */
  private onInterim(status: number, rawHeaders: Buffer[]): boolean {
    const { request } = this.exchange;
    if (!this.isInTime(request)) {
      this.options.errors.timeout++;
      return this.giveUp(this.options.failures.late);
    }
    passInterim(request, this.response, status, rawHeaders);
    return true;
  }

  private isInTime({ complete }: IncomingMessage): boolean {
    if (!complete) return true;
    const nowMs = performance.now();
    this.informedMs ??= nowMs;
    return nowMs - this.informedMs < this.options.headersTimeoutMs;
  }

  onData(chunk: Buffer): boolean {
    if (this.held === null) return this.pass(chunk);
    this.heldBody.push(chunk);
    // No more than a few reads' worth: the turn is over soon.
    return this.heldBody.length < MAX_HELD;
  }

  onComplete(rawTrailers: readonly (Buffer | string)[] | null): void {
    this.isWhole = true;
    this.exchange.onAnswered?.();
    if (rawTrailers && rawTrailers.length > 0) this.trailers = clientTrailers(rawTrailers);
    if (this.held === null) this.finish();
  }

  /** The row is durable, or cannot be: the first byte may leave now. */
  private readonly onDurable = (error: Error | null): void => {
    const { held, heldBody, response } = this;
    this.held = null;
    this.heldBody = [];
    if (held === null || this.isDone || response.destroyed) return;
    if (error) {
      this.giveUp("unavailable");
      return;
    }
    try {
      if (held.reason === null) response.writeHead(held.status, held.headers);
      else response.writeHead(held.status, held.reason, held.headers);
    } catch {
      // undici's parser lets nothing through that Node does not write. Should that change: nothing has left
      // yet, and the other answers of this turn must not suffer for it.
      this.options.errors.bad_answer++;
      this.giveUp(this.options.failures.unreachable);
      return;
    }
    if (this.isWhole && held.hasLength && heldBody.length === 1 && this.trailers.length === 0) {
      this.isDone = true;
      endAfterBody(this.exchange.request, response, heldBody[0]);
      return;
    }
    let hasRoom = true;
    for (const chunk of heldBody) hasRoom = this.pass(chunk);
    if (this.isWhole) this.finish();
    // A head must not wait for the first byte of a body that may come much later (events).
    else if (heldBody.length === 0) response.flushHeaders();
    else if (hasRoom && heldBody.length >= MAX_HELD) this.resume?.();
  };

  /** Hands a part of the body on; false: no more until the client has read. */
  private pass(chunk: Buffer): boolean {
    const { response } = this;
    if (response.write(chunk)) return true;
    if (this.stalled) return false;
    this.stalled = setTimeout(() => {
      response.destroy();
      // Of one that waits for its turn on the connection, nobody else hears.
      this.abort?.(new Error("the client stopped reading"));
    }, this.options.idleTimeoutMs);
    response.once("drain", () => {
      clearTimeout(this.stalled);
      this.stalled = undefined;
      this.resume?.();
    });
    return false;
  }

  private finish(): void {
    this.isDone = true;
    if (this.trailers.length > 0) this.response.addTrailers(this.trailers);
    endAfterBody(this.exchange.request, this.response);
  }

  onError(error: Error): void {
    const { response } = this;
    const isOver = this.isDone || response.destroyed;
    const isTooLate = response.headersSent || this.held !== null;
    if (!isOver && !isTooLate && this.options.isRepeatable && this.mayRepeat(error)) {
      this.isConnected = false;
      this.options.pool.dispatch(this.options.asked, this);
      return;
    }
    this.exchange.onAnswered?.();
    if (isOver) return;
    // It was the client that stopped.
    const isClients = error instanceof UploadStalledError || this.exchange.request.socket.destroyed;
    if (!isClients) this.options.errors[kindOfError(error, this.isConnected)]++;
    if (response.headersSent || this.held !== null || error instanceof UploadStalledError) {
      // Too late for an error: cut the answer short, so that the client sees it is not whole.
      response.destroy();
    } else {
      this.isDone = true;
      const isTimeout =
        error instanceof errors.HeadersTimeoutError || error instanceof errors.ConnectTimeoutError;
      const { unreachable, late } = this.options.failures;
      this.exchange.fail(isTimeout ? late : unreachable);
    }
  }

  /**
   * Whether it is worth another try. Of a connection that was reset nobody knows whether it was a kept one,
   * so that is tried again once.
   */
  private mayRepeat(error: Error): boolean {
    if (wasReset(error)) return this.resetsMet++ < 1;
    return wasStale(error) && this.staleMet++ < MAX_STALE;
  }

  private giveUp(code: ErrorCode): boolean {
    this.isDone = true;
    this.exchange.fail(code);
    this.abort?.(new Error(code));
    return false;
  }
}

const wasReset = ({ code }: NodeJS.ErrnoException) => code === "ECONNRESET" || code === "EPIPE";

/** Whether a kept connection had been closed by the upstream when we took it up again. */
function wasStale(error: Error): boolean {
  return error instanceof errors.SocketError && (error.socket?.bytesRead ?? 0) > 0;
}
