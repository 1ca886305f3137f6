import { once } from "node:events";
import type { IncomingMessage, RequestListener } from "node:http";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { call, eventually, raw } from "./call";
import { type FrontDoor, type FrontDoorSetup, SIGNED_IN, startFrontDoor } from "./front-door";

/** What the app does, which each test sets. */
let handle: RequestListener;
let door: FrontDoor;
let behind: FrontDoor;
const app: RequestListener = (request, response) => handle(request, response);
beforeAll(async () => {
  [door, behind] = await Promise.all([
    startFrontDoor({ app }),
    startFrontDoor({ app, trustedProxies: ["127.0.0.1"] }),
  ]);
});
afterAll(() => Promise.all([door.stop(), behind.stop()]));

const bodyOf = async (request: IncomingMessage) => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
};

/** What the app is asked for one request. */
async function seenBy(options: Parameters<typeof call>[1], { port } = door) {
  const seen: Partial<IncomingMessage> & { body?: Buffer } = {};
  handle = (request, response) => {
    const { method, url, headers, rawHeaders } = request;
    Object.assign(seen, { method, url, headers, rawHeaders });
    void bodyOf(request).then((body) => {
      seen.body = body;
      response.end("ok");
    });
  };
  await call(port, { path: "/sign-in", ...options });
  return seen as { method: string; url: string; headers: IncomingMessage["headers"]; body: Buffer };
}

