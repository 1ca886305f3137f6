import { once } from "node:events";
import { type ClientRequest, type IncomingMessage, request as httpRequest } from "node:http";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { raw } from "./call";
import { type FrontDoor, startFrontDoor, startUpstream } from "./front-door";

const IDLE_MS = 1_500;
const MIB = 1024 * 1024;
const BIG = 1024 * MIB;
/** What buffers on the way and garbage of the last moments may hold; a body that is kept would be ten times as much. */
const CONSTANT = 96 * MIB;

let upstream: Awaited<ReturnType<typeof startUpstream>>;
let door: FrontDoor;
let key: Awaited<ReturnType<FrontDoor["freshKey"]>>;
beforeAll(async () => {
  upstream = await startUpstream();
  door = await startFrontDoor({
    service: { origin: upstream.origin, headersTimeoutMs: IDLE_MS, idleTimeoutMs: IDLE_MS },
  });
  key = await door.freshKey();
});
afterAll(async () => {
  await door.stop();
  await upstream.stop();
});

const open = (method: string, headers: Record<string, string | number> = {}): ClientRequest =>
  httpRequest({
    host: "127.0.0.1",
    port: door.port,
    method,
    path: "/api/v1/stream",
    headers: { "X-API-Key": key.secret, ...headers },
    agent: false,
  });

const answerOf = async (request: ClientRequest) =>
  (await once(request, "response"))[0] as IncomingMessage;

const chunk = Buffer.alloc(256 * 1024, "x");

/** Writes `bytes` as fast as they are taken. */
async function pour(into: NodeJS.WritableStream, bytes: number): Promise<void> {
  for (let sent = 0; sent < bytes; sent += chunk.length) {
    if (!into.write(chunk)) await once(into, "drain");
  }
  into.end();
}

/** The value once it has stopped growing. */
async function settled(value: () => number): Promise<number> {
  for (;;) {
    const before = value();
    await sleep(400);
    if (value() === before) return before;
  }
}

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/**
 * Peak growth of what this process holds outside and inside the heap while something runs. On a busy machine
 * the collector comes late: before anything counts as too much, its garbage goes.
 */
async function growth(run: () => Promise<void>): Promise<number> {
  const held = () => {
    const { arrayBuffers, heapUsed } = process.memoryUsage();
    return arrayBuffers + heapUsed;
  };
  collectGarbage();
  const before = held();
  let peak = before;
  const timer = setInterval(() => {
    if (held() - before > CONSTANT) collectGarbage();
    peak = Math.max(peak, held());
  }, 5);
  await run();
  clearInterval(timer);
  return peak - before;
}

test("server-sent events arrive one by one: the first before the second is sent", async () => {
  let sendSecond = () => {};
  upstream.handle = (_request, response) => {
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    response.flushHeaders();
    sendSecond = () => response.end("data: 2\n\n");
    setTimeout(() => response.write("data: 1\n\n"), 50);
  };
  const request = open("GET").end();
  const answer = await answerOf(request);
  expect(answer.headers["content-type"]).toBe("text/event-stream");
  answer.setEncoding("utf8");
  expect((await once(answer, "data"))[0]).toBe("data: 1\n\n");
  sendSecond();
  expect((await once(answer, "data"))[0]).toBe("data: 2\n\n");
});

test("a head arrives before the first byte of its body", async () => {
  let finish = () => {};
  upstream.handle = (_request, response) => {
    response.writeHead(200);
    response.flushHeaders();
    finish = () => response.end("late");
  };
  const answer = await answerOf(open("GET").end());
  expect(answer.statusCode).toBe(200);
  finish();
  expect(String((await once(answer, "data"))[0])).toBe("late");
});

test("an upload reaches the upstream while it is being sent, and the answer the client", async () => {
  let firstPart = "";
  upstream.handle = (request, response) => {
    response.flushHeaders();
    request.once("data", (part) => (firstPart = String(part)));
    request.on("data", (part) => response.write(part));
    request.once("end", () => response.end());
  };
  const request = open("POST");
  request.write("one");
  const answer = await answerOf(request);
  expect(String((await once(answer, "data"))[0])).toBe("one");
  expect(firstPart).toBe("one");
  request.end("two");
  expect(String((await once(answer, "data"))[0])).toBe("two");
});

test("an upload of 1 GB goes through in constant memory", async () => {
  let received = 0;
  upstream.handle = (request, response) => {
    request.on("data", (part: Buffer) => (received += part.length));
    request.once("end", () => response.end(String(received)));
  };
  const grown = await growth(async () => {
    const request = open("POST", { "Content-Length": BIG });
    const answered = answerOf(request);
    await pour(request, BIG);
    expect((await answered).statusCode).toBe(200);
  });
  expect(received).toBe(BIG);
  expect(grown).toBeLessThan(CONSTANT);
});

test("a download of 1 GB goes through in constant memory", async () => {
  upstream.handle = (_request, response) => void pour(response, BIG);
  let received = 0;
  const grown = await growth(async () => {
    const answer = await answerOf(open("GET").end());
    answer.on("data", (part: Buffer) => (received += part.length));
    await once(answer, "end");
  });
  expect(received).toBe(BIG);
  expect(grown).toBeLessThan(CONSTANT);
});

