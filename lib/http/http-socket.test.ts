import { once } from "node:events";
import { createServer, get, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { endKeepAlive, isFlushing, noteRequest } from "./http-socket";

const WAITS = { timeout: 5_000 };

/** A server whose answers a test gives. */
async function startServer() {
  const sockets = new Set<Socket>();
  const responses: ServerResponse[] = [];
  const state = { isStopping: false };
  const server = createServer((_, response) => {
    if (noteRequest(response, state.isStopping)) responses.push(response);
  });
  server.on("connection", (socket) => sockets.add(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const stop = () => {
    state.isStopping = true;
    endKeepAlive(sockets);
  };
  return { port, responses, stop, sockets };
}

test("answers that have not begun are the last on their connections, others are left alone", async () => {
  const { port, responses, stop } = await startServer();
  const ask = () => once(get({ port, headers: { Connection: "keep-alive" } }), "response");
  const answers = [ask(), ask()] as Array<Promise<[IncomingMessage]>>;
  await expect.poll(() => responses.length, WAITS).toBe(2);
  responses[0]!.write("begun");
  stop();
  for (const response of responses) response.end("whole");
  const said = await Promise.all(answers.map(async (one) => (await one)[0].headers.connection));
  expect(said.toSorted()).toEqual(["close", "keep-alive"]);
});

test.each(["before", "after"])(
  "requests that wait behind others are answered where they came %s the stop",
  async (when) => {
    const { port, responses, stop } = await startServer();
    const socket = connect(port, "127.0.0.1");
    let text = "";
    socket.setEncoding("latin1").on("data", (part) => (text += part));
    const head = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    socket.write(head);
    await expect.poll(() => responses.length, WAITS).toBe(1);
    if (when === "after") stop();
    socket.write(head + head);
    await expect.poll(() => responses.length, WAITS).toBe(3);
    if (when === "before") stop();
    responses.forEach((response, i) => response.end(`<${i}>`));
    await expect.poll(() => text.match(/<.>/g), WAITS).toEqual(["<0>", "<1>", "<2>"]);
    expect(text.match(/Connection: \S+/g)).toEqual([
      "Connection: keep-alive",
      "Connection: keep-alive",
      "Connection: close",
    ]);
    socket.destroy();
  },
);

test("what comes behind an answer that says that the connection closes is not served", async () => {
  const { port, responses, stop } = await startServer();
  const socket = connect(port, "127.0.0.1");
  const closed = once(socket, "close");
  let text = "";
  socket.setEncoding("latin1").on("data", (part) => (text += part));
  const head = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  socket.write(head);
  await expect.poll(() => responses.length, WAITS).toBe(1);
  stop();
  responses[0]!.write("begun, ");
  await expect.poll(() => text, WAITS).toMatch(/Connection: close[^]*begun/);
  socket.write(head);
  await expect.poll(() => responses[0]!.req.socket.bytesRead, WAITS).toBe(2 * head.length);
  responses[0]!.end("whole");
  await closed;
  expect(responses.length).toBe(1);
  expect(text.match(/HTTP\/1\.1/g)).toHaveLength(1);
});

test("an answer that a client has yet to read is on its way, one that it has read is not", async () => {
  const { port, responses, sockets } = await startServer();
  const socket = connect(port, "127.0.0.1").pause();
  socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  await expect.poll(() => responses.length, WAITS).toBe(1);
  const [ofServer] = sockets;
  expect(isFlushing(ofServer!)).toBe(false);
  responses[0]!.end(Buffer.alloc(16 * 1024 * 1024));
  expect(isFlushing(ofServer!)).toBe(true);
  socket.resume();
  await expect.poll(() => isFlushing(ofServer!), WAITS).toBe(false);
  socket.destroy();
});
