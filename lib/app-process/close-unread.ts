import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** So long what is left of a body is read and dropped, once its answer is written. */
const LINGER_MS = 5_000;

/**
 * Has the connection end with an answer that leaves before its request was read to the end. What was not read
 * stays in the connection, in front of the next request, and Node.js reads neither: whoever came next on it would
 * wait for ever. Next.js answers so where it refuses a body, and a handler may.
 *
 * The end is a gentle one (RFC 9112, section 9.6): we say that nothing more comes, and take in what is still sent.
 * Were the connection closed at once, the front door could be told of that before it has read the answer.
 */
export function closeWhereUnread(request: IncomingMessage, response: ServerResponse): void {
  // Taken now: a request that somebody has destroyed has none.
  const { socket } = request;
  const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse;
  response.writeHead = ((...args: unknown[]) => {
    if (!request.complete) {
      response.shouldKeepAlive = false;
      // What Node.js calls once the last byte of such an answer is handed over.
      socket.destroySoon = () => linger(request, socket);
    }
    return writeHead(...args);
  }) as typeof response.writeHead;
}

function linger(request: IncomingMessage, socket: Socket): void {
  socket.end();
  // Whoever was reading has stopped, and would hold it up.
  request.unpipe();
  request.removeAllListeners("data");
  request.removeAllListeners("readable");
  request.resume();
  const end = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once("close", () => clearTimeout(end));
}
