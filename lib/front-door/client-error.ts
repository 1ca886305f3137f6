import type { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { ERRORS } from "@/lib/errors";
import { uuidv7 } from "@/lib/ids";

const ANSWERS: Record<string, [number, string]> = {
  HPE_HEADER_OVERFLOW: [431, "Request Header Fields Too Large"],
  ERR_HTTP_REQUEST_TIMEOUT: [408, "Request Timeout"],
};

/** A client that was refused may still be sending; hanging up at once would lose it the answer. */
const LINGER_MS = 1_000;

/** Node keeps the answer that a connection is waiting for here. */
type HttpSocket = Duplex & { _httpMessage?: ServerResponse | null };

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
  const [status, reason] = ANSWERS[error.code ?? ""] ?? [400, "Bad Request"];
  afterEarlierAnswers(socket, () => answerOnSocket(socket, status, reason));
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

/** Writes a whole JSON error to a connection that no response object belongs to, and hangs up. */
export function answerOnSocket(socket: Duplex, status: number, reason: string): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const body = JSON.stringify({ error: reason });
  const code = reason === ERRORS.bad_request.error ? "Latchkey-Error: bad_request\r\n" : "";
  socket.on("error", () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\nContent-Type: application/json\r\nCache-Control: no-store\r\n` +
      `${code}X-Request-Id: ${uuidv7()}\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  timer.unref();
  socket.once("close", () => clearTimeout(timer));
}
