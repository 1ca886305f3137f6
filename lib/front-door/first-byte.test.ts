import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import { connect } from "node:net";
import { gunzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { listen } from "@/test/http/listen";
import { beforeFirstByte } from "./first-byte";
import { sendError } from "./send-error";

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** What Next puts around every response before its handler has it. */
const compression = createRequire(import.meta.url)(
  "next/dist/compiled/compression",
) as () => Middleware;

const BODY = JSON.stringify({ text: "x".repeat(5_000) });

/** The ways in which handlers begin an answer. */
const HANDLERS: Record<string, (response: ServerResponse) => void> = {
  "all at once": (response) => void response.end(BODY),
  "with a length": (response) => {
    response.setHeader("Content-Length", BODY.length);
    response.end(BODY);
  },
  "in parts": (response) => {
    response.write(BODY.slice(0, 2_000));
    setImmediate(() => {
      response.write(BODY.slice(2_000));
      response.end();
    });
  },
  "head first": (response) => {
    response.writeHead(201);
    response.write(BODY);
    response.end();
  },
  "head flushed": (response) => {
    response.flushHeaders();
    response.end(BODY);
  },
};
const cases = Object.keys(HANDLERS).flatMap((handler) =>
  ["gzip", "identity"].map((encoding) => [handler, encoding] as const),
);

/** Asks for one answer of a handler; says with which statuses its beginning was caught. */
async function ask(
  handler: string,
  { encoding, fails, body = "" }: { encoding: string; fails: boolean; body?: string },
) {
  const caught: number[] = [];
  const compress = compression();
  const server = createServer((request, response) => {
    beforeFirstByte(
      response,
      (status) => {
        caught.push(status);
        if (fails) throw new Error("the disk is full");
      },
      () => sendError(response, request, "the-request-id", "unavailable"),
    );
    compress(request, response, () => {
      response.statusCode = 201;
      response.setHeader("Content-Type", "application/json");
      HANDLERS[handler]!(response);
    });
  });
  const port = await listen(server);
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const socket = connect(port, "127.0.0.1");
  const parts: Buffer[] = [];
  socket.on("data", (part: Buffer) => parts.push(part));
  socket.write(
    `POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAccept-Encoding: ${encoding}\r\n` +
      `Content-Length: ${body.length * 2}\r\n\r\n${body}`,
  );
  if (body !== "") {
    // The rest of it comes when the answer is there.
    await once(socket, "data");
    socket.write(body);
  }
  await once(socket, "close");
  const all = Buffer.concat(parts);
  const end = all.indexOf("\r\n\r\n");
  return { caught, head: all.subarray(0, end).toString(), body: all.subarray(end + 4) };
}

/** A chunked body's chunks, joined. */
function joined(body: Buffer): Buffer {
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const end = body.indexOf("\r\n", at);
    const length = parseInt(body.subarray(at, end).toString(), 16);
    if (length === 0) return Buffer.concat(chunks);
    chunks.push(body.subarray(end + 2, end + 2 + length));
    at = end + 2 + length + 2;
  }
}

test.each(cases)(
  "an answer %s, %s, is caught once and arrives whole",
  async (handler, encoding) => {
    const { caught, head, body } = await ask(handler, { encoding, fails: false });
    expect(caught).toEqual([201]);
    expect(head).toMatch(/^HTTP\/1.1 201 /);
    const whole = /transfer-encoding: chunked/i.test(head) ? joined(body) : body;
    const isZipped = /content-encoding: gzip/i.test(head);
    expect((isZipped ? gunzipSync(whole) : whole).toString()).toBe(BODY);
  },
);

test.each(cases)("an answer %s, %s, gives way to another whole", async (handler, encoding) => {
  const { caught, head, body } = await ask(handler, { encoding, fails: true });
  expect(caught).toEqual([201]);
  expect(head).toMatch(/^HTTP\/1.1 503 /);
  expect(head).toMatch(/\r\nX-Request-Id: the-request-id\r\n/);
  expect(head).not.toMatch(/content-encoding|transfer-encoding/i);
  expect(body.toString()).toBe('{"error":"Service temporarily unavailable"}');
});

test("what is answered instead ends though it had to wait for the request's body", async () => {
  const options = { encoding: "gzip", fails: true, body: "half a body" };
  const { head, body } = await ask("in parts", options);
  expect(head).toMatch(/^HTTP\/1.1 503 /);
  expect(body.toString()).toBe('{"error":"Service temporarily unavailable"}');
});
