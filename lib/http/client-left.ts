import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** Whether the client of a request is gone; see `whenLeft`. */
export const hasLeft = (request: IncomingMessage, response: ServerResponse): boolean =>
  response.destroyed || request.socket.destroyed;

const queued = new WeakMap<Socket, Set<() => void>>();

/**
 * Calls back when the connection to a request's client is done with, after its answer or before. Node
 * tells so only the answer that a connection is at: those of further requests on it (pipelined) would wait
 * for ever, and what is fetched for them with them.
 *
 * It must not have left yet (`hasLeft`).
 *
 * @param left may be called more than once
 */
export function whenLeft(
  request: IncomingMessage,
  response: ServerResponse,
  left: () => void,
): void {
  response.once("close", left);
  if (response.socket !== null) return;
  const { socket } = request;
  const gone = () => {
    response.destroy();
    left();
  };
  const waiting = queued.get(socket) ?? waitingOn(socket);
  waiting.add(gone);
  response.once("close", () => waiting.delete(gone));
}

/** One listener for all: a client may pipeline thousands. */
function waitingOn(socket: Socket): Set<() => void> {
  const waiting = new Set<() => void>();
  queued.set(socket, waiting);
  socket.once("close", () => {
    for (const gone of waiting) gone();
  });
  return waiting;
}
