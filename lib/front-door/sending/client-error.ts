import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { ErrorCode } from "@/lib/errors";
import { uuidv7 } from "@/lib/ids";
import { errorAnswer } from "@/lib/answers/error-answer";
import type { HttpSocket } from "@/lib/http/http-socket";

const CODES: Record<string, ErrorCode> = {
  HPE_HEADER_OVERFLOW: "headers_too_large",
  ERR_HTTP_REQUEST_TIMEOUT: "request_timeout",
};

const HAS_ENDED = "HPE_INVALID_EOF_STATE";

/** A client that was refused may still be sending; hanging up at once would lose it the answer. */
const LINGER_MS = 1_000;

/** The parser goes on to complain about every further byte of what it refused. */
const refused = new WeakSet<Duplex>();

/** Answers what Node's parser refuses (smuggling, garbage, over-long heads) and hangs up. */
export function clientErrorAnswer(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (refused.has(socket)) return;
  refused.add(socket);
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  if (error.code === HAS_ENDED && (socket as HttpSocket)._httpMessage?.req.complete) {
    // It left amid a request, and so before the answers to those that came before it: as if amid none.
    socket.destroy();
    return;
  }
  const code = CODES[error.code ?? ""] ?? "bad_request";
  afterEarlierAnswers(socket as HttpSocket, () => answerOnSocket(socket, code));
}

/**
 * Requests that came before on the same connection are answered first: a client takes answers
 * in the order of its requests, and would take this one for an earlier request's.
 */
function afterEarlierAnswers(socket: HttpSocket, answer: () => void): void {
  const earlier = socket._httpMessage;
  if (!earlier) {
    answer();
  } else if (earlier.req.complete) {
    earlier.once("finish", () => setImmediate(() => afterEarlierAnswers(socket, answer)));
  } else if (earlier.headersSent) {
    // The broken request is half answered already: cut it short.
    socket.destroy();
  } else {
    answer();
  }
}

/**
 * Writes a whole JSON error to a connection that no response object belongs to, and hangs up.
 *
 * @param more headers: name, value, name, value…
 */
export function answerOnSocket(
  socket: Duplex,
  code: ErrorCode,
  more: readonly string[] = [],
): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const { status, headers, body } = errorAnswer(code, undefined);
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`];
  const all = [...headers, "X-Request-Id", uuidv7(), ...more, "Connection", "close"];
  for (let i = 0; i < all.length; i += 2) lines.push(`${all[i]}: ${all[i + 1]}`);
  socket.on("error", () => socket.destroy());
  socket.end(`${lines.join("\r\n")}\r\n\r\n${body.toString()}`);
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  timer.unref();
  socket.once("close", () => clearTimeout(timer));
}
