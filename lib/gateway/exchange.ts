import type { IncomingMessage, ServerResponse } from "node:http";
import type { ErrorCode } from "@/lib/errors";
import type { Target } from "@/lib/http/target";

/** Whom a request comes from. */
export interface Client {
  /** Its address; null where it is not known. */
  ip: string | null;
  /** Whether it came through one of the operator's own proxies, whose word on the rest may be believed. */
  isProxy(): boolean;
  /** Whether its address is a proxy's that is not configured, and so everybody's. */
  isAnybody: boolean;
}

/** One request on its way to an upstream, and what becomes of it. */
export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  target: Target;
  /** The request's body, where somebody has read it already; else it is streamed. */
  body?: Buffer;
  /**
   * Whether what was asked is waited for also when the client has left: the app renders on whether
   * anybody listens or not, and only its answer says that it is free again.
   */
  waitsForHead?: boolean;
  /** The head for the upstream, without the length of the body: name, value, name, value… */
  requestHeaders(host: string): string[];
  /** How others may keep and read the answer to a keyed request; null: it was not keyed. */
  keyed: KeyedAnswers | null;
  /** Our own headers for the client: name, value, name, value… */
  ours: string[];
  /**
   * Makes what became of the request durable, where it is logged, and calls back by the end of this turn
   * of the event loop. Nothing may be answered before `then` is told null; told an error, the answer must
   * be `fail("unavailable")`.
   */
  recordThen(status: number, credits: number | null, then: (error: Error | null) => void): void;
  /** Called when nothing more comes of the upstream, or is awaited. */
  onAnswered?(): void;
  /** Called when the connection to the client is done with, after its answer or before. */
  onLeft: (() => void) | null;
  /** Answers with an error of ours; nothing has been answered yet. */
  fail(code: ErrorCode): void;
}

/** What holds for all answers to keyed requests. */
export interface KeyedAnswers {
  /** Whether we tell browsers elsewhere what they may do, and not the upstream. */
  hasCors: boolean;
  /** The request headers on which they depend. */
  vary: readonly string[];
  /** The same for an answer that the upstream has marked as everybody's. */
  varyOfPublic: readonly string[];
}
