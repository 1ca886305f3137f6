import { Agent, type IncomingMessage } from "node:http";
import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { call, eventually, raw } from "./call";
import { type FrontDoor, startFrontDoor, startRawUpstream, startUpstream } from "./front-door";

const DEADLINE_MS = 400;

let upstream: Awaited<ReturnType<typeof startUpstream>>;
let rawUpstream: Awaited<ReturnType<typeof startRawUpstream>>;
let door: FrontDoor;
let rawDoor: FrontDoor;
let key: Awaited<ReturnType<FrontDoor["freshKey"]>>;
let rawKey: Awaited<ReturnType<FrontDoor["freshKey"]>>;
const ALIAS = "Büro / 1 % — 東京";
const CATEGORY = "partner acme, ü";

beforeAll(async () => {
  [upstream, rawUpstream] = await Promise.all([startUpstream(), startRawUpstream()]);
  const deadlines = { headersTimeoutMs: DEADLINE_MS, idleTimeoutMs: DEADLINE_MS };
  [door, rawDoor] = await Promise.all([
    startFrontDoor({ service: { origin: upstream.origin, ...deadlines } }),
    startFrontDoor({ service: { origin: rawUpstream.origin, ...deadlines } }),
  ]);
  key = await door.freshKey({ alias: ALIAS, category: CATEGORY });
  rawKey = await rawDoor.freshKey();
});
afterAll(async () => {
  await door.stop();
  await rawDoor.stop();
  await upstream.stop();
  await rawUpstream.stop();
});

/** Has the upstream answer with these bytes, once. */
const answering = (...parts: string[]) => {
  rawUpstream.handle = (socket) => void socket.end(parts.join("\r\n"), "latin1");
};
const askRaw = (options = {}) =>
  call(rawDoor.port, { path: "/api/v1/x", headers: { "X-API-Key": rawKey.secret }, ...options });

/** What the upstream is asked for one request. */
async function seenBy(options: Parameters<typeof call>[1]) {
  let seen: { method?: string; url?: string; headers: IncomingMessage["headers"]; body: string };
  upstream.handle = (request, response) => {
    const { method, url, headers } = request;
    seen = { method, url, headers, body: "" };
    request.on("data", (part) => (seen.body += part));
    request.on("end", () => response.end("ok"));
  };
  const answer = await call(door.port, options);
  return { seen: seen!, answer };
}

