import { once } from "node:events";
import { createServer, get, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { endKeepAlive } from "./http-socket";

test("answers that have not begun are the last on their connections, others are left alone", async () => {
  const sockets = new Set<Socket>();
  const responses: ServerResponse[] = [];
  const server = createServer((_, response) => responses.push(response));
  server.on("connection", (socket) => sockets.add(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const ask = () => once(get({ port, headers: { Connection: "keep-alive" } }), "response");
  const answers = [ask(), ask()] as Array<Promise<[IncomingMessage]>>;
  await expect.poll(() => responses.length).toBe(2);
  responses[0]!.write("begun");
  endKeepAlive(sockets);
  for (const response of responses) response.end("whole");
  const said = await Promise.all(
    answers.map(async (answer) => (await answer)[0].headers.connection),
  );
  expect(said.toSorted()).toEqual(["close", "keep-alive"]);
});
