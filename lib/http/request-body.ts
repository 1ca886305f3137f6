import type { IncomingMessage, ServerResponse } from "node:http";
import { endWhole } from "./end-whole";

/** After its answer, a client that goes on sending a body nobody wants gets this long to stop. */
const LINGER_MS = 2_000;

/** A body up to this size leaves with its head in one write; larger ones are not worth copying. */
export const SMALL_BYTES = 16 * 1024;

const toldToContinue = new WeakSet<IncomingMessage>();

/** Whether a request comes with a body, as its head says it. */
export function hasBody(request: IncomingMessage): boolean {
  const { headers } = request;
  if (headers["transfer-encoding"] !== undefined) return true;
  const length = headers["content-length"];
  return length !== undefined && length !== "0";
}

/**
 * Whether nobody can know where a request's body ends: a coding other than `chunked` comes last
 * (RFC 9112, section 6.3). Node's parser hands its head over first, and then refuses it with 400.
 */
export function isUnframed(request: IncomingMessage): boolean {
  const coding = request.headers["transfer-encoding"];
  return coding !== undefined && !/(^|[\s,])chunked\s*$/i.test(coding);
}

/** Whether a body comes in a coding beside `chunked`, which an upstream's head would no longer name. */
export function isInOtherCoding({ headers }: IncomingMessage): boolean {
  const coding = headers["transfer-encoding"];
  return coding !== undefined && coding.toLowerCase() !== "chunked";
}

/** `Expect` may name several expectations (RFC 9110, section 10.1.1). */
const ASKS_TO_CONTINUE = /(^|,)\s*100-continue\s*(,|$)/i;

/**
 * Tells a client that asked before sending its body (`Expect: 100-continue`) to send it. One of HTTP/1.0
 * knows no such answer, and would take it for the whole one.
 */
export function tellToContinue(request: IncomingMessage, response: ServerResponse): void {
  const { expect } = request.headers;
  if (expect === undefined || toldToContinue.has(request)) return;
  toldToContinue.add(request);
  if (request.httpVersionMinor > 0 && ASKS_TO_CONTINUE.test(expect)) response.writeContinue();
}

/**
 * Has the connection end with the answer where the client still asks whether to send its body: it may
 * send it all the same, or go on with another request.
 */
export function closeIfUnsure(request: IncomingMessage, response: ServerResponse): void {
  const { expect } = request.headers;
  if (expect === undefined || toldToContinue.has(request) || !hasBody(request)) return;
  if (ASKS_TO_CONTINUE.test(expect)) response.shouldKeepAlive = false;
}

/**
 * Ends an answer. Where the connection closes with it, and the client still sends, the answer is
 * written but its end waits for the body's, or a moment: closing on unread bytes resets the
 * connection, and the client might lose the answer.
 */
export function endAfterBody(
  request: IncomingMessage,
  response: ServerResponse,
  last?: Buffer,
): void {
  if (request.complete || response.shouldKeepAlive || !hasBody(request)) {
    // As a text it is joined to the head; Latin-1 has a character for each byte.
    if (last && last.length <= SMALL_BYTES) endWhole(response, last.toString("latin1"), "latin1");
    else response.end(last);
    return;
  }
  if (last) response.write(last);
  else response.flushHeaders();
  // As it is now: a handler whose answer this replaces is given another, which does nothing.
  const endNow = response.end.bind(response);
  const end = () => {
    clearTimeout(timer);
    endNow();
  };
  const timer = setTimeout(end, LINGER_MS);
  request.once("end", end);
  request.once("close", end);
}

/**
 * Throws away what still comes of a body, so that the client gets to read its answer. One that
 * has not finished some seconds after the answer is cut off.
 */
export function dropBody(request: IncomingMessage, response: ServerResponse): void {
  if (request.complete || request.destroyed) return;
  request.resume();
  const cutOffLater = () => {
    if (request.complete) return;
    const timer = setTimeout(() => request.socket.destroy(), LINGER_MS);
    timer.unref();
    request.once("close", () => clearTimeout(timer));
  };
  if (response.writableFinished) cutOffLater();
  else response.once("finish", cutOffLater);
}

/** What pages and their forms are sent is small. */
const BODY_MS = 60_000;

/** Hangs up on a body that takes too long from here on, however it trickles. */
export function limitBodyTime(request: IncomingMessage): void {
  if (request.complete || !hasBody(request)) return;
  const timer = setTimeout(() => {
    if (!request.complete) request.socket.destroy();
  }, BODY_MS);
  timer.unref();
  request.once("close", () => clearTimeout(timer));
}
