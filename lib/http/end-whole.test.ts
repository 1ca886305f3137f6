import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { raw } from "@/test/http/call";
import { listen } from "@/test/http/listen";
import { endWhole } from "./end-whole";

/** Serves with `answer`; how often each way of writing was used is counted for all sockets. */
async function serve(answer: (response: ServerResponse, url: string) => void) {
  const writes = { plain: 0, gathered: 0 };
  const server = createServer((request, response) => answer(response, request.url ?? ""));
  server.on("connection", (socket: Socket) => {
    const plain = socket._write.bind(socket);
    const gathered = socket._writev!.bind(socket);
    socket._write = (...args) => void (writes.plain++, plain(...args));
    socket._writev = (...args) => void (writes.gathered++, gathered(...args));
  });
  const port = await listen(server);
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { port, writes };
}

/** What comes back for these bytes until the server hangs up. */
const exchange = async (port: number, bytes: string) =>
  Buffer.from((await raw(port, bytes)).text, "latin1");

const GET = (path: string, more = "") => `GET ${path} HTTP/1.1\r\nHost: a\r\n${more}\r\n`;
const LAST = GET("/last", "Connection: close\r\n");

test("an answer leaves in one write, head and body, and the connection goes on", async () => {
  const { port, writes } = await serve((response, url) => {
    response.writeHead(200, ["Content-Length", String(url.length)]);
    endWhole(response, url);
  });
  const socket = connect(port, "127.0.0.1");
  for (const path of ["/one", "/two"]) {
    socket.write(GET(path));
    const [answer] = (await once(socket, "data")) as [Buffer];
    expect(answer.toString()).toMatch(new RegExp(`^HTTP/1.1 200 OK\r\n[^]*\r\n\r\n${path}$`));
  }
  socket.write(LAST);
  await once(socket, "close");
  expect(writes).toEqual({ plain: 3, gathered: 0 });
});

test("bytes arrive as they are, as Latin-1 and as UTF-8", async () => {
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  const text = "Schlüssel 🔑";
  const { port } = await serve((response, url) => {
    const isText = url === "/text";
    const body = isText ? Buffer.from(text) : bytes;
    response.writeHead(200, ["Content-Length", String(body.length), "Connection", "close"]);
    if (isText) endWhole(response, text);
    else endWhole(response, bytes.toString("latin1"), "latin1");
  });
  expect((await exchange(port, GET("/text"))).subarray(-Buffer.byteLength(text))).toEqual(
    Buffer.from(text),
  );
  expect((await exchange(port, GET("/bytes"))).subarray(-256)).toEqual(bytes);
});

test("of pipelined requests a later one that is done first waits for its turn", async () => {
  const held: Array<() => void> = [];
  const { port } = await serve((response, url) => {
    const answer = () => {
      response.writeHead(200, ["Content-Length", String(url.length)]);
      endWhole(response, url);
    };
    if (url === "/first") held.push(answer);
    else answer();
    if (url === "/last") held.shift()!();
  });
  const answers = await exchange(port, GET("/first") + GET("/second") + LAST);
  expect(answers.toString("latin1").match(/(?<=\r\n\r\n)\/[a-z]+/g)).toEqual([
    "/first",
    "/second",
    "/last",
  ]);
});

test("an answer that has no body by its status, and an empty one, end too", async () => {
  const { port } = await serve((response, url) => {
    response.writeHead(url === "/none" ? 204 : 200, url === "/none" ? [] : ["Content-Length", "0"]);
    endWhole(response, url === "/none" ? "not to be sent" : "");
  });
  const answers = (await exchange(port, GET("/none") + LAST)).toString();
  expect(answers).toMatch(/^HTTP\/1.1 204 [^]*\r\n\r\nHTTP\/1.1 200 [^]*\r\n\r\n$/);
  expect(answers).not.toContain("not to be sent");
});
