import type { Server } from "node:http";
import { Server as NetServer, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { endKeepAlive, isFlushing } from "@/lib/http/http-socket";

const SWEEP_MS = 100;
/** What only waits is told so long before all is cut: its answer has to leave, and its row to be written. */
const LAST_CALL_MS = 1_000;
/** A client that is about to send its next request on a connection is told with its answer to leave it. */
const LAST_WORD_MS = 500;

export interface DrainOptions {
  /** For so long connections are still taken once it is announced: balancers need to hear of it. */
  prestopMs: number;
  /** After which what is in flight is cut. */
  drainMs: number;
}

/** The end of a server: no new connections, and what is in flight is finished. */
export class Drain {
  private readonly sockets = new Set<Socket>();
  /** Those that speak something else than HTTP by now. */
  private readonly upgraded = new Set<Duplex>();
  private requested = false;
  private announced = false;

  constructor(private readonly options: DrainOptions) {}

  /** Whether no connection is to be kept any more. */
  get isRequested(): boolean {
    return this.requested;
  }

  /** Whether balancers should send nobody here any more. */
  get isAnnounced(): boolean {
    return this.announced;
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

  /**
   * Ends a server that is watched; done when its last connection is closed.
   * @param dismiss answers what has begun nothing yet and would be cut in a moment
   * @returns how many connections were cut with something in flight
   */
  async run(server: Server, dismiss: () => void): Promise<number> {
    const { prestopMs, drainMs } = this.options;
    this.announced = true;
    if (prestopMs > 0) await sleep(prestopMs);
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
    const lastCall = setTimeout(dismiss, drainMs - Math.min(LAST_CALL_MS, drainMs / 2));
    let wereCut = 0;
    const cut = setTimeout(() => {
      server.closeIdleConnections();
      wereCut = this.sockets.size;
      server.closeAllConnections();
    }, drainMs);
    await closed;
    clearTimeout(lastWord);
    clearInterval(sweep);
    clearTimeout(lastCall);
    clearTimeout(cut);
    return wereCut;
  }
}
