import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import os from "node:os";
import path from "node:path";
import { PassThrough } from "node:stream";
import { Pool } from "undici";
import { expect, onTestFinished, test } from "vitest";
import { closeWhereUnread } from "@/lib/app-process/close-unread";

type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

async function serve(handle: Handler): Promise<number> {
  const server = createServer((request, response) => {
    closeWhereUnread(request, response);
    void handle(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** Posts a body, and one more request behind it; what came back, and whether the connection was closed. */
async function postAndAskAgain(port: number, bytes: number) {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  let text = "";
  socket.setEncoding("latin1").on("data", (part: string) => (text += part));
  const closed = once(socket, "close").then(() => true);
  socket.write(`POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${bytes}\r\n\r\n`);
  socket.write(Buffer.alloc(bytes));
  socket.write("GET /next HTTP/1.1\r\nHost: x\r\n\r\n");
  const answeredTwice = async () => {
    while ([...text.matchAll(/HTTP\/1\.1 200/g)].length < 2) await once(socket, "data");
    return false;
  };
  const isClosed = await Promise.race([closed, answeredTwice()]);
  socket.destroy();
  return { text, isClosed };
}

const LARGE = 300_000;

/** Reads one part of a body, and leaves the rest where it is. */
const readsOnePart: Handler = (request, response) => {
  if (request.method === "GET") return void response.end("next");
  request.once("data", () => {
    request.pause();
    response.end("enough");
  });
};

test("an answer to a body that was not read to its end closes the connection", async () => {
  const { text, isClosed } = await postAndAskAgain(await serve(readsOnePart), LARGE);
  expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n.*Connection: close\r\n.*\r\n\r\nenough/s);
  expect(isClosed).toBe(true);
});

test("one to a body that was read keeps it, and so does one to a short body that nobody wanted", async () => {
  const reads = await serve(async (request, response) => {
    for await (const part of request) void part;
    response.end("all of it");
  });
  expect(await postAndAskAgain(reads, LARGE)).toMatchObject({ isClosed: false });
  const ignores = await serve(async (_request, response) => {
    // As Next.js: a short body is in the packet of its head, and is all here by now.
    await new Promise(setImmediate);
    response.end("nothing");
  });
  expect(await postAndAskAgain(ignores, 10)).toMatchObject({ isClosed: false });
});

test.each([
  ["reads nothing", ((_, response) => void response.end("answer")) as Handler],
  [
    "reads one part",
    ((request, response) => {
      request.once("data", () => {
        request.pause();
        response.end("answer");
      });
    }) as Handler,
  ],
  [
    "reads through something that nobody reads",
    (async (request, response) => {
      request.pipe(new PassThrough());
      await new Promise(setImmediate);
      response.end("answer");
    }) as Handler,
  ],
])("an answer of who %s arrives, however long the body is", async (_, handle) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "unread-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const socketPath = path.join(folder, "s");
  const server = createServer((request, response) => {
    closeWhereUnread(request, response);
    void handle(request, response);
  });
  server.listen(socketPath);
  await once(server, "listening");
  const pool = new Pool("http://localhost", { socketPath, connections: 4 });
  onTestFinished(async () => {
    await pool.destroy();
    server.closeAllConnections();
    server.close();
  });
  for (const bytes of [1_000, 70_000, 300_000, 1_000_000, 5_000_000]) {
    const body = Buffer.alloc(bytes);
    for (let i = 0; i < 25; i++) {
      const answer = await pool.request({ method: "POST", path: "/", body });
      expect([answer.statusCode, await answer.body.text()]).toEqual([200, "answer"]);
    }
  }
});