describe("the app gets", () => {
  test("method, path, query, cookies, authorization and end-to-end headers as they came", async () => {
    const seen = await seenBy({
      method: "PUT",
      path: "/a%20b/%C3%A4?x=1&x=2&_rsc=abc",
      headers: {
        Host: "keys.example.com",
        Cookie: "a=1; b=2",
        Authorization: "Bearer lko_x",
        "X-API-Key": "not asked for here",
        RSC: "1",
        "Next-Action": "0123",
        "Content-Type": "text/plain",
        Origin: "https://keys.example.com",
        "If-None-Match": '"tag"',
      },
      body: '[{"x":1}]',
    });
    expect(seen).toMatchObject({ method: "PUT", url: "/a%20b/%C3%A4?x=1&x=2&_rsc=abc" });
    expect(seen.body.toString()).toBe('[{"x":1}]');
    expect(seen.headers).toMatchObject({
      host: "keys.example.com",
      cookie: "a=1; b=2",
      authorization: "Bearer lko_x",
      rsc: "1",
      "next-action": "0123",
      origin: "https://keys.example.com",
      "if-none-match": '"tag"',
    });
  });

  test("our word on the client and the path, and none of a client's own", async () => {
    const forged = {
      "X-Latchkey-Path": "/evil",
      "Latchkey-App-Token": "token-of-tests",
      Latchkey_Caller: "evil",
      "X-Request-Id": "evil",
      "X-Forwarded-Proto": "https",
      "X-Forwarded-Host": "evil.example",
      Connection: "X-Named, close",
      "X-Named": "for this hop",
      "Keep-Alive": "timeout=5",
    };
    const { headers } = await seenBy({ path: "/dashboard?tab=1", headers: forged });
    expect(headers).toMatchObject({ "x-latchkey-path": "/dashboard?tab=1" });
    expect(headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers["x-forwarded-for"]).toBe("127.0.0.1");
    const gone = ["latchkey-app-token", "latchkey_caller", "latchkey-caller", "x-named"];
    for (const name of [...gone, "x-forwarded-proto", "x-forwarded-host", "keep-alive"]) {
      expect(headers).not.toHaveProperty(name);
    }
  });

  test("a trusted proxy's word on client, scheme and host", async () => {
    const said = {
      "X-Forwarded-For": "203.0.113.9",
      "X-Forwarded-Proto": "https",
      "X-Forwarded-Host": "keys.example.com",
    };
    expect((await seenBy({ headers: said }, behind)).headers).toMatchObject({
      "x-forwarded-for": "203.0.113.9",
      "x-forwarded-proto": "https",
      "x-forwarded-host": "keys.example.com",
    });
  });

  test("no address where it is a proxy's that nobody has configured", async () => {
    const { headers } = await seenBy({ headers: { "X-Forwarded-For": "203.0.113.9" } });
    expect(headers).not.toHaveProperty("x-forwarded-for");
  });

  const KIB = 1024;
  test.each([1, 64 * KIB - 1, 64 * KIB, 64 * KIB + 1, 256 * KIB])(
    "a body of %i bytes whole, of a length and in chunks",
    async (bytes) => {
      const body = Buffer.alloc(bytes, "latchkey");
      const known = await seenBy({ method: "POST", body, headers: SIGNED_IN });
      expect(known.body.equals(body)).toBe(true);
      expect(known.headers["content-length"]).toBe(String(bytes));
      const headers = { ...SIGNED_IN, "Transfer-Encoding": "chunked" };
      const chunked = await seenBy({ method: "POST", body, headers });
      expect(chunked.body.equals(body)).toBe(true);
    },
  );

  test("none that is longer than any form, whether its length is known or not", async () => {
    let asked = 0;
    handle = (_request, response) => {
      asked++;
      response.end();
    };
    const CHUNKED = { "Transfer-Encoding": "chunked" };
    const whose: Array<[Record<string, string>, number]> = [
      [SIGNED_IN, 256 * KIB],
      [{}, 64 * KIB],
    ];
    for (const [who, most] of whose) {
      for (const how of [{}, CHUNKED]) {
        const sent = { method: "POST", path: "/sign-in", headers: { ...who, ...how } };
        const body = Buffer.alloc(most + 1);
        expect((await call(door.port, { ...sent, body })).status).toBe(413);
        const fits = body.subarray(1);
        expect((await call(door.port, { ...sent, body: fits })).status).toBe(200);
      }
    }
    expect(asked).toBe(4);
  });

  test("bodies of strangers that never end leave room for who is signed in", async () => {
    handle = (request, response) => void bodyOf(request).then(() => response.end("ok"));
    const held = Array.from({ length: 600 }, () => {
      const request = httpRequest({
        ...{ port: door.port, method: "POST", path: "/sign-in", agent: false },
        headers: { "Content-Length": 64 * KIB },
      });
      request.on("error", () => {});
      request.write(Buffer.alloc(64 * KIB - 1));
      return request;
    });
    onTestFinished(() => held.forEach((request) => request.destroy()));
    const stranger = { method: "POST", path: "/sign-in", body: Buffer.alloc(64 * KIB) };
    await eventually(async () => (await call(door.port, stranger)).status === 503);
    const answer = await call(door.port, { ...stranger, headers: SIGNED_IN });
    expect([answer.status, answer.text]).toEqual([200, "ok"]);
  });

  test("none that comes byte by byte without end", async () => {
    const byte = "1\r\nx\r\n";
    const { text } = await raw(
      door.port,
      `POST /sign-in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${byte.repeat(5_000)}`,
      { until: "}" },
    );
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
  });

  test("a body that its client asks to send first", async () => {
    const body = Buffer.from("asked");
    const request = httpRequest({
      port: door.port,
      method: "POST",
      path: "/x",
      headers: { Expect: "100-continue", "Content-Length": body.length },
    });
    let seen = "";
    handle = (asked, response) => {
      void bodyOf(asked).then((got) => {
        seen = got.toString();
        response.end();
      });
    };
    request.flushHeaders();
    await once(request, "continue");
    request.end(body);
    await once(request, "response");
    expect(seen).toBe("asked");
  });
});

