import { Agent } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { call, raw } from "./call";
import { type FrontDoor, startFrontDoor, startUpstream } from "./front-door";

type Upstream = Awaited<ReturnType<typeof startUpstream>>;
let upstream: Upstream;
let door: FrontDoor;
/** Without an upstream. */
let bare: FrontDoor;
let secret: string;
let bareKey: { secret: string; id: string };
beforeAll(async () => {
  upstream = await startUpstream();
  [door, bare] = await Promise.all([
    startFrontDoor({ service: { origin: upstream.origin } }),
    startFrontDoor(),
  ]);
  secret = (await door.freshKey()).secret;
  bareKey = await bare.freshKey();
});
afterAll(async () => {
  await door.stop();
  await bare.stop();
  await upstream.stop();
});

const head = (line: string, ...more: string[]) =>
  [line, "Host: x", `X-API-Key: ${secret}`, ...more, "", ""].join("\r\n");
const statuses = (text: string) => [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((m) => m[1]);

describe("what could be read in two ways is refused with 400, and the connection closed", () => {
  const SMUGGLED = "0\r\n\r\nGET /api/v1/smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
  test.each([
    [
      "Content-Length and Transfer-Encoding",
      head("POST /api/v1/a HTTP/1.1", "Content-Length: 6", "Transfer-Encoding: chunked") + SMUGGLED,
    ],
    [
      "Transfer-Encoding and Content-Length",
      head("POST /api/v1/a HTTP/1.1", "Transfer-Encoding: chunked", "Content-Length: 6") + SMUGGLED,
    ],
    [
      "two different lengths",
      head("POST /api/v1/a HTTP/1.1", "Content-Length: 1", "Content-Length: 2") + "ab",
    ],
    [
      "two equal lengths",
      head("POST /api/v1/a HTTP/1.1", "Content-Length: 1", "Content-Length: 1") + "a",
    ],
    ["a list of lengths", head("POST /api/v1/a HTTP/1.1", "Content-Length: 1, 1") + "a"],
    ["a signed length", head("POST /api/v1/a HTTP/1.1", "Content-Length: +1") + "a"],
    [
      "chunked not last",
      head("POST /api/v1/a HTTP/1.1", "Transfer-Encoding: chunked, gzip") + SMUGGLED,
    ],
    [
      "a disguised chunked",
      head("POST /api/v1/a HTTP/1.1", "Transfer-Encoding: xchunked") + SMUGGLED,
    ],
    ["a blank before the colon", head("POST /api/v1/a HTTP/1.1", "Content-Length : 1") + "a"],
    ["a folded header", head("GET /api/v1/a HTTP/1.1", "X-Folded: a", " b")],
    ["bare line feeds", head("GET /api/v1/a HTTP/1.1").replaceAll("\r\n", "\n")],
    ["a bare carriage return", head("GET /api/v1/a HTTP/1.1", "X-A: b\rX-C: d")],
    ["a NUL in a header", head("GET /api/v1/a HTTP/1.1", "X-A: b\0c")],
    ["a blank in the target", head("GET /api/v1/a b HTTP/1.1")],
    ["another protocol", "\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03"],
    ["no host", `GET /api/v1/a HTTP/1.1\r\nX-API-Key: k\r\n\r\n`],
  ])("%s", async (_name, bytes) => {
    const before = upstream.connections;
    const seen: string[] = [];
    upstream.handle = (request, response) => {
      seen.push(request.url ?? "");
      response.end();
    };
    const { text, closed } = await raw(door.port, bytes);
    expect(statuses(text)).toEqual(["400"]);
    expect(closed).toBe(true);
    expect(seen).toEqual([]);
    expect(upstream.connections).toBe(before);
  });
});

test("what the parser refuses is told as JSON, with a request id and no-store", async () => {
  const { text } = await raw(door.port, "garbage\r\n\r\n");
  const [answerHead, body] = text.split("\r\n\r\n");
  expect(body).toBe('{"error":"Bad Request"}');
  expect(answerHead).toMatch(/\r\nContent-Type: application\/json\r\n/);
  expect(answerHead).toMatch(/\r\nCache-Control: no-store\r\n/);
  expect(answerHead).toMatch(/\r\nLatchkey-Error: bad_request\r\n/);
  expect(answerHead).toMatch(/\r\nX-Request-Id: [0-9a-f-]{36}\r\n/);
});

test("a request without a host is told like any other error", async () => {
  for (const path of ["/api/v1/a", "/healthz"]) {
    const { text, closed } = await raw(door.port, `GET ${path} HTTP/1.1\r\nX-API-Key: k\r\n\r\n`);
    expect(text).toMatch(/\r\nLatchkey-Error: bad_request\r\n/);
    expect(text).toMatch(/\r\nX-Request-Id: [0-9a-f-]{36}\r\n/);
    expect(text).toMatch(/\r\n\r\n{"error":"Bad Request"}$/);
    expect(closed).toBe(true);
  }
  // HTTP/1.0 knows none.
  const { text } = await raw(
    bare.port,
    `GET /api/v1/echo HTTP/1.0\r\nX-API-Key: ${bareKey.secret}\r\n\r\n`,
  );
  expect(statuses(text)).toEqual(["200"]);
});

describe("a method that an endpoint does not serve", () => {
  test.each([
    ["/api/v1/echo", "PUT", "GET, HEAD, POST"],
    ["/api/v1/echo", "OPTIONS", "GET, HEAD, POST"],
    ["/api/v1/usage", "POST", "GET, HEAD"],
  ])("%s %s is 405, also with an upstream", async (path, method, allow) => {
    for (const one of [bare, door]) {
      const { secret, id } = await one.freshKey();
      const answer = await call(one.port, { method, path, headers: { "X-API-Key": secret } });
      expect([answer.status, answer.text]).toEqual([405, '{"error":"Method Not Allowed"}']);
      expect(answer.headers).toMatchObject({
        allow,
        "latchkey-error": "method_not_allowed",
        "cache-control": "no-store",
      });
      expect(await one.rows(id)).toMatchObject([
        { method, status: 405, code: "method_not_allowed", credits: 0 },
      ]);
    }
    expect((await call(bare.port, { method, path })).status).toBe(401);
  });
});

test("a head of 20 kB is refused with 431 as JSON", async () => {
  const { text, closed } = await raw(
    door.port,
    head("GET /api/v1/a HTTP/1.1", `X-Long: ${"x".repeat(20_000)}`),
  );
  expect(text).toMatch(/^HTTP\/1\.1 431 Request Header Fields Too Large\r\n/);
  expect(text).toContain('{"error":"Request Header Fields Too Large"}');
  expect(text).toMatch(/\r\nLatchkey-Error: headers_too_large\r\n/);
  expect(closed).toBe(true);
});

describe("one connection, several requests", () => {
  test("pipelined requests are answered in their order", async () => {
    upstream.handle = (request, response) => {
      const delayMs = request.url?.endsWith("/slow") ? 80 : 0;
      setTimeout(() => response.end(`<${request.url}>`), delayMs);
    };
    const { text } = await raw(
      door.port,
      head("GET /api/v1/slow HTTP/1.1") +
        head("GET /api/v1/fast HTTP/1.1") +
        head("GET /api/v1/last HTTP/1.1", "Connection: close"),
    );
    expect(text.match(/<[^>]+>/g)).toEqual(["</api/v1/slow>", "</api/v1/fast>", "</api/v1/last>"]);
  });

  test("garbage behind a request waits for that request's answer", async () => {
    upstream.handle = (_request, response) => void setTimeout(() => response.end("answer"), 80);
    const { text, closed } = await raw(
      door.port,
      head("GET /api/v1/a HTTP/1.1") + "garbage\r\n\r\n",
    );
    expect(statuses(text)).toEqual(["200", "400"]);
    expect(text.indexOf("answer")).toBeLessThan(text.indexOf("400 Bad"));
    expect(closed).toBe(true);
  });

  test("a broken chunk ends the request, and the upstream is told", async () => {
    let wasAborted = false;
    upstream.handle = (request) => {
      request.resume();
      request.once("error", () => (wasAborted = true));
    };
    const { text, closed } = await raw(
      door.port,
      head("POST /api/v1/a HTTP/1.1", "Transfer-Encoding: chunked") + "5\r\nhello\r\nzz\r\n",
    );
    expect(statuses(text)).toEqual(["400"]);
    expect(closed).toBe(true);
    await expect.poll(() => wasAborted).toBe(true);
  });

  test("rejected requests keep the connection", async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let i = 0; i < 3; i++) {
      const answer = await call(door.port, { method: "POST", body: "x".repeat(5_000), agent });
      expect(answer.status).toBe(401);
      expect(answer.headers.connection).toBe("keep-alive");
    }
    agent.destroy();
  });
});

