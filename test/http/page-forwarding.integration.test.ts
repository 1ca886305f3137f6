import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  Agent,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as httpRequest,
  type RequestListener,
} from "node:http";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { beginAppStart } from "./app-start";
import { call, eventually, raw } from "./call";
import { type FrontDoor, startFrontDoor } from "./front-door";

/*
 * How a request for a page gets to the app and its answer back, to the letter: the app is one of the tests'
 * own. What Next.js makes of it is shown in test/processes/pages.test.ts.
 */

let door: FrontDoor;
let handle: RequestListener;
beforeAll(async () => {
  door = await startFrontDoor({
    app: (request, response) => handle(request, response),
    // Strangers may send less.
    whoseSession: async () => "somebody",
  });
});
afterAll(() => door.stop());

const ask = (options: Parameters<typeof call>[1] = {}, { port } = door) =>
  call(port, { path: "/dashboard", ...options });

/** What the app is asked for one request. */
async function seenBy(options: Parameters<typeof call>[1], of = door) {
  let seen!: { method?: string; url?: string; headers: IncomingHttpHeaders; body: Buffer };
  handle = (request, response) => {
    const { method, url, headers } = request;
    void bytesOf(request).then((body) => {
      seen = { method, url, headers, body };
      response.end("ok");
    });
  };
  const answer = await ask(options, of);
  return { seen, answer };
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

const digest = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

/** Bytes that repeat nowhere, so that nothing can be left out or change places unseen. */
function distinct(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let i = 0; i < length; i++) bytes[i] = (i * 31 + (i >> 8) * 17 + (i >> 16)) & 0xff;
  return bytes;
}

const MIB = 1024 * 1024;
/** Of answers, round what a read of a socket holds; of bodies, to the longest that is taken. */
const LENGTHS = [0, 1, 64 * 1024 - 1, 64 * 1024, 64 * 1024 + 1, 256 * 1024];