describe("the client gets", () => {
  test("status, headers and several cookies as the app said them, and an id of ours", async () => {
    handle = (_request, response) => {
      response.setHeader("Set-Cookie", ["a=1; Path=/", "b=2; HttpOnly"]);
      response.setHeader("Latchkey-Anything", "inside");
      response.writeHead(307, { Location: "/sign-in?callbackUrl=%2F" }).end();
    };
    const answer = await call(door.port, { path: "/dashboard" });
    expect(answer.status).toBe(307);
    expect(answer.headers["set-cookie"]).toEqual(["a=1; Path=/", "b=2; HttpOnly"]);
    expect(answer.headers.location).toBe("/sign-in?callbackUrl=%2F");
    expect(answer.headers).not.toHaveProperty("latchkey-anything");
    expect(answer.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  test.each([
    ["HEAD", 200],
    ["GET", 204],
    ["GET", 304],
  ])("no body with %s and %i", async (method, status) => {
    handle = (_request, response) => {
      response.writeHead(status, { ETag: '"x"' }).end();
    };
    const answer = await call(door.port, { method, path: "/icon.svg" });
    expect([answer.status, answer.text, answer.headers.etag]).toEqual([status, "", '"x"']);
  });

  test("compressed bytes as they are", async () => {
    const zipped = gzipSync("page ".repeat(1_000));
    handle = (_request, response) => {
      response.writeHead(200, { "Content-Encoding": "gzip" }).end(zipped);
    };
    const request = httpRequest({ port: door.port, path: "/" }).end();
    const [response] = (await once(request, "response")) as [IncomingMessage];
    expect(gunzipSync(await bodyOf(response)).toString()).toBe("page ".repeat(1_000));
  });

  test("early hints, and each part of a stream as it is written", async () => {
    let write!: (text: string) => void;
    handle = (_request, response) => {
      response.writeEarlyHints({ link: "</a.css>; rel=preload" });
      response.writeHead(200, { "Content-Type": "text/x-component" });
      write = (text) => void response.write(text);
      write("one");
    };
    const { text, socket } = await raw(door.port, "GET / HTTP/1.1\r\nHost: x\r\n\r\n", {
      until: "one",
    });
    onTestFinished(() => void socket.destroy());
    expect(text).toMatch(/^HTTP\/1\.1 103 Early Hints\r\nLink: <\/a\.css>; rel=preload\r\n/);
    write("two");
    expect(String((await once(socket, "data"))[0])).toContain("two");
  });

  test("pipelined answers in the order of the requests, pages and API alike", async () => {
    handle = (request, response) => {
      const isSlow = request.url === "/slow";
      setTimeout(() => response.end(request.url), isSlow ? 50 : 0);
    };
    const ask = (path: string, more = "") => `GET ${path} HTTP/1.1\r\nHost: x\r\n${more}\r\n`;
    const { text } = await raw(
      door.port,
      ask("/slow") + ask("/api/v1/echo") + ask("/quick", "Connection: close\r\n"),
    );
    const found = [...text.matchAll(/\/slow|Invalid API Key|\/quick/g)].map(([word]) => word);
    expect(found).toEqual(["/slow", "Invalid API Key", "/quick"]);
  });
});

test("a client that leaves ends what the app still writes for it", async () => {
  let ended = false;
  let begun = false;
  handle = (_request, response) => {
    response.write("one part, and more to come");
    begun = true;
    response.once("close", () => (ended = true));
  };
  const socket = connect(door.port, "127.0.0.1");
  socket.write("GET /dashboard HTTP/1.1\r\nHost: x\r\n\r\n");
  await eventually(() => begun);
  socket.destroy();
  await eventually(() => ended);
});

test("a connection to the app that was closed meanwhile costs a page nothing", async () => {
  const sockets = new Set<import("node:net").Socket>();
  handle = (request, response) => {
    sockets.add(request.socket);
    response.end("page");
  };
  for (let i = 0; i < 3; i++) {
    expect((await call(door.port, { path: "/" })).text).toBe("page");
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  }
});

describe("where the app cannot serve", () => {
  const start = async (setup: FrontDoorSetup) => {
    const own = await startFrontDoor(setup);
    onTestFinished(() => own.stop());
    return own;
  };

  async function expectUnavailable(port: number, retryAfter: string) {
    const page = await call(port, { path: "/dashboard" });
    expect(page.status).toBe(503);
    expect(page.headers).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "retry-after": retryAfter,
      "cache-control": "no-store",
      "content-security-policy": expect.stringMatching(
        /^default-src 'none';.*frame-ancestors 'none'$/,
      ),
    });
    expect(page.text).toContain(`<meta http-equiv="refresh" content="${retryAfter}">`);
    expect((await call(port, { path: "/x", method: "HEAD" })).text).toBe("");
    const program = await call(port, { path: "/api/auth/session" });
    expect([program.status, program.text]).toEqual([
      503,
      '{"error":"Service temporarily unavailable"}',
    ]);
  }

  test("a page is 503 that loads itself again, and JSON to programs", async () => {
    const own = await start({});
    own.app.upstream = null;
    own.app.state = "down";
    await expectUnavailable(own.port, "2");
  });

  test("so is one on whose way the app dies", async () => {
    const own = await start({ app: (request) => request.socket.destroy() });
    await expectUnavailable(own.port, "2");
  });

  test("so is one that it does not begin in time", async () => {
    const own = await start({ app: () => {}, appDeadlines: { headersTimeoutMs: 300 } });
    await expectUnavailable(own.port, "2");
  });

  /** A front door before an app that answers when the test says so, and how many places are taken. */
  async function startSlow(setup: FrontDoorSetup = {}) {
    const waiting: (() => void)[] = [];
    const own = await start({
      pagesAtOnce: 8,
      app: (_request, response) => void waiting.push(() => response.end("page")),
      ...setup,
    });
    const inUse = async () => {
      const { text } = await call(own.port, {
        path: "/metrics",
        headers: { Authorization: `Bearer ${own.serviceToken}` },
      });
      return Number(/^latchkey_pages_in_use (\d+)$/m.exec(text)?.[1]);
    };
    return { own, waiting, inUse };
  }

  test("beyond its places a page is 503 at once, and served again when one has left", async () => {
    const { own, waiting, inUse } = await startSlow();
    const first = Array.from({ length: 4 }, () => call(own.port, { path: "/sign-in" }));
    await eventually(() => waiting.length === 4);
    await expectUnavailable(own.port, "1");
    for (const answer of waiting.splice(0)) answer();
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    await eventually(async () => (await inUse()) === 0);
    const again = call(own.port, { path: "/sign-in" });
    await eventually(() => waiting.length === 1);
    waiting[0]!();
    expect((await again).status).toBe(200);
  });

  test("strangers who fill their part keep nobody out who is signed in", async () => {
    const { own, waiting } = await startSlow({
      whoseSession: async (cookie) => (cookie === "us=1" ? "us" : null),
    });
    const strangers = Array.from({ length: 20 }, () => call(own.port, { path: "/sign-in" }));
    await eventually(() => waiting.length === 4);
    const ours = call(own.port, { path: "/dashboard", headers: { Cookie: "us=1" } });
    await eventually(() => waiting.length === 5);
    for (const answer of waiting) answer();
    expect((await ours).status).toBe(200);
    const statuses = (await Promise.all(strangers)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 503)).toHaveLength(16);
  });

  test("a crowd that hangs up at once has no more turns in the app than one that stays", async () => {
    const { own, waiting, inUse } = await startSlow({ pagesAtOnce: 40 });
    for (let i = 0; i < 30; i++) {
      const socket = connect(own.port, "127.0.0.1");
      socket.on("error", () => {});
      await once(socket, "connect");
      socket.write("GET /sign-in HTTP/1.1\r\nHost: x\r\n\r\n");
      if (i < 8) await eventually(() => waiting.length === i + 1);
      else await eventually(async () => (await inUse()) === 9);
      socket.destroy();
      if (i >= 8) await eventually(async () => (await inUse()) === 8);
    }
    expect(waiting).toHaveLength(8);
    for (const answer of waiting) answer();
    await eventually(async () => (await inUse()) === 0);
  });

  test("a body that trickles and a client that leaves keep no place for ever", async () => {
    const { own, waiting, inUse } = await startSlow();
    const trickling = Array.from({ length: 10 }, () => {
      const socket = connect(own.port, "127.0.0.1");
      socket.on("error", () => {});
      socket.write("POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf");
      onTestFinished(() => void socket.destroy());
      return socket;
    });
    const leaving = connect(own.port, "127.0.0.1");
    leaving.write("GET /sign-in HTTP/1.1\r\nHost: x\r\n\r\n");
    await eventually(() => waiting.length === 1);
    expect(await inUse()).toBe(1);
    // The app renders on, whether anybody listens or not: only its answer says that it is free.
    leaving.destroy();
    await call(own.port, { path: "/healthz" });
    expect(await inUse()).toBe(1);
    waiting[0]!();
    await eventually(async () => (await inUse()) === 0);
    trickling[0]!.write("x".repeat(96));
    await eventually(() => waiting.length === 2);
    expect(await inUse()).toBe(1);
  });
});
