import net, { type AddressInfo, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** A name for a database server that can be given to another one, as a fail-over does. */
export interface MovableDatabase {
  url: string;
  moveTo(port: number): void;
}

/** Puts a relay in front of a database server on the loopback; it goes when the test ends. */
export async function movableDatabase(url: string): Promise<MovableDatabase> {
  let to = Number(new URL(url).port);
  const open = new Set<Socket>();
  const relay = net.createServer((client) => {
    const server = net.connect(to, "127.0.0.1");
    for (const socket of [client, server]) {
      open.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => {});
    }
    client.pipe(server).pipe(client);
    const end = () => {
      for (const socket of [client, server]) {
        socket.destroy();
        open.delete(socket);
      }
    };
    client.on("close", end);
    server.on("close", end);
  });
  await new Promise<void>((resolve) => relay.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
    relay.close();
  });
  const moved = new URL(url);
  moved.port = String((relay.address() as AddressInfo).port);
  return { url: moved.href, moveTo: (port) => void (to = port) };
}