describe("targets", () => {
  test("absolute form is served by its path, whatever host it names", async () => {
    const { text } = await raw(
      bare.port,
      `GET http://elsewhere.example/api/v1/echo?a=1 HTTP/1.1\r\nHost: elsewhere.example\r\n` +
        `X-API-Key: ${bareKey.secret}\r\nConnection: close\r\n\r\n`,
    );
    expect(text).toContain('"url":"/api/v1/echo?a=1"');
  });

  test.each([
    "/api/v1/../v1/echo",
    "/api/v1/./echo",
    "/api/v1//echo",
    "//api/v1/echo",
    "/x/../api/v1/echo",
    "/api/v1/%2e%2e/v1/echo",
    "/api%2fv1%2fecho%2f..",
    "/api/v1\\echo",
    "/api/v1/echo%00",
    "/api/v1/echo%",
    "/%61pi/v1/%2E/echo",
  ])("%s is enforced, and refused when admitted", async (path) => {
    const rejected = await call(bare.port, { path });
    expect([path, rejected.status]).toEqual([path, 401]);
    const admitted = await call(bare.port, { path, headers: { "X-API-Key": bareKey.secret } });
    expect([path, admitted.status]).toEqual([path, 400]);
    expect(admitted.text).toBe('{"error":"Bad Request"}');
  });

  test.each([
    "/api/v1",
    "/api/v1/",
    "/api/v1/%65cho",
    "/api/v1/ECHO",
    "/api/v1/echo;x=1",
    "/api/v1/echo/",
  ])("%s is enforced and logged, and then not found and not counted", async (path) => {
    const key = await bare.freshKey({ quotaTotal: 5 });
    expect((await call(bare.port, { path })).status).toBe(401);
    const { text } = await raw(
      bare.port,
      `GET ${path}?q=secret HTTP/1.1\r\nHost: x\r\nX-API-Key: ${key.secret}\r\nConnection: close\r\n\r\n`,
    );
    expect(statuses(text)).toEqual(["404"]);
    expect(text).toContain('{"error":"Not Found"}');
    expect(text).toMatch(/"total";r=5/);
    expect(await bare.rows(key.id)).toMatchObject([
      { path, status: 404, code: "not_found", counted: false, credits: 0 },
    ]);
  });

  test("what only looks like it is not the keyed API's", async () => {
    for (const path of [
      "/api/v10/echo",
      "/API/v1/echo",
      "/api",
      "/",
      "/v1/echo",
      "/?/api/v1/echo",
    ]) {
      expect((await call(bare.port, { path })).text).toBe("next");
    }
  });

  test("OPTIONS * is refused", async () => {
    expect((await call(bare.port, { method: "OPTIONS", path: "*" })).status).toBe(400);
  });
});

