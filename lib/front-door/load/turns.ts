import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** Behind the first request of a connection so many at most are served at once. */
const AT_ONCE = 8;

/** What a client has sent on one connection without waiting for answers. */
interface Line {
  underWay: number;
  waiting: Array<{ response: ServerResponse; serve: () => void }>;
}

const lines = new WeakMap<Socket, Line>();

/** Whether nobody stands in front of a request on its connection, as with nearly all. */
export const isItsTurn = (response: ServerResponse) => response.socket !== null;

/**
 * Serves a request when its turn comes; one whose turn it is need not come here. A client may send thousands on one
 * connection without waiting for answers (pipelining, RFC 9112, section 9.3.2): the first few are served, the others
 * follow as answers leave. Meanwhile nothing more is read of that connection, so that what waits here is what was read at
 * once.
 *
 * Those that wait when their client leaves are not served.
 */
export function inTurn(response: ServerResponse, serve: () => void): void {
  const { socket } = response.req;
  const line = lines.get(socket) ?? openLine(socket);
  if (line.waiting.length === 0 && line.underWay < AT_ONCE) return begin(line, response, serve);
  line.waiting.push({ response, serve });
  socket.pause();
}

function openLine(socket: Socket): Line {
  const line: Line = { underWay: 0, waiting: [] };
  lines.set(socket, line);
  // Node.js reads on by itself, with the end of each request.
  socket.on("resume", () => {
    if (line.waiting.length > 0) socket.pause();
  });
  socket.once("close", () => (line.waiting.length = 0));
  return line;
}

function begin(line: Line, response: ServerResponse, serve: () => void): void {
  line.underWay++;
  response.once("close", () => {
    line.underWay--;
    // In a turn of the event loop of its own: others come in between.
    setImmediate(() => goOn(line, response.req.socket));
  });
  serve();
}

function goOn(line: Line, socket: Socket): void {
  while (line.underWay < AT_ONCE) {
    const next = line.waiting.shift();
    if (!next) break;
    begin(line, next.response, next.serve);
    if (line.waiting.length === 0) socket.resume();
  }
}
