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

/** The newest of the answers that wait for others on a connection. */
const newest = new WeakMap<Socket, ServerResponse>();
/** Answers that are the last on their connections because of us, and not of the client. */
const madeLast = new WeakSet<ServerResponse>();

/** The answer behind which the next one on a connection will stand. */
function newestOn(socket: HttpSocket): ServerResponse | null | undefined {
  const queued = newest.get(socket);
  return queued && !queued.writableFinished ? queued : socket._httpMessage;
}

function makeLast(response: ServerResponse): void {
  if (response.headersSent || !response.shouldKeepAlive) return;
  response.shouldKeepAlive = false;
  madeLast.add(response);
}

/** No connection is kept longer than for the answers that are asked for on it by now. */
export function endKeepAlive(sockets: Iterable<HttpSocket>): void {
  for (const socket of sockets) {
    const response = newestOn(socket);
    if (response) makeLast(response);
  }
}

/**
 * Takes note of a request that has just come.
 *
 * @param isStopping whether its answer is to be the last on its connection
 * @returns whether it is to be served: behind an answer that says that the connection closes, none is
 *   (RFC 9112, section 9.6)
 */
export function noteRequest(response: ServerResponse, isStopping: boolean): boolean {
  if (response.socket === null) {
    const { socket } = response.req;
    const before = newestOn(socket);
    if (before && !before.shouldKeepAlive) {
      if (before.headersSent || !madeLast.delete(before)) return false;
      before.shouldKeepAlive = true;
    }
    newest.set(socket, response);
  }
  if (isStopping) makeLast(response);
  return true;
}

/**
 * Whether an answer that is whole is still on its way to a client that reads slowly: Node takes its
 * connection for idle.
 */
export const isFlushing = ({ _httpMessage: response }: HttpSocket): boolean =>
  response != null && response.writableEnded && !response.writableFinished;