describe("upgrades", () => {
  const websocket = [
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version: 13",
  ];

  test.each(["websocket", "WebSocket", "h2c, websocket", "websocket,h2c"])(
    "a WebSocket to the upstream (Upgrade: %s) is refused with a clear 400",
    async (upgrade) => {
      const lines = websocket.map((line) =>
        line.startsWith("Upgrade") ? `Upgrade: ${upgrade}` : line,
      );
      const { text } = await raw(door.port, head("GET /api/v1/ws HTTP/1.1", ...lines), {
        until: "}",
      });
      expect(text).toMatch(/^HTTP\/1\.1 400 /);
      expect(text).toContain('{"error":"WebSocket Not Supported"}');
      expect(text).toContain("Latchkey-Error: upgrade_refused");
    },
  );

  test("a WebSocket without a key is rejected for that", async () => {
    const { text } = await raw(
      door.port,
      ["GET /api/v1/ws HTTP/1.1", "Host: x", ...websocket, "", ""].join("\r\n"),
      { until: "}" },
    );
    expect(text).toMatch(/^HTTP\/1\.1 401 /);
  });

  test("an offer of HTTP/2 is declined by serving the request", async () => {
    let seen: Record<string, unknown> = {};
    upstream.handle = (request, response) => {
      seen = request.headers;
      response.end("served");
    };
    const { text } = await raw(
      door.port,
      head(
        "GET /api/v1/a HTTP/1.1",
        "Connection: Upgrade, HTTP2-Settings",
        "Upgrade: h2c",
        "HTTP2-Settings: AAMAAABkAAQAAP__",
      ),
      { until: "served" },
    );
    expect(statuses(text)).toEqual(["200"]);
    expect(seen).not.toHaveProperty("upgrade");
    expect(seen).not.toHaveProperty("http2-settings");
  });

  test("CONNECT is refused with 405, and the connection closed", async () => {
    const { text, closed } = await raw(
      door.port,
      `CONNECT internal:80 HTTP/1.1\r\nHost: internal:80\r\nX-API-Key: ${secret}\r\n\r\n`,
    );
    expect(text).toMatch(/^HTTP\/1\.1 405 Method Not Allowed\r\n/);
    expect(text).toContain('{"error":"Method Not Allowed"}');
    expect(closed).toBe(true);
  });
});