describe("the app gets", () => {
  test("method, path, query, body and headers as they were, and who asks for what", async () => {
    const { seen, answer } = await seenBy({
      method: "POST",
      path: "/dashboard/keys/1%2F2?a=1&a=2&b=%20x&_rsc",
      body: '[{"name":"ü"}]',
      headers: {
        "Content-Type": "text/plain",
        Accept: "text/x-component",
        Cookie: "a=1; next-auth.session-token=x.y.z",
        Authorization: "Bearer of-somebody-else",
        "X-API-Key": "no business of ours here",
        "If-None-Match": '"abc"',
        "Accept-Encoding": "br, gzip",
        Origin: "http://page.example",
        RSC: "1",
        "Next-Action": "7f00",
        "User-Agent": "tests/1",
        Host: "page.example:8080",
      },
    });
    expect(answer.status).toBe(200);
    expect([seen.method, seen.url]).toEqual(["POST", "/dashboard/keys/1%2F2?a=1&a=2&b=%20x&_rsc"]);
    expect(seen.body.toString()).toBe('[{"name":"ü"}]');
    expect(seen.headers).toEqual({
      host: "page.example:8080",
      connection: "keep-alive",
      "content-type": "text/plain",
      "content-length": "15",
      accept: "text/x-component",
      cookie: "a=1; next-auth.session-token=x.y.z",
      authorization: "Bearer of-somebody-else",
      "x-api-key": "no business of ours here",
      "if-none-match": '"abc"',
      "accept-encoding": "br, gzip",
      origin: "http://page.example",
      rsc: "1",
      "next-action": "7f00",
      "user-agent": "tests/1",
      "x-forwarded-for": "127.0.0.1",
      "x-request-id": answer.headers["x-request-id"],
      "x-latchkey-path": "/dashboard/keys/1%2F2?a=1&a=2&b=%20x&_rsc",
    });
  });

  test.each(["PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "GET", "POST", "PROPFIND"])(
    "%s as it is",
    async (method) => {
      const { seen, answer } = await seenBy({ method });
      expect([seen.method, answer.status]).toEqual([method, 200]);
    },
  );

  test("repeated headers as often, and bytes beyond ASCII as they were", async () => {
    let lines: string[] = [];
    handle = (request, response) => {
      lines = request.rawHeaders;
      response.end();
    };
    await raw(
      door.port,
      "GET /sign-in HTTP/1.1\r\nHost: x\r\nX-Many: 1\r\nX-Many: 2\r\nX-Latin: \xe9\r\nConnection: close\r\n\r\n",
    );
    expect(lines.flatMap((name, i) => (name === "x-many" ? [lines[i + 1]] : []))).toEqual([
      "1",
      "2",
    ]);
    expect(lines[lines.indexOf("x-latin") + 1]).toBe("\xe9");
  });

  test("nothing that speaks of one connection, and no word of ours from anybody else", async () => {
    const { seen, answer } = await seenBy({
      headers: {
        Host: "x",
        Connection: "close, X-Named, X-Latchkey-Path, X-Request-Id, Host",
        "X-Named": "for this hop only",
        "Keep-Alive": "timeout=5",
        "Proxy-Authorization": "Basic eA==",
        "Proxy-Connection": "keep-alive",
        TE: "trailers",
        Upgrade: "h2c",
        "HTTP2-Settings": "AAMAAABkAAQAAP__",
        "X-Latchkey-Path": "/forged",
        X_Latchkey_Path: "/forged",
        "X-Request-Id": "forged",
        "Latchkey-App-Token": "forged",
        "LATCHKEY-Caller": "forged",
        Latchkey_Caller: "forged",
      },
    });
    expect(seen.headers).toEqual({
      host: "x",
      connection: "keep-alive",
      "x-forwarded-for": "127.0.0.1",
      "x-request-id": answer.headers["x-request-id"],
      "x-latchkey-path": "/dashboard",
    });
    expect(answer.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("of where a request came from our word alone, or that of a trusted proxy", async () => {
    const said = {
      Host: "page.example",
      "X-Forwarded-For": "203.0.113.9",
      "X-Forwarded-Host": "forwarded.example",
      "X-Forwarded-Proto": "https",
    };
    const forwarded = ({ headers }: { headers: IncomingHttpHeaders }) =>
      Object.fromEntries(Object.entries(headers).filter(([name]) => /^x-forwarded/.test(name)));
    const others = { Forwarded: "for=203.0.113.9", "X-Real-Ip": "203.0.113.9" };

    const { seen } = await seenBy({ headers: { ...said, ...others } });
    expect(Object.keys(forwarded(seen)).filter((name) => name !== "x-forwarded-for")).toEqual([]);
    expect(seen.headers["x-forwarded-for"]).not.toBe("203.0.113.9");
    expect(seen.headers).toMatchObject({ host: "page.example" });
    for (const name of ["forwarded", "x-real-ip"]) expect(seen.headers).not.toHaveProperty(name);

    const behind = await startFrontDoor({
      app: (request, response) => handle(request, response),
      trustedProxies: ["127.0.0.0/8"],
    });
    onTestFinished(() => behind.stop());
    const { seen: trusted } = await seenBy({ headers: said }, behind);
    expect(forwarded(trusted)).toEqual({
      "x-forwarded-for": "203.0.113.9",
      "x-forwarded-host": "forwarded.example",
      "x-forwarded-proto": "https",
    });
    const { seen: plain } = await seenBy({ headers: { Host: "page.example" } }, behind);
    // A proxy that does not say for whom it asks is everybody: the app counts nothing for its address.
    expect(forwarded(plain)).toEqual({});
  });

  test.each(LENGTHS)("a body of %i bytes whole, with its length and in chunks", async (length) => {
    const body = distinct(length);
    const known = await seenBy({
      method: "POST",
      headers: { "Content-Length": String(length), Cookie: "session" },
      body,
    });
    expect(digest(known.seen.body)).toBe(digest(body));
    expect(known.seen.headers["content-length"]).toBe(String(length));
    const chunked = await seenBy({
      method: "POST",
      headers: { "Transfer-Encoding": "chunked", Cookie: "session" },
      body,
    });
    expect(digest(chunked.seen.body)).toBe(digest(body));
  });

  test("a body in many parts, however they are cut", async () => {
    const body = distinct(200_000);
    let got: Buffer | undefined;
    handle = (request, response) => {
      void bytesOf(request).then((bytes) => {
        got = bytes;
        response.end();
      });
    };
    for (const size of [1_000, 16 * 1024, 64 * 1024, 64 * 1024 + 1]) {
      const request = open("POST", { "Transfer-Encoding": "chunked", Cookie: "session" });
      const answer = answerOf(request);
      for (let at = 0; at < body.length; at += size) {
        request.write(body.subarray(at, at + size));
        await new Promise((resume) => setImmediate(resume));
      }
      request.end();
      await bytesOf(await answer);
      expect([size, got && digest(got)]).toEqual([size, digest(body)]);
    }
  });

  test("a long body whole also where it came before the app was up", async () => {
    const start = beginAppStart(door);
    const body = distinct(256 * 1024);
    const asked = seenBy({ method: "POST", body, headers: { Cookie: "session" } });
    await eventually(() => start.awaited === 1);
    // What else has come of it by now is not read.
    await call(door.port, { path: "/healthz" });
    start.comesUp();
    const { seen, answer } = await asked;
    expect(answer.status).toBe(200);
    expect(digest(seen.body)).toBe(digest(body));
  });

  test("a body of a client that first asks whether to send it", async () => {
    const { port } = door;
    let seen: IncomingHttpHeaders = {};
    handle = (request, response) => {
      seen = request.headers;
      void bytesOf(request).then((body) => response.end(`got ${body.toString()}`));
    };
    const head =
      "POST /dashboard HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nConnection: close\r\n";
    const { text, socket } = await raw(port, `${head}Expect: 100-continue\r\n\r\n`, {
      until: "\r\n\r\n",
    });
    expect(text).toBe("HTTP/1.1 100 Continue\r\n\r\n");
    let rest = "";
    socket.on("data", (part: string) => (rest += part));
    socket.write("body");
    await once(socket, "close");
    expect(rest).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\ngot body$/);
    expect(seen).not.toHaveProperty("expect");
  });

  test("nothing in a coding that its head would not name", async () => {
    handle = () => expect.unreachable();
    const { text } = await raw(
      door.port,
      "POST /dashboard HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\nConnection: close\r\n\r\n0\r\n\r\n",
    );
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
  });
});

const open = (method = "GET", headers: Record<string, string> = {}) =>
  httpRequest({
    ...{ host: "127.0.0.1", port: door.port, path: "/dashboard" },
    ...{ method, headers, agent: false },
  });

const answerOf = async (request: ReturnType<typeof open>) =>
  (await once(request, "response"))[0] as IncomingMessage;

describe("the client gets", () => {
  test("status, reason, headers and body as they were, cookies one by one, and our request id", async () => {
    handle = (_request, response) => {
      response.writeHead(418, "Short And Stout", [
        ...["Content-Type", "text/html; charset=utf-8"],
        ...["Set-Cookie", "a=1; Path=/; HttpOnly", "Set-Cookie", "b=2", "Set-Cookie", "c=3, 4"],
        ...["Cache-Control", "private, no-store", "Vary", "rsc, next-router-state-tree"],
        ...["X-Latin", "\xe9", "X-Request-Id", "theirs", "Link", "</a.css>; rel=preload"],
        ...["Connection", "X-Named, keep-alive", "X-Named", "for this hop only"],
        ...["Keep-Alive", "timeout=9"],
      ]);
      response.end("tea");
    };
    const { text } = await raw(
      door.port,
      "GET /sign-in HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    );
    expect(text).toMatch(/^HTTP\/1\.1 418 Short And Stout\r\n/);
    for (const line of [
      "Content-Type: text/html; charset=utf-8",
      "Set-Cookie: a=1; Path=/; HttpOnly\r\nSet-Cookie: b=2\r\nSet-Cookie: c=3, 4",
      "Cache-Control: private, no-store",
      "Vary: rsc, next-router-state-tree",
      "X-Latin: \xe9",
      "Link: </a.css>; rel=preload",
    ]) {
      expect(text).toContain(`\r\n${line}\r\n`);
    }
    expect(text.match(/\r\nX-Request-Id: [0-9a-f-]{36}\r\n/g)).toHaveLength(1);
    for (const gone of ["theirs", "this hop", "timeout=9"]) expect(text).not.toContain(gone);
  });

  test("HEAD, 204 and 304 without a body, and a redirect as it is", async () => {
    handle = (_request, response) => {
      response.writeHead(200, { "Content-Length": "1234", ETag: '"1"' }).end();
    };
    const head = await ask({ method: "HEAD" });
    expect([head.status, head.headers["content-length"], head.text]).toEqual([200, "1234", ""]);
    for (const status of [204, 304]) {
      handle = (_request, response) => response.writeHead(status, { ETag: '"1"' }).end();
      const answer = await ask({ headers: { "If-None-Match": '"1"' } });
      expect([answer.status, answer.headers.etag, answer.text]).toEqual([status, '"1"', ""]);
      expect(answer.headers["transfer-encoding"]).toBeUndefined();
    }
    handle = (_request, response) =>
      response.writeHead(307, { Location: "/sign-in?callbackUrl=%2Fdashboard" }).end("moved");
    const moved = await ask();
    expect([moved.status, moved.headers.location, moved.text]).toEqual([
      307,
      "/sign-in?callbackUrl=%2Fdashboard",
      "moved",
    ]);
  });

  test("early hints, but not as a client of HTTP/1.0", async () => {
    const lines = async (version: string) => {
      handle = (_request, response) => {
        response.writeEarlyHints({ link: ["</a.css>; rel=preload", "</b.js>; rel=preload"] });
        setImmediate(() => response.end("final"));
      };
      const { text } = await raw(
        door.port,
        `GET /sign-in HTTP/${version}\r\nHost: x\r\nConnection: close\r\n\r\n`,
      );
      return text.split("\r\n").filter((line) => /^(HTTP|link)/i.test(line));
    };
    expect(await lines("1.1")).toEqual([
      "HTTP/1.1 103 Early Hints",
      "Link: </a.css>; rel=preload, </b.js>; rel=preload",
      "HTTP/1.1 200 OK",
    ]);
    expect(await lines("1.0")).toEqual(["HTTP/1.1 200 OK"]);
  });

  test("trailers", async () => {
    handle = (_request, response) => {
      response.writeHead(200, { Trailer: "X-Checksum" });
      response.write("body");
      response.addTrailers({ "X-Checksum": "abc" });
      response.end();
    };
    const answer = await ask();
    expect([answer.text, answer.trailers]).toEqual(["body", { "x-checksum": "abc" }]);
  });

  test.each([...LENGTHS, 5 * MIB])(
    "a body of %i bytes whole, with its length and in chunks",
    async (length) => {
      const body = distinct(length);
      handle = (_request, response) =>
        response.writeHead(200, { "Content-Length": length }).end(body);
      const known = await ask();
      expect(digest(known.bytes)).toBe(digest(body));
      expect(known.headers["content-length"]).toBe(String(length));
      handle = (_request, response) => {
        response.write(body.subarray(0, length >> 1));
        response.end(body.subarray(length >> 1));
      };
      const chunked = await ask();
      expect(digest(chunked.bytes)).toBe(digest(body));
      expect(chunked.headers["content-length"]).toBeUndefined();
    },
  );

  test("a packed body as it was packed", async () => {
    const packed = gzipSync(distinct(100_000));
    handle = (_request, response) =>
      response.writeHead(200, { "Content-Encoding": "gzip" }).end(packed);
    const answer = await ask({ headers: { "Accept-Encoding": "gzip" } });
    expect(answer.headers["content-encoding"]).toBe("gzip");
    expect(answer.bytes.equals(packed)).toBe(true);
  });

  test("events as they are written: the first before there is a second", async () => {
    let sendSecond = () => {};
    handle = (_request, response) => {
      response.writeHead(200, { "Content-Type": "text/event-stream" });
      response.write("data: 1\n\n");
      sendSecond = () => response.end("data: 2\n\n");
    };
    const answer = await answerOf(open().end());
    answer.setEncoding("utf8");
    expect((await once(answer, "data"))[0]).toBe("data: 1\n\n");
    sendSecond();
    expect((await once(answer, "data"))[0]).toBe("data: 2\n\n");
  });

  test("a head before the first byte of its body", async () => {
    let finish = () => {};
    handle = (_request, response) => {
      response.writeHead(200);
      response.flushHeaders();
      finish = () => response.end("late");
    };
    const answer = await answerOf(open().end());
    expect(answer.statusCode).toBe(200);
    finish();
    expect(String((await once(answer, "data"))[0])).toBe("late");
  });

  test("answers in the order of its requests where it sends many at once", async () => {
    const held: Array<() => void> = [];
    handle = (request, response) => {
      const answer = () => response.end(`[${request.url}]`);
      // The first to come are answered last.
      held.push(answer);
      if (held.length === 5) for (const each of held.reverse()) each();
    };
    const paths = [1, 2, 3, 4, 5].map((n) => `/page-${n}`);
    const requests = paths.map(
      (path, i) =>
        `GET ${path} HTTP/1.1\r\nHost: x\r\n${i === 4 ? "Connection: close\r\n" : ""}\r\n`,
    );
    const { text } = await raw(door.port, requests.join(""));
    expect(text.match(/\[[^\]]+\]/g)).toEqual(paths.map((path) => `[${path}]`));
  });
});

describe("when somebody leaves or fails", () => {
  const isPlainPage = { status: 503, text: expect.stringContaining("This page loads again") };
  const UNAVAILABLE = { error: "Service temporarily unavailable" };

  test("a client that breaks off its body is nothing to the app", async () => {
    let asked = 0;
    handle = (request, response) => {
      if (request.method === "POST") asked++;
      response.end("page");
    };
    const request = open("POST", { "Content-Length": "200000" });
    request.on("error", () => {});
    await new Promise<void>((sent) => request.write(distinct(100_000), () => sent()));
    request.destroy();
    await eventually(() => request.closed);
    // What comes after it has been to the app and back.
    expect((await ask()).text).toBe("page");
    expect(asked).toBe(0);
  });

  test("an app that dies with a request before it answers: a page that says so, and JSON under /api/", async () => {
    handle = (request) => request.socket.destroy();
    for (const method of ["GET", "POST"]) {
      const body = method === "POST" ? "x".repeat(100_000) : undefined;
      const headers = { Cookie: "session" };
      const page = await ask({ method, body, headers });
      expect(page).toMatchObject(isPlainPage);
      expect(page.headers).toMatchObject({
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": expect.stringMatching(
          /^default-src 'none';.*frame-ancestors 'none'$/,
        ),
        "cache-control": "no-store",
        "retry-after": "2",
      });
      const json = await ask({ method, path: "/api/auth/session", body, headers });
      expect([json.status, json.json(), json.headers["retry-after"]]).toEqual([
        503,
        UNAVAILABLE,
        "1",
      ]);
    }
    const head = await ask({ method: "HEAD" });
    expect([head.status, head.text, head.headers["retry-after"]]).toEqual([503, "", "2"]);
  });

  test("an app that is away: the same, whatever is sent to it", async () => {
    const { app } = door;
    const { upstream } = app;
    Object.assign(app, { upstream: null, state: "down" });
    onTestFinished(() => void Object.assign(app, { upstream, state: "up" }));
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    for (const length of LENGTHS) {
      const headers = { "Content-Length": String(length), Cookie: "session" };
      const page = await ask({ method: "POST", headers, body: distinct(length), agent });
      expect(page).toMatchObject(isPlainPage);
    }
    expect(await ask({ agent })).toMatchObject(isPlainPage);
    expect((await ask({ path: "/api/auth/csrf" })).json()).toEqual(UNAVAILABLE);
  });

  test("an app that dies in the middle of an answer: the client sees that it is cut", async () => {
    for (const head of [{ "Content-Length": 100 }, {}] as Array<Record<string, number>>) {
      handle = (request, response) => {
        response.writeHead(200, head);
        response.write("only this", () => request.socket.destroy());
      };
      await expect(ask()).rejects.toThrow(/aborted|hang up|ECONNRESET/);
    }
  });

  test("an app that says nothing: a page that says so, after the deadline", async () => {
    const headersTimeoutMs = 400;
    const late = await startFrontDoor({ app: () => {}, appDeadlines: { headersTimeoutMs } });
    onTestFinished(() => late.stop());
    const startedMs = performance.now();
    expect(await ask({}, late)).toMatchObject(isPlainPage);
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(headersTimeoutMs - 50);
  });

  test("an app that closes the connection it kept: a GET comes all the same, and a POST is not sent twice", async () => {
    const used = new WeakSet<object>();
    let asked = 0;
    handle = (request, response) => {
      if (request.method === "POST") asked++;
      // Every second request on a connection finds it closed.
      if (used.has(request.socket)) return void request.socket.destroy();
      used.add(request.socket);
      response.end("page");
    };
    for (let i = 0; i < 6; i++) expect((await ask()).text).toBe("page");
    let refused = 0;
    for (let i = 0; i < 6; i++) {
      const before = asked;
      const { status } = await ask({ method: "POST", body: "x" });
      expect(asked).toBe(before + 1);
      if (status === 503) refused++;
    }
    expect(refused).toBeGreaterThan(0);
  });
});
