import type { IncomingMessage, ServerResponse } from "node:http";
import type { Admission } from "@/lib/enforcement/admission";
import type { ErrorCode } from "@/lib/errors";
import type { Target } from "@/lib/front-door/target";

/** Whom a request comes from. */
export interface Client {
  /** Its address; null where it is not known. */
  ip: string | null;
  /** Whether it came through one of the operator's own proxies, whose word on the rest may be believed. */
  isProxy(): boolean;
}

/** One admitted request on its way to the upstream, and what becomes of it. */
export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  target: Target;
  admission: Admission;
  client: Client;
  /** Our own headers for the client: name, value, name, value… */
  ours: string[];
  /**
   * Makes the request's row durable by the end of this turn of the event loop. Nothing may be
   * answered before `then` is told null; told an error, the answer must be `fail("unavailable")`.
   */
  recordThen(status: number, credits: number | null, then: (error: Error | null) => void): void;
  /** Called when the connection to the client is done with, after its answer or before. */
  onLeft: (() => void) | null;
  /** Answers with an error of ours; nothing has been answered yet. */
  fail(code: ErrorCode): void;
}