describe("Expect: 100-continue", () => {
  const upload = (key: string, expectation = "100-continue") =>
    `POST /api/v1/upload HTTP/1.1\r\nHost: x\r\nX-API-Key: ${key}\r\nContent-Length: 5\r\nExpect: ${expectation}\r\n\r\n`;

  test.each(["100-continue", "100-Continue, tea"])(
    "an admitted client is told to send, and its body arrives (%s)",
    async (expectation) => {
      upstream.handle = (request, response) => void request.pipe(response);
      const { text, socket } = await raw(door.port, upload(secret, expectation), {
        until: "\r\n\r\n",
      });
      expect(text).toBe("HTTP/1.1 100 Continue\r\n\r\n");
      let rest = "";
      socket.on("data", (chunk) => (rest += chunk));
      socket.write("hello");
      await expect.poll(() => rest).toContain("hello");
      expect(rest).toMatch(/^HTTP\/1\.1 200 /);
      socket.destroy();
    },
  );

  test("one of HTTP/1.0, which knows no such answer, is not", async () => {
    upstream.handle = (request, response) => void request.pipe(response);
    const asked = upload(secret).replace("HTTP/1.1", "HTTP/1.0") + "hello";
    const { text } = await raw(door.port, asked);
    expect(statuses(text)).toEqual(["200"]);
    expect(text).toMatch(/\r\n\r\nhello$/);
  });

  test.each(["100-continue", "tea"])(
    "a rejected client that sends its body all the same gets to read why (%s)",
    async (expectation) => {
      const bytes = 16 * 1024 * 1024;
      const socket = connect(door.port, "127.0.0.1");
      let text = "";
      socket.setEncoding("latin1").on("data", (part) => (text += part));
      // It listens only when all is sent.
      socket.pause();
      socket.write(upload("nonsense", expectation).replace("Length: 5", `Length: ${bytes}`));
      await new Promise((sent) => socket.write(Buffer.alloc(bytes), sent));
      socket.resume();
      await expect.poll(() => text).toContain('{"error":"Invalid API Key"}');
      socket.destroy();
    },
  );

  test("a rejected client is answered without its body, and the connection closed", async () => {
    const { text, closed } = await raw(door.port, upload("nonsense"));
    expect(statuses(text)).toEqual(["401"]);
    expect(text).toMatch(/\r\nConnection: close\r\n/i);
    expect(closed).toBe(true);
  });

  test.each([
    ["admitted", () => secret, "200"],
    ["refused", () => "nonsense", "401"],
  ])("with another expectation a request is judged like any other: %s", async (_, key, status) => {
    let expectation: string | undefined = "not asked";
    upstream.handle = (request, response) => {
      expectation = request.headers.expect;
      response.end("served");
    };
    const { text } = await raw(
      door.port,
      `GET /api/v1/a HTTP/1.1\r\nHost: x\r\nX-API-Key: ${key()}\r\nExpect: tea\r\nConnection: close\r\n\r\n`,
    );
    expect(statuses(text)).toEqual([status]);
    expect(text).toMatch(/\r\nX-Request-Id: [0-9a-f-]{36}\r\n/i);
    expect(expectation).toBe(status === "200" ? undefined : "not asked");
  });
});

test.each(["Host: a\r\nHost: b", "Host: a\r\nhost: a", "Host: a\r\nX: 1\r\nHOST: b"])(
  "two hosts are refused: %j",
  async (hosts) => {
    for (const path of ["/api/v1/echo", "/healthz", "/sign-in"]) {
      const { text } = await raw(
        door.port,
        `GET ${path} HTTP/1.1\r\n${hosts}\r\nConnection: close\r\n\r\n`,
      );
      expect(statuses(text)).toEqual(["400"]);
    }
  },
);

