import type { RequestListener } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Serves on a free loopback port, says where, and ends on SIGTERM. */
export function listen(handler: RequestListener): void {
  const server = createServer(handler);
  server.listen(0, "127.0.0.1", () => {
    const { port } = server.address() as AddressInfo;
    console.log(`listening on http://127.0.0.1:${port}`);
  });
  process.on("SIGTERM", () => process.exit(0));
}
