import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { answerOnSocket, clientErrorAnswer } from "./sending/client-error";
import { onIdle } from "@/lib/http/http-socket";

/** Longer than any load balancer keeps its idle connections, so that it never reuses a closed one. */
const KEEP_ALIVE_MS = 75_000;
const HEADERS_TIMEOUT_MS = 60_000;
/** A client may leave an answer unread, or a body unsent, for so long. */
const IDLE_MS = 300_000;

/**
 * The `node:http` server of the front door, with every event in which a request may come.
 *
 * @param idleMs how long a client may neither take nor send what it is expected to
 */
export function frontDoorServer(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
  { idleMs = IDLE_MS } = {},
): Server {
  const server = createServer({
    keepAliveTimeout: KEEP_ALIVE_MS,
    headersTimeout: HEADERS_TIMEOUT_MS,
    // Uploads may take as long as they move.
    requestTimeout: 0,
    // A request without a host is answered like every other.
    requireHostHeader: false,
    // Also where the process was started with --insecure-http-parser.
    insecureHTTPParser: false,
  });
  // By itself Node.js leaves out what comes after a thousand headers: lengths, hosts and addresses could hide there.
  // How long they may be in all is bounded.
  server.maxHeadersCount = 0;
  server.timeout = idleMs;
  server.on("timeout", (socket: Socket) => onIdle(socket, idleMs));
  server.on("request", handle);
  // The client asks before it sends its body: whoever reads the body says 100 first.
  server.on("checkContinue", handle);
  // What else a client may expect is not ours to promise: such requests are enforced, logged and served
  // like any other, as RFC 9110, section 10.1.1, allows. Node would answer them by itself, unlogged.
  server.on("checkExpectation", handle);
  server.on("clientError", clientErrorAnswer);
  server.on("connect", (_request: IncomingMessage, socket: Duplex) =>
    answerOnSocket(socket, "method_not_allowed", ["Allow", ""]),
  );
  return server;
}
