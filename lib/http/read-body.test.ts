import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listen } from "@/test/http/listen";
import { readBody, UnreadableBody } from "./read-body";

const MAX_BYTES = 40_000;
const ONE = "POST / HTTP/1.1\r\nHost: a\r\n";
const HEAD = `${ONE}Connection: close\r\n`;

/** Answers with the hexadecimal digits of the body, or the status that says why there is none. */
const server = createServer((request, response) => {
  readBody(request, { maxBytes: MAX_BYTES, deadlineMs: 5_000 }).then(
    (body) => response.end(body.toString("hex")),
    (error: unknown) => {
      if (!(error instanceof UnreadableBody)) throw error;
      response.writeHead(error.status, { Connection: "close" }).end();
      request.resume();
    },
  );
});
let port: number;
beforeAll(async () => {
  port = await listen(server);
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

/** Sends parts, each in a turn of its own, and gives what comes back until the server hangs up. */
async function send(...parts: ReadonlyArray<string | Buffer>): Promise<string> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  const closed = once(socket, "close");
  let answer = "";
  socket.on("data", (part: Buffer) => (answer += part.toString("latin1")));
  socket.on("error", () => {});
  for (const part of parts) {
    await new Promise((resume) => socket.write(part, resume));
    await new Promise((resume) => setImmediate(resume));
  }
  await closed;
  return answer;
}
const bodyOf = (answer: string) => answer.slice(answer.indexOf("\r\n\r\n") + 4);

const chunked = (parts: readonly Buffer[]) =>
  [...parts.filter((part) => part.length > 0), Buffer.alloc(0)].map((part) =>
    Buffer.concat([Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from("\r\n")]),
  );

test("a body is read whole, in however many packets and in whichever framing it comes", async () => {
  const parts = fc.array(
    fc.uint8Array({ maxLength: 3_000 }).map((bytes) => Buffer.from(bytes)),
    { maxLength: 4 },
  );
  await fc.assert(
    fc.asyncProperty(parts, fc.boolean(), fc.boolean(), async (body, isChunked, isOnePacket) => {
      const whole = Buffer.concat(body);
      const head = isChunked
        ? `${HEAD}Transfer-Encoding: chunked\r\n\r\n`
        : `${HEAD}Content-Length: ${whole.length}\r\n\r\n`;
      const packets = [Buffer.from(head), ...(isChunked ? chunked(body) : body)];
      const answer = await send(...(isOnePacket ? [Buffer.concat(packets)] : packets));
      expect(dechunked(bodyOf(answer))).toBe(whole.toString("hex"));
    }),
    { numRuns: 60 },
  );
});

/** The answers' own framing taken off. */
function dechunked(text: string): string {
  return text.replace(/(^|\r\n)[0-9a-f]+\r\n/g, "").replace(/\r\n/g, "");
}

test.each([
  ["said to be", `Content-Length: ${MAX_BYTES + 1}\r\n\r\n`],
  [
    "that is, in one packet,",
    `Transfer-Encoding: chunked\r\n\r\n9c41\r\n${"x".repeat(40_001)}\r\n0\r\n\r\n`,
  ],
])("a body %s too long is 413", async (_, rest) => {
  expect(await send(HEAD + rest)).toMatch(/^HTTP\/1.1 413 /);
});

test("a body that is too long in parts is 413, and one as long as may be is read", async () => {
  const head = `${HEAD}Transfer-Encoding: chunked\r\n\r\n`;
  const half = Buffer.alloc(MAX_BYTES / 2, "x");
  expect(await send(head, ...chunked([half, half, Buffer.from("x")]))).toMatch(/^HTTP\/1.1 413 /);
  expect(await send(head, ...chunked([half, half]))).toMatch(/^HTTP\/1.1 200 /);
});

const gone = (request: IncomingMessage) =>
  new Promise((resume) => {
    request.once("close", resume);
    request.socket.destroy();
  });
const nextTurn = () => new Promise((resume) => setImmediate(resume));

test.each([
  ["before it is read", gone, async () => {}],
  ["at once", async () => {}, gone],
  [
    "while it is waited for",
    async () => {},
    (request) =>
      nextTurn()
        .then(nextTurn)
        .then(() => gone(request)),
  ],
] satisfies Array<[string, ...Array<(request: IncomingMessage) => Promise<unknown>>]>)(
  "a body that breaks off %s is 400",
  async (_, before, after) => {
    const breaking = createServer();
    const socket = connect(await listen(breaking), "127.0.0.1");
    try {
      socket.on("error", () => {});
      socket.write(`${HEAD}Content-Length: 9\r\n\r\npart`);
      const [request] = (await once(breaking, "request")) as [IncomingMessage];
      await before(request);
      const body = readBody(request, { maxBytes: MAX_BYTES, deadlineMs: 5_000 });
      body.catch(() => {});
      await after(request);
      await expect(body).rejects.toMatchObject({ status: 400 });
    } finally {
      socket.destroy();
      breaking.close();
    }
  },
);

test("a body that does not come in time is 408", async () => {
  const waiting = createServer();
  const socket = connect(await listen(waiting), "127.0.0.1");
  try {
    socket.write(`${HEAD}Content-Length: 9\r\n\r\npart`);
    const [request] = (await once(waiting, "request")) as [IncomingMessage];
    const body = readBody(request, { maxBytes: MAX_BYTES, deadlineMs: 30 });
    await expect(body).rejects.toMatchObject({ status: 408 });
  } finally {
    socket.destroy();
    waiting.close();
    waiting.closeAllConnections();
  }
});

test("a body leaves the connection to the request behind it", async () => {
  const one = `${ONE}Content-Length: 3\r\n\r\none`;
  const two = `${HEAD}Content-Length: 3\r\n\r\ntwo`;
  const answer = await send(one + two);
  expect(answer.match(/HTTP\/1.1 200/g)).toHaveLength(2);
  expect(answer).toContain(Buffer.from("two").toString("hex"));
});