test("a client that reads slowly holds the upstream back", async () => {
  let sent = 0;
  upstream.handle = (_request, response) => {
    const more = () => {
      while (sent < BIG) {
        sent += chunk.length;
        if (!response.write(chunk)) return;
      }
      response.end();
    };
    response.on("drain", more);
    response.on("error", () => {});
    more();
  };
  const answer = await answerOf(open("GET").end());
  answer.pause();
  const soFar = await settled(() => sent);
  expect(sent).toBeLessThan(32 * MIB);
  // The client goes on: so does the answer.
  answer.resume();
  await expect.poll(() => sent).toBeGreaterThan(soFar);
  answer.destroy();
});

test("a client that stops reading is cut off after the idle deadline", async () => {
  let isClosed = false;
  upstream.handle = (request, response) => {
    request.socket.once("close", () => (isClosed = true));
    response.on("error", () => {});
    pour(response, BIG).catch(() => {});
  };
  const answer = await answerOf(open("GET").end());
  answer.on("error", () => {});
  answer.pause();
  await expect.poll(() => isClosed, { timeout: IDLE_MS * 4 }).toBe(true);
});

test("an upstream that reads slowly holds the client back", async () => {
  let body: IncomingMessage | undefined;
  upstream.handle = (request, response) => {
    body = request;
    // It is alive, only slow: the head is there.
    response.flushHeaders();
  };
  const request = open("POST");
  request.on("error", () => {});
  let sent = 0;
  const more = () => {
    while (sent < BIG) {
      sent += chunk.length;
      if (!request.write(chunk)) return;
    }
  };
  request.on("drain", more);
  more();
  await expect.poll(() => body).toBeDefined();
  await settled(() => sent);
  expect(sent).toBeLessThan(32 * MIB);
  request.destroy();
});

test("an upload that goes on longer than the deadlines, without pause, is none of their business", async () => {
  upstream.handle = (request, response) => {
    request.resume();
    request.once("end", () => response.end("done"));
  };
  const request = open("POST");
  const answered = answerOf(request);
  for (let i = 0; i < 8; i++) {
    request.write("part");
    await sleep(IDLE_MS / 4);
  }
  request.end();
  expect((await answered).statusCode).toBe(200);
});

test("an upload that stalls is ended after the idle deadline, and the upstream is told", async () => {
  const own = await door.freshKey();
  let wasAborted = false;
  upstream.handle = (request) => {
    request.resume();
    request.once("error", () => (wasAborted = true));
  };
  const request = open("POST", { "Content-Length": 100, "X-API-Key": own.secret });
  request.write("only this");
  await expect(answerOf(request)).rejects.toThrow(/hang up|ECONNRESET/);
  await expect.poll(() => wasAborted).toBe(true);
  await expect.poll(() => door.rows(own.id)).toMatchObject([{ status: 499, credits: 0 }]);
});

/** Sends a whole upload without listening before it is sent, and answers what came back. */
async function uploadDeaf(secret: string, connection: string, bytes: number): Promise<string> {
  const socket = connect(door.port, "127.0.0.1");
  let text = "";
  socket.on("data", (part) => (text += part));
  socket.write(
    `POST /api/v1/x HTTP/1.1\r\nHost: x\r\nX-API-Key: ${secret}\r\n` +
      `Content-Length: ${bytes}\r\nConnection: ${connection}\r\n\r\n`,
  );
  for (let sent = 0; sent < bytes; sent += chunk.length) {
    if (!socket.write(chunk)) await once(socket, "drain");
  }
  if (connection === "close") await once(socket, "close");
  else await expect.poll(() => text).toMatch(/\r\n\r\n[^]*[^\r\n]/);
  socket.destroy();
  return text;
}

describe.each(["keep-alive", "close"])("with Connection: %s", (connection) => {
  test("an upload that the upstream refuses early hears of it", async () => {
    upstream.handle = (_request, response) => response.writeHead(413).end("too much");
    const text = await uploadDeaf(key.secret, connection, 16 * MIB);
    expect(text).toMatch(/^HTTP\/1\.1 413 /);
    expect(text).toContain("too much");
  });

  test("an upload that is rejected hears of it", async () => {
    const text = await uploadDeaf("nonsense", connection, 16 * MIB);
    expect(text).toMatch(/^HTTP\/1\.1 401 /);
    expect(text).toContain('{"error":"Invalid API Key"}');
  });
});

test("a client that breaks off its upload breaks off the upstream's", async () => {
  let wasAborted = false;
  let began = false;
  upstream.handle = (request) => {
    request.once("data", () => (began = true));
    request.once("error", () => (wasAborted = true));
  };
  const request = open("POST", { "Content-Length": 100 });
  request.on("error", () => {});
  request.write("begin");
  await expect.poll(() => began).toBe(true);
  request.destroy();
  await expect.poll(() => wasAborted).toBe(true);
});

test("trailers of an upload are dropped, and its body whole", async () => {
  let body = "";
  upstream.handle = (request, response) => {
    request.on("data", (part) => (body += part));
    request.once("end", () => response.end("done"));
  };
  const { text } = await raw(
    door.port,
    `POST /api/v1/x HTTP/1.1\r\nHost: x\r\nX-API-Key: ${key.secret}\r\nTransfer-Encoding: chunked\r\n` +
      "Trailer: X-After\r\n\r\n5\r\nhello\r\n0\r\nX-After: 1\r\nX-API-Key: other\r\n\r\n",
    { until: "done" },
  );
  expect(text).toMatch(/^HTTP\/1\.1 200 /);
  expect(body).toBe("hello");
});