describe("a client on whose connection nothing moves", () => {
  const IDLE_MS = 300;
  let idle: FrontDoor;
  let key: { secret: string };
  beforeAll(async () => {
    idle = await startFrontDoor({
      idleMs: IDLE_MS,
      app: (request, response) => {
        request.resume();
        setTimeout(() => response.end("late"), IDLE_MS * 3);
      },
    });
    key = await idle.freshKey();
  });
  afterAll(() => idle.stop());

  test("is hung up on where it leaves its answers unread", async () => {
    const socket = connect(idle.port, "127.0.0.1");
    const closed = new Promise<void>((resolve) => {
      socket.on("error", () => {});
      socket.on("close", () => resolve());
    });
    socket.pause();
    const request = "GET /api/v1/echo HTTP/1.1\r\nHost: x\r\n\r\n";
    socket.write(request.repeat(50_000));
    // It takes a write for a client that does not read to see it.
    const knock = setInterval(() => socket.write(request), 50);
    await closed;
    clearInterval(knock);
  });

  test("is hung up on where it does not send the rest of its body", async () => {
    const { text, closed } = await raw(
      idle.port,
      `POST /api/v1/echo HTTP/1.1\r\nHost: x\r\nX-API-Key: ${key.secret}\r\nContent-Length: 9\r\n\r\nhalf`,
    );
    expect([text, closed]).toEqual(["", true]);
  });

  test("is waited for while it waits for us", async () => {
    const answer = await call(idle.port, { headers: { "X-API-Key": key.secret } });
    expect(answer.text).toBe("late");
  });
});

test("while the process is about to end, no connection is kept", async () => {
  let isStopping = false;
  const stopping = await startFrontDoor({ isStopping: () => isStopping });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    const { secret } = await stopping.freshKey();
    const ask = () => call(stopping.port, { agent, headers: { "X-API-Key": secret } });
    expect((await ask()).headers.connection).toBe("keep-alive");
    isStopping = true;
    expect((await ask()).headers.connection).toBe("close");
    expect((await call(stopping.port, { agent, path: "/healthz" })).headers.connection).toBe(
      "close",
    );
  } finally {
    agent.destroy();
    await stopping.stop();
  }
});

test("a rejected upload that goes on is read no longer than the client needs to see why", async () => {
  const started = Date.now();
  const { text, socket } = await raw(
    door.port,
    "POST /api/v1/upload HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\nabc",
    { until: "}" },
  );
  expect(statuses(text)).toEqual(["401"]);
  await new Promise<void>((resolve) => {
    socket.on("error", () => resolve());
    socket.on("close", () => resolve());
  });
  expect(Date.now() - started).toBeLessThan(6_000);
});

test.each(["/api/v1/a", "/api/v1/echo", "/api/verify", "/healthz", "/sign-in"])(
  "TRACE %s is refused, and nothing of it is sent back or on",
  async (path) => {
    const reached: string[] = [];
    const { handle } = upstream;
    upstream.handle = ({ method = "" }, response) => {
      reached.push(method);
      response.end();
    };
    const { text: answer } = await raw(
      door.port,
      `TRACE ${path} HTTP/1.1\r\nHost: x\r\nX-API-Key: ${secret}\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 405 /);
    expect(answer).toMatch(/\r\nAllow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n/);
    expect(answer).not.toContain(secret);
    expect(reached).toEqual([]);
    upstream.handle = handle;
  },
);

test("TRACE with a good key is a row of the log like any other request", async () => {
  const key = await door.freshKey();
  const line = `TRACE /api/v1/traced HTTP/1.1\r\nHost: x\r\nX-API-Key: ${key.secret}\r\nConnection: close\r\n\r\n`;
  expect((await raw(door.port, line)).text).toMatch(/^HTTP\/1\.1 405 /);
  await expect
    .poll(async () => (await door.rows(key.id)).map(({ method, status }) => [method, status]))
    .toEqual([["TRACE", 405]]);
});

describe("what comes after a thousand headers counts like what comes before", () => {
  const junk = "a:\r\n".repeat(1_500);
  const send = (lines: string, body = "") =>
    raw(
      door.port,
      `POST /api/v1/a HTTP/1.1\r\nHost: x\r\nX-API-Key: ${secret}\r\nConnection: close\r\n${junk}${lines}\r\n${body}`,
    );

  test.each([
    ["a length", "Content-Length: 5\r\n", "hello"],
    ["chunks", "Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"],
  ])("%s: the body reaches the service", async (_, lines, body) => {
    let got = "";
    upstream.handle = (request, response) => {
      request.on("data", (part: Buffer) => (got += part.toString()));
      request.on("end", () => response.end());
    };
    const { text } = await send(lines, body);
    expect([text.slice(0, 15), got]).toEqual(["HTTP/1.1 200 OK", "hello"]);
  });

  test("a second host is refused, and so is a second key", async () => {
    expect((await send("Host: y\r\n")).text).toMatch(/^HTTP\/1\.1 400 /);
    const other = `X-API-Key: ${secret.slice(0, -1)}x\r\n`;
    expect((await send(other)).text).toMatch(/^HTTP\/1\.1 401 /);
  });
});
