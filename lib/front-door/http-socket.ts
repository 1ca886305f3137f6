import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** Node keeps the answer that a connection is at here. */
export type HttpSocket = Socket & { _httpMessage?: ServerResponse | null };

/**
 * What becomes of a connection on which nothing was read or written for a while: it stays as long as the
 * answer is what takes its time, and not the client.
 *
 * @param idleMs after which this is to be asked again
 */
export function onIdle(socket: HttpSocket, idleMs: number): void {
  const response = socket._httpMessage;
  const request = response?.req;
  const isUnread = socket.writableLength > 0;
  const isUnsent = request && !request.complete && request.readableLength === 0;
  if (!response || isUnread || isUnsent) socket.destroy();
  else socket.setTimeout(idleMs);
}

/** Connections on which requests came before earlier ones were answered. */
const pipelined = new WeakSet<Socket>();

/**
 * Has an answer be the last on its connection, where that is still to be said and no further one waits
 * behind it: Node would close the connection on that.
 */
function makeLast(socket: HttpSocket, response: ServerResponse): void {
  if (!response.headersSent && !pipelined.has(socket)) response.shouldKeepAlive = false;
}

/** The answers that connections are at are their last. */
export function endKeepAlive(sockets: Iterable<HttpSocket>): void {
  for (const socket of sockets) if (socket._httpMessage) makeLast(socket, socket._httpMessage);
}

/**
 * Takes note of a request that has just come.
 *
 * @param isStopping whether its answer is to be the last on its connection
 */
export function noteRequest(response: ServerResponse, isStopping: boolean): void {
  const { socket } = response.req;
  if (response.socket === null) {
    pipelined.add(socket);
    const before = (socket as HttpSocket)._httpMessage;
    if (before && !before.headersSent) before.shouldKeepAlive = true;
  } else if (isStopping) {
    makeLast(socket, response);
  }
}
