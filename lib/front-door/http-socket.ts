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

/** The answers that connections are at, as far as their heads can be changed, are their last. */
export function endKeepAlive(sockets: Iterable<HttpSocket>): void {
  for (const { _httpMessage: response } of sockets) {
    if (response && !response.headersSent) response.shouldKeepAlive = false;
  }
}
