import net, { type AddressInfo, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** A way to a database that a test can break, and mend again. */
export interface CuttableDatabase {
  url: string;
  /** Breaks every connection and refuses new ones, as a database that stopped does. */
  cut(): void;
  /** Lets nothing through any more, without a word, as a network that lost its way does. */
  freeze(): void;
  /** Loses the connections that there are, without a word; new ones work: a database that moved. */
  strand(): void;
  /** Makes it whole; what was broken or stranded stays so, what was frozen flows on. */
  mend(): void;
}

/** Puts a relay in front of a database server; it goes when the test ends. */
export async function cuttableDatabase(databaseUrl: string): Promise<CuttableDatabase> {
  const target = new URL(databaseUrl);
  const pairs = new Set<[Socket, Socket]>();
  let isCut = false;
  let isFrozen = false;
  const relay = net.createServer((client) => {
    if (isCut) {
      client.destroy();
      return;
    }
    const server = net.connect(Number(target.port || 5432), target.hostname);
    const pair: [Socket, Socket] = [client, server];
    pairs.add(pair);
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      // Without it a notice waits for an acknowledgement, some 40 ms.
      from.setNoDelay(true);
      from.on("data", (bytes: Buffer) => to.write(bytes));
      from.on("error", () => {});
      from.on("close", () => {
        to.destroy();
        pairs.delete(pair);
      });
      if (isFrozen) from.pause();
    }
  });
  await new Promise<void>((resolve) => relay.listen(0, "127.0.0.1", resolve));
  const stranded = new Set<[Socket, Socket]>();
  const destroyAll = () => {
    for (const pair of [...pairs, ...stranded]) for (const socket of pair) socket.destroy();
  };
  onTestFinished(() => {
    destroyAll();
    relay.close();
  });
  const url = new URL(databaseUrl);
  url.hostname = "127.0.0.1";
  url.port = String((relay.address() as AddressInfo).port);
  return {
    url: url.href,
    cut() {
      isCut = true;
      destroyAll();
    },
    freeze() {
      isFrozen = true;
      for (const pair of pairs) for (const socket of pair) socket.pause();
    },
    strand() {
      for (const pair of pairs) {
        for (const socket of pair) socket.pause();
        pairs.delete(pair);
        stranded.add(pair);
      }
    },
    mend() {
      isCut = isFrozen = false;
      for (const pair of pairs) for (const socket of pair) socket.resume();
    },
  };
}
