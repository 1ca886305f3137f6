import { createServer as createSocketServer } from "node:net";
import type { Server } from "node:http";

/**
 * On so many sockets the app listens. Node.js accepts one connection of a socket in each turn of the event
 * loop (libuv, `uv__server_io`). Under load a turn takes a fifth of a second: with one socket, requests on new
 * connections wait for minutes while those on kept ones overtake them.
 */
const SOCKETS = 16;

/** All paths on which the app listens. @param first the one that it is told; the others are made of it */
export function socketPaths(first: string): string[] {
  return Array.from({ length: SOCKETS }, (_, i) => (i === 0 ? first : `${first}.${i}`));
}

/**
 * Lets a server take connections from several Unix sockets.
 *
 * @param backlog so many connections may wait at each
 * @throws where one of the paths cannot be listened on
 */
export async function listenOnAll(
  server: Server,
  paths: readonly string[],
  backlog: number,
): Promise<void> {
  await Promise.all(paths.map((path) => listen(server, path, backlog)));
}

function listen(server: Server, path: string, backlog: number): Promise<void> {
  // An HTTP server's connections stay open for the answer where the client has ended its side.
  const sockets = createSocketServer({ allowHalfOpen: true }, (socket) =>
    server.emit("connection", socket),
  );
  return new Promise((resolve, reject) => {
    sockets.once("error", reject);
    sockets.listen({ path, backlog }, resolve);
  });
}
