import type { Server } from "node:http";
import { Server as NetServer, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { endKeepAlive, isFlushing } from "./http-socket";

const SWEEP_MS = 100;
/** A client that is about to send its next request on a connection is told with its answer to leave it. */
const LAST_WORD_MS = 500;

/** The end of a server: no new connections, and what is in flight is finished. */
export class Drain {
  private readonly sockets = new Set<Socket>();
  /** Those that speak something else than HTTP by now. */
  private readonly upgraded = new Set<Duplex>();
  private requested = false;

  /** @param drainMs after which what is in flight is cut */
  constructor(private readonly options: { drainMs: number }) {}

  get isRequested(): boolean {
    return this.requested;
  }

  /** Keeps account of a server's connections. */
  watch(server: Server): void {
    server.on("connection", (socket: Socket) => {
      this.sockets.add(socket);
      socket.once("close", () => this.sockets.delete(socket));
    });
  }

  /** A connection on which nobody waits for an answer any more: it ends with the first word of the end. */
  noteUpgrade(socket: Duplex): void {
    if (this.requested) socket.destroy();
    this.upgraded.add(socket);
    socket.once("close", () => this.upgraded.delete(socket));
  }

  /** Ends a server that is watched; done when its last connection is closed. */
  async run(server: Server): Promise<void> {
    this.requested = true;
    endKeepAlive(this.sockets);
    // `node:http` knows nothing of them any more, and they would keep the server open for ever.
    for (const socket of this.upgraded) socket.destroy();
    // Not as `node:http` closes, which hangs up on idle connections at once: a request may be on its way.
    const closed = new Promise<void>((resolve) => {
      NetServer.prototype.close.call(server, () => resolve());
    });
    let sweep: NodeJS.Timeout | undefined;
    const lastWord = setTimeout(() => {
      sweep = setInterval(() => {
        if (![...this.sockets].some(isFlushing)) server.closeIdleConnections();
      }, SWEEP_MS);
    }, LAST_WORD_MS);
    const cut = setTimeout(() => server.closeAllConnections(), this.options.drainMs);
    await closed;
    clearTimeout(lastWord);
    clearInterval(sweep);
    clearTimeout(cut);
  }
}