describe("the upstream gets", () => {
  test("method, path, query, body and end-to-end headers, and who calls", async () => {
    const { seen, answer } = await seenBy({
      method: "POST",
      path: "/api/v1/things/1%2F2?a=1&a=2&b=%20x",
      body: '{"name":"ü"}',
      headers: {
        "X-API-Key": key.secret,
        "Content-Type": "application/json",
        Accept: "text/plain",
        "X-Custom": "kept",
        "If-None-Match": '"abc"',
        "User-Agent": "tests/1",
      },
    });
    expect(answer.status).toBe(200);
    expect(seen.method).toBe("POST");
    expect(seen.url).toBe("/api/v1/things/1%2F2?a=1&a=2&b=%20x");
    expect(seen.body).toBe('{"name":"ü"}');
    expect(seen.headers).toEqual({
      host: new URL(upstream.origin).host,
      connection: "keep-alive",
      "content-type": "application/json",
      "content-length": "13",
      accept: "text/plain",
      "x-custom": "kept",
      "if-none-match": '"abc"',
      "user-agent": "tests/1",
      "x-forwarded-for": "127.0.0.1",
      "x-request-id": answer.headers["x-request-id"],
      "latchkey-account-id": key.account.accountId,
      "latchkey-key-id": key.id,
      "latchkey-key-alias": encodeURIComponent(ALIAS),
      "latchkey-key-category": encodeURIComponent(CATEGORY),
    });
  });

  test("neither the key, cookies, forged identities nor what speaks of one connection", async () => {
    const { seen } = await seenBy({
      path: "/api/v1/x",
      headers: {
        Authorization: `Bearer ${key.secret}`,
        "x-api-key": key.secret,
        Cookie: "session=1",
        "X-Request-Id": "forged",
        "Latchkey-Key-Id": "forged",
        "LATCHKEY-Anything": "forged",
        // One name with ours to CGI, WSGI and Rack.
        Latchkey_Key_Id: "forged",
        "Latchkey_Account-Id": "forged",
        X_Forwarded_For: "1.2.3.4",
        X_API_Key: key.secret,
        "X-Forwarded-For": "1.2.3.4",
        "X-Forwarded-Host": "evil.example",
        Forwarded: "for=1.2.3.4",
        Connection: "close, X-Named, Latchkey-Account-Id, host",
        "X-Named": "for this hop only",
        "Keep-Alive": "timeout=5",
        "Proxy-Authorization": "Basic eA==",
        "Proxy-Connection": "keep-alive",
        TE: "trailers",
        Host: "evil.example",
      },
    });
    expect(seen.headers).toEqual({
      host: new URL(upstream.origin).host,
      connection: "keep-alive",
      "x-forwarded-for": "127.0.0.1",
      "x-request-id": expect.stringMatching(/^[0-9a-f-]{36}$/),
      "latchkey-account-id": key.account.accountId,
      "latchkey-key-id": key.id,
      "latchkey-key-alias": encodeURIComponent(ALIAS),
      "latchkey-key-category": encodeURIComponent(CATEGORY),
    });
  });

  test("the scheme that one of the operator's proxies names, and the host that it was asked for", async () => {
    const forwarded = { "X-Forwarded-Host": "api.example", "X-Forwarded-Proto": "https" };
    const headers = { "X-API-Key": key.secret, ...forwarded, X_Forwarded_Proto: "forged" };
    const { seen } = await seenBy({ path: "/api/v1/x", headers });
    expect(seen.headers).not.toHaveProperty("x-forwarded-host");
    expect(seen.headers).not.toHaveProperty("x-forwarded-proto");
    const behind = await startFrontDoor({
      service: { origin: upstream.origin },
      trustedProxies: ["127.0.0.0/8"],
    });
    try {
      const { secret } = await behind.freshKey();
      let names: IncomingMessage["headers"] = {};
      upstream.handle = (request, response) => {
        names = request.headers;
        response.end();
      };
      await call(behind.port, {
        path: "/api/v1/x",
        headers: { ...headers, Host: "asked.example", "X-API-Key": secret },
      });
      expect(names).toMatchObject({
        "x-forwarded-host": "asked.example",
        "x-forwarded-proto": "https",
      });
      expect(names).not.toHaveProperty("x_forwarded_proto");
    } finally {
      await behind.stop();
    }
  });

  test("another scheme of Authorization, which is meant for it", async () => {
    const { seen } = await seenBy({
      path: "/api/v1/x",
      headers: { "X-API-Key": key.secret, Authorization: "Basic dTpw" },
    });
    expect(seen.headers.authorization).toBe("Basic dTpw");
  });

  test("repeated headers as often, and bytes beyond ASCII as they were", async () => {
    let lines: string[] = [];
    upstream.handle = (request, response) => {
      lines = request.rawHeaders;
      response.end();
    };
    await raw(
      door.port,
      `GET /api/v1/x HTTP/1.1\r\nHost: x\r\nX-API-Key: ${key.secret}\r\nX-Many: 1\r\nX-Many: 2\r\nX-Latin: \xe9\r\nConnection: close\r\n\r\n`,
    );
    const many = lines.flatMap((name, i) => (name === "x-many" ? [lines[i + 1]] : []));
    expect(many).toEqual(["1", "2"]);
    expect(lines[lines.indexOf("x-latin") + 1]).toBe("\xe9");
  });

  test.each(["PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "GET", "POST", "PROPFIND", "QUERY"])(
    "%s as it is",
    async (method) => {
      const { seen, answer } = await seenBy({
        method,
        path: "/api/v1/x",
        headers: { "X-API-Key": key.secret },
      });
      expect([seen.method, answer.status]).toEqual([method, 200]);
    },
  );

  test("a body of unknown length in chunks, and one with GET and DELETE too", async () => {
    for (const method of ["POST", "GET", "DELETE"]) {
      const { seen } = await seenBy({
        method,
        path: "/api/v1/x",
        headers: { "X-API-Key": key.secret, "Transfer-Encoding": "chunked" },
        body: "some body",
      });
      expect([method, seen.body]).toEqual([method, "some body"]);
    }
  });

  test("nothing in a coding that its head would not name", async () => {
    const { text } = await raw(
      door.port,
      `POST /api/v1/x HTTP/1.1\r\nHost: x\r\nX-API-Key: ${key.secret}\r\nTransfer-Encoding: gzip, chunked\r\nConnection: close\r\n\r\n0\r\n\r\n`,
    );
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
  });
});

describe("the client gets", () => {
  const ask = (options: Parameters<typeof call>[1] = {}) =>
    call(door.port, { path: "/api/v1/x", headers: { "X-API-Key": key.secret }, ...options });

  test("status, reason, end-to-end headers and body, and ours in place of the upstream's", async () => {
    answering(
      "HTTP/1.1 418 Short And Stout",
      "Content-Type: text/plain",
      "X-Kept: 1",
      "Set-Cookie: a=1",
      "Set-Cookie: b=2",
      "X-Latin: \xe9",
      "X-Request-Id: theirs",
      'RateLimit: "theirs";r=0',
      "Latchkey-Error: theirs",
      "Keep-Alive: timeout=9",
      "Connection: X-Named, close",
      "X-Named: for this hop only",
      "Content-Length: 3",
      "",
      "tea",
    );
    const { text } = await raw(
      rawDoor.port,
      `GET /api/v1/x HTTP/1.1\r\nHost: x\r\nX-API-Key: ${rawKey.secret}\r\nConnection: close\r\n\r\n`,
    );
    expect(text).toMatch(/^HTTP\/1\.1 418 Short And Stout\r\n/);
    for (const line of ["X-Kept: 1", "Set-Cookie: a=1", "Set-Cookie: b=2", "X-Latin: \xe9"]) {
      expect(text).toContain(`\r\n${line}\r\n`);
    }
    expect(text).toMatch(/\r\nX-Request-Id: [0-9a-f-]{36}\r\n/);
    expect(text).toMatch(/\r\nRateLimit: "second";r=\d+/);
    for (const gone of ["theirs", "this hop", "timeout=9"]) expect(text).not.toContain(gone);
    expect(text).toMatch(/\r\n\r\ntea$/);
  });

  test("redirects as they are: they are not followed", async () => {
    upstream.handle = (_request, response) =>
      response.writeHead(302, { Location: "http://169.254.169.254/latest" }).end();
    const answer = await ask();
    expect(answer.status).toBe(302);
    expect(answer.headers.location).toBe("http://169.254.169.254/latest");
  });

  test("HEAD, 204 and 304 without a body", async () => {
    answering("HTTP/1.1 200 OK", "Content-Length: 1234", "Trailer: X-After", "", "");
    const head = await askRaw({ method: "HEAD" });
    expect([head.status, head.headers["content-length"], head.text]).toEqual([200, "1234", ""]);
    for (const status of [204, 304]) {
      upstream.handle = (_request, response) => response.writeHead(status, { ETag: '"1"' }).end();
      const answer = await ask();
      expect([answer.status, answer.headers.etag, answer.text]).toEqual([status, '"1"', ""]);
      expect(answer.headers["transfer-encoding"]).toBeUndefined();
    }
  });

  test("an answer of a length and one that ends with its connection", async () => {
    answering("HTTP/1.1 200 OK", "Content-Length: 5", "", "hello");
    const known = await askRaw();
    expect([known.text, known.headers["content-length"]]).toEqual(["hello", "5"]);
    answering("HTTP/1.0 200 OK", "", "until the end");
    const unknown = await askRaw();
    expect([unknown.text, unknown.headers["transfer-encoding"]]).toEqual([
      "until the end",
      "chunked",
    ]);
  });

  test("the final answer after early hints", async () => {
    upstream.handle = (_request, response) => {
      response.writeEarlyHints({ link: "</a.css>; rel=preload" });
      response.writeProcessing();
      setTimeout(() => response.end("final"), 20);
    };
    const answer = await ask();
    expect([answer.status, answer.text]).toEqual([200, "final"]);
  });

  test("early hints and 102 themselves, but to a client of HTTP/1.0", async () => {
    const lines = async (version: string) => {
      upstream.handle = (_request, response) => {
        response.writeEarlyHints({ link: ["</a.css>; rel=preload", "</b.js>; rel=preload"] });
        response.writeProcessing();
        setTimeout(() => response.end("final"), 20);
      };
      const { text } = await raw(
        door.port,
        `GET /api/v1/x HTTP/${version}\r\nHost: x\r\nX-API-Key: ${key.secret}\r\nConnection: close\r\n\r\n`,
      );
      return text.split("\r\n").filter((line) => /^(HTTP|link)/i.test(line));
    };
    expect(await lines("1.1")).toEqual([
      "HTTP/1.1 103 Early Hints",
      "Link: </a.css>; rel=preload, </b.js>; rel=preload",
      "HTTP/1.1 102 Processing",
      "HTTP/1.1 200 OK",
    ]);
    expect(await lines("1.0")).toEqual(["HTTP/1.1 200 OK"]);
  });

  test("trailers, but none that frame the message or are ours", async () => {
    upstream.handle = (_request, response) => {
      response.writeHead(200, { Trailer: "X-Checksum, Latchkey-Credits" });
      response.write("body");
      response.addTrailers({
        "X-Checksum": "abc",
        "Latchkey-Credits": "7",
        "Cache-Control": "public",
        Vary: "*",
        Expires: "Thu, 01 Jan 2099 00:00:00 GMT",
        Location: "https://evil.example/",
        "X-Content-Type-Options": "none",
        "Access-Control-Allow-Origin": "*",
      });
      response.end();
    };
    const answer = await ask();
    expect(answer.headers.trailer).toBe("X-Checksum, Latchkey-Credits");
    expect(answer.trailers).toEqual({ "x-checksum": "abc" });
    const { text } = await raw(
      door.port,
      `GET /api/v1/x HTTP/1.0\r\nHost: x\r\nX-API-Key: ${key.secret}\r\n\r\n`,
    );
    expect(text).toMatch(/\r\n\r\nbody$/);
    expect(text).not.toMatch(/\r\nTrailer:/);
  });
});

describe("credits", () => {
  test.each([
    [200, "7", 7],
    [201, "0", 0],
    [200, null, 1],
    [200, "-3", 1],
    [200, "1.5", 1],
    [200, "many", 1],
    [200, "99999999999999", 1],
    [404, "7", 0],
    [302, "7", 0],
    [500, null, 0],
  ])("an answer of %s with Latchkey-Credits %s charges %s", async (status, said, charged) => {
    const { secret, id } = await door.freshKey();
    upstream.handle = (_request, response) => {
      if (said !== null) response.setHeader("Latchkey-Credits", said);
      response.writeHead(status).end();
    };
    const answer = await call(door.port, { path: "/api/v1/x", headers: { "X-API-Key": secret } });
    expect(answer.headers).not.toHaveProperty("latchkey-credits");
    expect(await door.rows(id)).toMatchObject([
      { status, credits: charged, code: null, counted: true, path: "/api/v1/x" },
    ]);
  });
});

describe("when the upstream fails", () => {
  const BAD = '{"error":"Bad Gateway"}';

  test("one that is down is 502, with and without a body to send", async () => {
    const gone = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => gone.once("listening", resolve));
    const { port } = gone.address() as { port: number };
    await new Promise((resolve) => gone.close(resolve));
    const own = await startFrontDoor({ service: { origin: `http://127.0.0.1:${port}` } });
    try {
      const { secret, id } = await own.freshKey();
      for (const body of [undefined, "x".repeat(300_000)]) {
        const answer = await call(own.port, {
          method: body ? "POST" : "GET",
          path: "/api/v1/x",
          headers: { "X-API-Key": secret },
          body,
        });
        expect([answer.status, answer.text]).toEqual([502, BAD]);
        expect(answer.headers["latchkey-error"]).toBe("bad_gateway");
        expect(answer.headers["cache-control"]).toBe("no-store");
        expect(answer.headers["ratelimit"]).toMatch(/^"second";r=/);
      }
      expect(await own.rows(id)).toMatchObject([
        { status: 502, code: "bad_gateway", credits: 0, counted: true },
        { status: 502, code: "bad_gateway", credits: 0, counted: true },
      ]);
    } finally {
      await own.stop();
    }
  });

  test.each([
    ["hangs up without a word", ""],
    ["breaks off in its head", "HTTP/1.1 200 OK\r\nContent-"],
    ["speaks another protocol", "220 smtp.example ESMTP\r\n"],
    ["contradicts itself", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"],
    [
      "switches protocols unasked",
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n",
    ],
    [
      "uses a coding that nobody undoes",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    ],
    ["sends a head without end", `HTTP/1.1 200 OK\r\nX-Long: ${"x".repeat(100_000)}\r\n\r\n`],
  ])("one that %s is 502", async (_name, bytes) => {
    answering(bytes);
    const answer = await askRaw();
    expect([answer.status, answer.text]).toEqual([502, BAD]);
  });

  test("one that says nothing is 504 after the deadline", async () => {
    rawUpstream.handle = () => {};
    const started = Date.now();
    const answer = await askRaw();
    expect([answer.status, answer.text]).toEqual([504, '{"error":"Gateway Timeout"}']);
    expect(answer.headers["latchkey-error"]).toBe("gateway_timeout");
    expect(Date.now() - started).toBeGreaterThanOrEqual(DEADLINE_MS - 50);
  });

  test("one that only ever says that it is busy is 504 soon after it", async () => {
    rawUpstream.handle = (socket) => {
      const busy = setInterval(
        () => socket.write("HTTP/1.1 103 Early Hints\r\n\r\n"),
        DEADLINE_MS / 4,
      );
      socket.once("close", () => clearInterval(busy));
      socket.on("error", () => {});
    };
    const answer = await askRaw();
    expect([answer.status, answer.text]).toEqual([504, '{"error":"Gateway Timeout"}']);
  });

  test("one that dies in the middle cuts the client's answer short", async () => {
    rawUpstream.handle = (socket) => {
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
      setTimeout(() => socket.destroy(), 30);
    };
    await expect(askRaw()).rejects.toThrow(/aborted|hang up|ECONNRESET/);
    rawUpstream.handle = (socket) => {
      socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nonly\r\n");
      setTimeout(() => socket.destroy(), 30);
    };
    await expect(askRaw()).rejects.toThrow(/aborted|hang up|ECONNRESET/);
  });

  test("one that stalls in the middle is cut off after the deadline", async () => {
    rawUpstream.handle = (socket) =>
      void socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
    await expect(askRaw()).rejects.toThrow(/aborted|hang up|ECONNRESET/);
  });

  test("a row that cannot be made durable is 503 instead of the upstream's answer", async () => {
    const own = await startFrontDoor({ service: { origin: upstream.origin } });
    upstream.handle = (_request, response) => response.end("answer");
    try {
      const { secret } = await own.freshKey();
      own.engine.recordThen = (_admission, _answer, then) => then(new Error("the disk is full"));
      const answer = await call(own.port, { path: "/api/v1/x", headers: { "X-API-Key": secret } });
      expect([answer.status, answer.text]).toEqual([
        503,
        '{"error":"Service temporarily unavailable"}',
      ]);
      expect(answer.headers["retry-after"]).toBe("1");
    } finally {
      await own.stop();
    }
  });
});

describe("connections to the upstream", () => {
  test("are kept and used again", async () => {
    upstream.handle = (_request, response) => response.end("x");
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const headers = { "X-API-Key": key.secret };
    await call(door.port, { path: "/api/v1/x", headers, agent });
    const before = upstream.connections;
    for (let i = 0; i < 20; i++) await call(door.port, { path: "/api/v1/x", headers, agent });
    expect(upstream.connections).toBe(before);
    agent.destroy();
  });

  test("that the upstream has closed meanwhile cost a GET nothing", async () => {
    let answered = 0;
    rawUpstream.handle = (socket) => {
      // Every second request on a connection finds it closed.
      if ((socket as { wasUsed?: boolean }).wasUsed) return void socket.destroy();
      Object.assign(socket, { wasUsed: true });
      answered++;
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    };
    for (let i = 0; i < 4; i++) expect((await askRaw()).text).toBe("ok");
    expect(answered).toBe(4);
  });

  test.each(["DELETE", "PUT", "HEAD"])(
    "nor do they cost a %s without a body anything",
    async (method) => {
      let answered = 0;
      rawUpstream.handle = (socket) => {
        if ((socket as { wasUsed?: boolean }).wasUsed) return void socket.destroy();
        Object.assign(socket, { wasUsed: true });
        answered++;
        socket.write("HTTP/1.1 204 No Content\r\n\r\n");
      };
      const key = await rawDoor.freshKey();
      for (let i = 0; i < 3; i++) {
        const answer = await call(rawDoor.port, {
          method,
          path: "/api/v1/x",
          headers: { "X-API-Key": key.secret },
        });
        expect(answer.status).toBe(204);
      }
      expect(answered).toBe(3);
    },
  );

  test("a connection that is reset costs a GET nothing, and a POST is not sent twice", async () => {
    let asked = 0;
    rawUpstream.handle = (socket) => {
      asked++;
      if (asked % 2 === 1) return void socket.resetAndDestroy();
      socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
    };
    const key = await rawDoor.freshKey();
    const ask = (method: string) =>
      call(rawDoor.port, { method, path: "/api/v1/x", headers: { "X-API-Key": key.secret } });
    expect((await ask("GET")).text).toBe("ok");
    expect(asked).toBe(2);
    expect((await ask("POST")).status).toBe(502);
    expect(asked).toBe(3);
  });

  test("are closed when the client leaves before the answer, or in its middle", async () => {
    for (const midway of [false, true]) {
      const { secret, id } = await door.freshKey();
      let left = 0;
      let entered = false;
      upstream.handle = (request, response) => {
        if (midway) response.write("first");
        entered = true;
        request.socket.once("close", () => (left = Date.now()));
      };
      const abort = new AbortController();
      const asked = fetch(`${door.origin}/api/v1/x`, {
        headers: { "X-API-Key": secret },
        signal: abort.signal,
      });
      if (midway) await asked;
      else asked.catch(() => {});
      await eventually(() => entered);
      const at = Date.now();
      abort.abort();
      await eventually(() => left > 0);
      expect(left - at).toBeLessThan(300);
      await eventually(async () => (await door.rows(id)).length === 1);
      expect((await door.rows(id))[0]?.status).toBe(midway ? 200 : 499);
    }
  });

  test("are closed, too, where requests wait for their turn on the client's connection", async () => {
    // Without deadlines that come first.
    const patient = await startFrontDoor({ service: { origin: upstream.origin } });
    onTestFinished(() => patient.stop());
    const { secret, id } = await patient.freshKey();
    const entered = new Set<string>();
    const open = new Set<object>();
    upstream.handle = (request, response) => {
      entered.add(request.url ?? "");
      open.add(request);
      request.on("error", () => {});
      request.socket.once("close", () => open.delete(request));
      response.on("error", () => {});
      if (request.url?.endsWith("big")) response.write(Buffer.alloc(4 * 1024 * 1024));
    };
    const head = (line: string, length = 0) =>
      `${line} HTTP/1.1\r\nHost: x\r\nX-API-Key: ${secret}\r\nContent-Length: ${length}\r\n\r\n`;
    const { socket } = await raw(
      patient.port,
      head("GET /api/v1/slow") + head("GET /api/v1/big") + head("POST /api/v1/torn", 9) + "half",
      { until: "never", timeoutMs: 1 },
    );
    await eventually(() => entered.size === 3);
    socket.destroy();
    await eventually(() => open.size === 0);
    await eventually(async () => (await patient.rows(id)).length === 3);
    const statuses = (await patient.rows(id)).map(({ path, status }) => [path.slice(8), status]);
    expect(Object.fromEntries(statuses)).toEqual({ slow: 499, big: 200, torn: 499 });
  });

  test("are not made for who left while it was decided", async () => {
    const patient = await startFrontDoor({ service: { origin: upstream.origin } });
    onTestFinished(() => patient.stop());
    const { secret, id } = await patient.freshKey();
    const asked: string[] = [];
    upstream.handle = (request) => void asked.push(request.url ?? "");
    let decide = () => {};
    const decided = new Promise<void>((resolve) => (decide = resolve));
    const admit = patient.engine.admit.bind(patient.engine);
    vi.spyOn(patient.engine, "admit").mockImplementation((request) =>
      request.path.endsWith("late") ? decided.then(() => admit(request)) : admit(request),
    );
    const head = (path: string) =>
      `GET /api/v1/${path} HTTP/1.1\r\nHost: x\r\nX-API-Key: ${secret}\r\n\r\n`;
    const { socket } = await raw(patient.port, head("slow") + head("late"), {
      until: "never",
      timeoutMs: 1,
    });
    await eventually(() => asked.length === 1);
    socket.destroy();
    await eventually(async () => (await patient.rows(id)).length === 1);
    decide();
    await eventually(async () => (await patient.rows(id)).length === 2);
    const rows = await patient.rows(id);
    expect(rows.map(({ path, status }) => [path, status])).toEqual(
      expect.arrayContaining([
        ["/api/v1/slow", 499],
        ["/api/v1/late", 499],
      ]),
    );
    expect(asked).toEqual(["/api/v1/slow"]);
  });
});
