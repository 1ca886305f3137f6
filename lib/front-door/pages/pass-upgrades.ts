import type { IncomingMessage, Server } from "node:http";
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { answerOnSocket } from "../sending/client-error";
import { parseTarget } from "@/lib/http/target";

/**
 * Hands upgrades on to the app: its development server reloads pages over a WebSocket. Not those of
 * the keyed API, for nothing may go around enforcement. Without this, as in production, `Upgrade` is no more
 * than a header that asks, and requests with it are served.
 *
 * @param socketPath where the app listens; null where it is not up
 * @param onUpgrade told of each connection that is handed on
 */
export function passUpgrades(
  server: Server,
  socketPath: () => string | null,
  onUpgrade: (socket: Duplex) => void,
): void {
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const isKeyed = parseTarget(request.url ?? "")?.keyed ?? true;
    const path = socketPath();
    if (isKeyed || path === null) {
      answerOnSocket(socket, isKeyed ? "bad_request" : "unavailable");
      return;
    }
    // From here on it is no HTTP connection.
    (socket as Socket).setTimeout(0);
    onUpgrade(socket);
    const app = connect(path);
    for (const [one, other] of [
      [socket, app],
      [app, socket],
    ] as const) {
      one.on("error", () => other.destroy());
      one.once("close", () => other.destroy());
    }
    app.write(headOf(request), "latin1");
    app.write(head);
    socket.pipe(app).pipe(socket);
  });
}

/** The request as it came. */
function headOf({ method, url, rawHeaders }: IncomingMessage): string {
  const lines = [`${method} ${url} HTTP/1.1`];
  for (let i = 0; i < rawHeaders.length; i += 2)
    lines.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}`);
  return `${lines.join("\r\n")}\r\n\r\n`;
}
